from math import comb

import numpy as np
import pytest

from mnist_desktop.evaluation.comparison import ComparedModel, Comparison, compare, compared_model, holm, mcnemar

NAMES = ("cat", "dog", "hen")


def _model(name: str, answers: list[int], labels: list[int] | None) -> ComparedModel:
    probabilities = np.full((len(answers), 3), 0.1, np.float32)
    probabilities[np.arange(len(answers)), answers] = 0.8
    right = None if labels is None else np.array(labels)
    return compared_model(
        name, probabilities, right, NAMES, parameters=7, epochs=2, training_seconds=3.0, answering_seconds=0.1
    )


def _compared(labels: list[int] | None, *answers: list[int]) -> Comparison:
    models = [_model("ABCDE"[index], given, labels) for index, given in enumerate(answers)]
    return compare(models, np.arange(len(answers[0])), None if labels is None else np.array(labels), NAMES)


def test_that_disagreements_are_sorted_by_who_is_right() -> None:
    comparison = _compared([0, 1, 2, 0, 1], [0, 1, 0, 1, 1], [0, 2, 2, 2, 1])
    (pair,) = comparison.pairs
    assert pair.disagreements.tolist() == [1, 2, 3]
    assert pair.only_first_right.tolist() == [1]
    assert pair.only_second_right.tolist() == [2]
    assert pair.both_wrong.tolist() == [3]
    assert comparison.all_disagree.tolist() == [1, 2, 3]
    assert (comparison.models[0].right, comparison.models[1].right) == (3, 3)
    assert "There is nothing to choose between them." in pair.words
    assert pair.could_be_luck


def test_that_the_difference_is_the_seconds_matrix_less_the_firsts() -> None:
    comparison = _compared([0, 1, 2, 2], [1, 1, 2, 0], [0, 1, 0, 0])
    difference = comparison.difference(comparison.pairs[0])
    assert difference is not None
    assert difference.tolist() == [[1, -1, 0], [0, 0, 0], [1, 0, -1]]
    assert difference.sum() == 0


@pytest.mark.parametrize(
    ("first", "second", "p_value"),
    [
        (0, 0, 1.0),
        (0, 5, 0.0625),  # 2 · (1/2)⁵
        (1, 8, 0.0390625),  # 2 · (1 + 9) / 2⁹
        (5, 5, 1.0),
        (150, 86, 2 * sum(comb(236, few) for few in range(87)) / 2**236),
    ],
)
def test_that_mcnemars_test_is_the_one_worked_out_by_counting(first: int, second: int, p_value: float) -> None:
    assert mcnemar(first, second) == pytest.approx(p_value, rel=1e-9)
    assert mcnemar(second, first) == pytest.approx(p_value, rel=1e-9)


def test_that_a_small_difference_could_be_luck_and_a_large_one_hardly() -> None:
    labels = [0] * 100
    better, worse = [0] * 100, [0] * 96 + [1] * 4
    pair = _compared(labels, worse, better).pairs[0]
    assert pair.p_value == pytest.approx(0.125)
    assert "On 0 only A is right, on 4 only B." in pair.words
    assert "This difference could be luck: two equally good models differ at least as much in 12 %" in pair.words
    pair = _compared(labels, [0] * 80 + [1] * 20, better).pairs[0]
    assert pair.could_be_luck is False
    assert "This difference is hardly luck" in pair.words
    assert "in fewer than 0.1 % of such tests. B is better" in pair.words


def test_that_who_compares_more_often_needs_a_larger_difference() -> None:
    labels = [0] * 100
    first, second = [0] * 100, [0] * 94 + [1] * 6
    alone = _compared(labels, first, second).pairs[0]
    among = _compared(labels, first, second, first, second).pairs[0]
    assert alone.p_value == pytest.approx(2 / 2**6)
    assert among.p_value == pytest.approx(6 * 2 / 2**6)
    assert (alone.could_be_luck, among.could_be_luck) == (False, True)
    assert "Corrected for 6 comparisons" in among.words


def test_that_holms_correction_is_the_published_one() -> None:
    # S. Holm 1979: the smallest times their number, the next one less, never below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_that_pairs_name_the_models_in_their_order() -> None:
    comparison = _compared([0, 1], [0, 1], [0, 0], [1, 1])
    assert [(pair.first, pair.second) for pair in comparison.pairs] == [(0, 1), (0, 2), (1, 2)]
    assert [pair.first_name + pair.second_name for pair in comparison.pairs] == ["AB", "AC", "BC"]


def test_that_two_models_that_agree_say_so() -> None:
    pair = _compared([0, 1], [0, 0], [0, 0]).pairs[0]
    assert pair.words == "The two gave the same answer to every picture."
    assert pair.p_value == 1.0


def test_that_two_models_that_are_wrong_differently_have_no_better_one() -> None:
    assert "Neither is right on any of these." in _compared([0], [1], [2]).pairs[0].words


def test_that_without_labels_only_disagreements_are_told() -> None:
    comparison = _compared(None, [0, 1, 2], [0, 2, 2])
    (pair,) = comparison.pairs
    assert (pair.p_value, pair.could_be_luck, comparison.difference(pair)) == (None, None, None)
    assert (comparison.models[0].right, comparison.models[0].interval) == (None, None)
    assert pair.disagreements.tolist() == [1]
    assert len(pair.only_first_right) + len(pair.only_second_right) + len(pair.both_wrong) == 0
    assert "They answer 1 of 3 pictures differently. Without labels" in pair.words
