"""Own networks on disk, and files from strangers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.spec import Dense, NetworkSpec, TrainingSpec
from mnist_desktop.runs.own_presets import (
    MOST_BYTES,
    NetworkFile,
    OwnPresets,
    read_network_file,
    write_network_file,
)
from mnist_desktop.service import ModelService

CNN = preset("cnn")


@pytest.fixture
def own(tmp_path: Path) -> OwnPresets:
    return OwnPresets(tmp_path / "networks")


def titles(own: OwnPresets) -> list[str]:
    return [each.title for each in own.presets()]


def test_that_a_network_is_found_again_as_it_was_saved(own: OwnPresets) -> None:
    assert own.presets() == ()
    saved = own.save("  Lea's   network ", CNN.network, CNN.training)
    (found,) = own.presets()
    assert found == saved
    assert (found.name, found.title, found.own) == ("lea-s-network", "Lea's network", True)
    assert (found.network, found.training, found.accuracy) == (CNN.network, CNN.training, None)
    assert found.teaches == "Conv2D 32, MaxPooling2D, Conv2D 64, MaxPooling2D, Dropout, Dense 10"
    assert own.preset("LEA'S NETWORK") == own.preset("lea-s-network") == found


@pytest.mark.parametrize("title", ["", "   ", "x" * 61, "cnn", "With dropout", "lea", "LEA"])
def test_that_a_name_that_is_empty_long_or_taken_is_refused(own: OwnPresets, title: str) -> None:
    own.save("Lea", CNN.network, CNN.training)
    with pytest.raises(UserError) as caught:
        own.save(title, CNN.network, CNN.training)
    assert caught.value.field == "name"
    assert titles(own) == ["Lea"]


def test_that_a_network_that_does_not_fit_is_not_saved(own: OwnPresets) -> None:
    with pytest.raises(UserError, match="needs a row of numbers"):
        own.save("Broken", NetworkSpec(layers=(Dense(units=3),)), TrainingSpec())
    assert not own.folder.exists()


def test_that_names_for_commands_never_meet(own: OwnPresets) -> None:
    names = [own.save(title, CNN.network, CNN.training).name for title in ("Ää", "Öö", "a b", "a.b", "CON", "Con!")]
    assert names == ["network", "network-2", "a-b", "a-b-2", "network-con", "network-con-2"]


def test_that_renaming_moves_the_file_and_keeps_the_rest(own: OwnPresets) -> None:
    own.save("Lea", CNN.network, CNN.training)
    renamed = own.rename("lea", "Tom")
    assert (renamed.name, renamed.network) == ("tom", CNN.network)
    assert [file.name for file in own.folder.iterdir()] == ["tom.json"]
    assert own.rename("tom", "TOM").title == "TOM"
    assert titles(own) == ["TOM"]


def test_that_what_was_deleted_can_be_saved_again(own: OwnPresets) -> None:
    saved = own.save("Lea", CNN.network, CNN.training)
    assert own.delete("lea") == saved
    assert own.presets() == ()
    with pytest.raises(UserError, match="no network of your own"):
        own.delete("lea")
    assert own.save(saved.title, saved.network, saved.training) == saved


@pytest.mark.parametrize("name", ["../run", "cnn", "", "nothing"])
def test_that_only_own_ones_can_be_deleted_and_replaced(own: OwnPresets, name: str) -> None:
    (own.folder.parent / "run.json").write_text("{}")
    own.save("Lea", CNN.network, CNN.training)
    with pytest.raises(UserError):
        own.delete(name)
    with pytest.raises(UserError):
        own.save("Anew", CNN.network, CNN.training, replacing=name)
    assert titles(own) == ["Lea"]
    assert (own.folder.parent / "run.json").exists()


def test_that_replacing_keeps_the_name(own: OwnPresets) -> None:
    own.save("Lea", CNN.network, CNN.training)
    other = preset("softmax-dense")
    own.save("Lea", other.network, other.training, replacing="lea")
    (found,) = own.presets()
    assert (found.name, found.network) == ("lea", other.network)


def test_that_a_damaged_file_keeps_none_of_the_others_away(own: OwnPresets) -> None:
    own.save("Lea", CNN.network, CNN.training)
    (own.folder / "broken.json").write_text("{")
    (own.folder / "cnn.json").write_bytes((own.folder / "lea.json").read_bytes())
    assert titles(own) == ["Lea"]


def test_that_a_shared_file_is_opened_under_a_free_name(own: OwnPresets, tmp_path: Path) -> None:
    file = tmp_path / "from a friend.json"
    write_network_file("With dropout", CNN.network, CNN.training, file)
    assert own.add_file(file).title == "With dropout 2"
    assert own.add_file(file).title == "With dropout 3"
    file.write_text(json.dumps({"network": CNN.network.model_dump()}))
    assert own.add_file(file).title == "from a friend"


def test_that_what_presets_prints_can_be_opened(own: OwnPresets, tmp_path: Path) -> None:
    file = tmp_path / "printed.json"
    file.write_text(json.dumps({"preset": "cnn", "teaches": "", "network": CNN.network.model_dump()}))
    assert read_network_file(file).network == CNN.network


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no JSON"),
        (b"\xff\xfe{}", "is no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 10_000, "is no JSON"),
        (b"[]", "no part called network"),
        (b'{"network": null}', "dictionary"),
        (b'{"network": {"layers": [{"type": "Lambda"}]}}', "must be one of"),
        (b'{"network": {"layers": [{"type": "Dense", "units": 1e999}]}}', "units"),
        (b'{"format": 2, "network": {}}', "newer version"),
        (b" " * (MOST_BYTES + 1), "longer than 262,144 bytes"),
    ],
)
def test_that_each_fault_of_a_file_is_said_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "network.json"
    file.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_network_file(file)
    assert says in str(caught.value)
    assert caught.value.remedy


def test_that_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(UserError, match="cannot be read"):
            read_network_file(path)


def test_that_a_title_from_a_stranger_is_one_line_of_text(tmp_path: Path) -> None:
    file = tmp_path / "network.json"
    file.write_text(json.dumps({"title": "a\x1b[2J\n b\u202e" + "x" * 99, "network": CNN.network.model_dump()}))
    title = read_network_file(file).title
    assert title.isprintable()
    assert len(title) == 60


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_KEYS = ["type", "units", "filters", "kernel_size", "strides", "padding", "activation", "rate", "function", "pool_size"]
_LAYER = st.dictionaries(
    st.sampled_from(_KEYS), _JSON | st.sampled_from(["Dense", "Conv2D", "Dropout", "Flatten", "relu", "same", 3, 0.5])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(st.sampled_from(["format", "title", "network", "training", "x"]), _JSON)
    | st.fixed_dictionaries(
        {"network": st.fixed_dictionaries({"layers": st.lists(_LAYER, max_size=4)}), "title": _JSON}
    )
    | _JSON
)
def test_that_any_json_is_a_network_or_a_sentence(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "network.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert isinstance(_read(file), NetworkFile | UserError)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_that_any_changed_bytes_are_a_network_or_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    file = tmp_path / "network.json"
    write_network_file("Mine", CNN.network, CNN.training, file)
    content = bytearray(file.read_bytes())
    for _turn in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(bytes(content))
    assert isinstance(_read(file), NetworkFile | UserError)


def _read(file: Path) -> NetworkFile | UserError:
    try:
        return read_network_file(file)
    except UserError as error:
        return error


def test_that_the_service_lists_own_presets_after_the_others(tmp_path: Path) -> None:
    service = ModelService(home=tmp_path)
    saved = service.save_preset("Mine", CNN.network, CNN.training)
    assert service.presets() == (*presets(), saved)
    assert service.preset("mine") == service.preset("Mine") == saved
    assert service.rename_preset("mine", "Yours").name == "yours"
    file = tmp_path / "shared.json"
    service.write_network_file("Ours", saved.network, saved.training, file)
    assert service.add_preset_file(file).title == "Ours"
    assert service.read_spec(file) == (saved.network, saved.training)
    service.delete_preset("yours")
    assert [each.name for each in service.presets() if each.own] == ["ours"]
