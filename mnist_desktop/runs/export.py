"""Exports a run for use without this program: as a Keras or TFLite model, weights, Keras code or a table of epochs.

An exported model takes float32 pictures of shape (batch, 28, 28, 1) with values from 0 (background) to 1 (ink), and
answers with float32 probabilities of shape (batch, answers): one for each class, or a single one for yes.
"""

import re
import tempfile
import warnings
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.files import save_bytes
from mnist_desktop.i18n import _
from mnist_desktop.networks.build import build_members, build_optimizer, values_of
from mnist_desktop.networks.code import CodeData, keras_notebook, keras_script
from mnist_desktop.networks.shapes import INPUT_SHAPE
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.runs.code_note import code_note, code_training
from mnist_desktop.runs.export_kinds import SUFFIXES, ExportKind
from mnist_desktop.runs.history import history_csv
from mnist_desktop.runs.run import Run, Weights

if TYPE_CHECKING:
    import keras

_TIE = 1e-4  # answers whose probabilities differ by less are equally right: float32 sums come out differently


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        file: Where it is.
        size: Its length in bytes.
        checked: Pictures that a TFLite model was asked about; 0 for all else, which holds the run's own numbers.
        same: How many of these it answered as the run does.
    """

    file: Path
    size: int
    checked: int = 0
    same: int = 0


def check_target(to: ExportKind, file: Path, *, overwrite: bool = False) -> None:
    """Checks, before any work, that a file may be written.

    Raises:
        UserError: Its name ends wrongly, it is there already and ``overwrite`` is False, or its folder is missing.
    """
    suffix = SUFFIXES[to]
    if not file.name.endswith(suffix) or file.name == suffix:
        stem = re.sub(r"(\.weights)?\.[^.]*$", "", file.name) or "model"
        raise UserError(
            _("The name of the file is {name}; the kind {kind} is written to a file that ends in {suffix}.").format(
                name=repr(file.name), kind=to, suffix=suffix
            ),
            _("Call it {name}.").format(name=stem + suffix),
            "path",
        )
    if file.is_dir():
        raise UserError(_("{file} is a folder.").format(file=file), _("Choose the name of a file in it."), "path")
    if file.exists() and not overwrite:
        raise UserError(
            _("There is already a file {file}.").format(file=file),
            _("Choose another name, or allow it to be replaced (--force)."),
            "path",
        )
    if not file.absolute().parent.is_dir():
        raise UserError(
            _("There is no folder {folder}.").format(folder=file.absolute().parent),
            _("Make it, or choose another."),
            "path",
        )


def export(
    run: Run,
    weights: Weights | None,
    to: ExportKind,
    file: Path,
    *,
    pictures: NDArray[np.uint8] | None = None,
    overwrite: bool = False,
) -> Exported:
    """Writes a run to a file, which is there whole afterwards or not at all.

    Args:
        run: What is exported.
        weights: The values of ``keras.Model.weights``; None for the initial ones that the run's seed decides.
        to: The kind of file. "keras" is for ``keras.models.load_model`` and is compiled with the run's optimizer
            (not begun) and loss; "weights" is for ``load_weights`` of the model that the exported script builds;
            "tflite" takes one picture at a time; "csv" has one row an epoch.
        file: Its name ends as ``SUFFIXES`` says.
        pictures: For "tflite": uint8, shape (n, 28, 28), pictures on which its answers are compared with the run's.
        overwrite: Replace a file that is there.

    Returns:
        What was written.

    Raises:
        UserError: The name does not fit, the file is there already or cannot be written, the run has no finished
            epoch to put into a table, or TFLite answers otherwise than the run.
    """
    check_target(to, file, overwrite=overwrite)
    checked = same = 0
    match to:
        case "keras":
            content = _saved(_compiled(_model(run, weights), run.training), "model.keras")
        case "weights":
            content = _saved(_model(run, weights), "model.weights.h5")
        case "tflite":
            model = _model(run, weights)
            content = _tflite(model)
            if pictures is not None:
                checked, same = len(pictures), _same_answers(content, model, pictures)
                _refuse_other_answers(checked, same)
        case "script":
            content = keras_script(*_recipe(run), note=code_note(run)).encode()
        case "notebook":
            content = keras_notebook(*_recipe(run), note=code_note(run)).encode()
        case "csv":
            content = _table(run).encode()
    save_bytes(content, file, "path")
    return Exported(file, len(content), checked, same)


def _model(run: Run, weights: Weights | None) -> "keras.Model":
    """The network in plain Keras; of an ensemble, its members with the mean of their answers."""
    import keras

    members = build_members(run.network, run.training.seed)
    if weights is not None:
        rest = iter(weights)
        for member in members:
            member.set_weights(list(islice(rest, len(member.weights))))
    if len(members) == 1:
        return members[0]
    picture = keras.Input(INPUT_SHAPE)
    return keras.Model(picture, keras.layers.Average()([member(picture) for member in members]))


def _compiled(model: "keras.Model", training: TrainingSpec) -> "keras.Model":
    """Compiled, so that ``evaluate`` and ``fit`` work on the opened model."""
    import keras

    loss: Any = training.loss
    if training.label_smoothing and training.loss.endswith("categorical_crossentropy"):
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=training.label_smoothing)
    elif training.label_smoothing and training.loss == "binary_crossentropy":
        loss = keras.losses.BinaryCrossentropy(label_smoothing=training.label_smoothing)
    optimizer = build_optimizer(training.optimizer)
    optimizer.build(model.trainable_variables)  # or Keras warns when it opens the file
    model.compile(optimizer, loss, metrics=list(training.metrics))
    return model


def _saved(model: "keras.Model", name: str) -> bytes:
    """What Keras writes into a file, which it does bit by bit: so not yet to where it belongs."""
    with tempfile.TemporaryDirectory(prefix="mnist-desktop-") as folder:
        file = Path(folder) / name
        if name.endswith(".weights.h5"):
            model.save_weights(file)
        else:
            model.save(file)
        return file.read_bytes()


def _tflite(model: "keras.Model") -> bytes:
    import keras
    import tensorflow as tf

    # The weights as constants: from variables, the converter has made files full of NaN.
    constants = [tf.constant(value) for value in values_of(model.weights)]

    def answer(picture: Any) -> Any:
        with keras.StatelessScope(state_mapping=list(zip(model.weights, constants, strict=True))):
            return model(picture, training=False)

    shape = tf.TensorSpec([1, 28, 28, 1], tf.float32, name="picture")
    function = tf.function(answer, input_signature=[shape], autograph=False)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], tf.Module())
    content: bytes = converter.convert()
    return content


def _same_answers(content: bytes, model: "keras.Model", pictures: NDArray[np.uint8]) -> int:
    """How many pictures a TFLite model answers as the network does."""
    import tensorflow as tf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that this interpreter is to move to a package of its own
        interpreter = tf.lite.Interpreter(
            model_content=content,
            # Without the delegate, which says on standard error that it was made.
            experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
    interpreter.allocate_tensors()
    entry, exit_ = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    same = 0
    for start in range(0, len(pictures), 100):
        inputs = pictures[start : start + 100, ..., np.newaxis].astype(np.float32) / 255.0
        for picture, expected in zip(inputs, model(inputs, training=False).numpy(), strict=True):
            interpreter.set_tensor(entry, picture[np.newaxis])
            interpreter.invoke()
            same += _agree(interpreter.get_tensor(exit_)[0], expected)
    return same


def _agree(came: NDArray[np.float32], expected: NDArray[np.float32]) -> bool:
    if not np.isfinite(came).all():
        return False
    if len(expected) == 1:
        return bool((came[0] > 0.5) == (expected[0] > 0.5) or abs(came[0] - expected[0]) < _TIE)
    return bool(expected[came.argmax()] > expected.max() - _TIE)


def _refuse_other_answers(checked: int, same: int) -> None:
    if same < checked:
        raise UserError(
            _("TFLite answers only {same:,} of {checked:,} pictures as the model does; it was not written.").format(
                same=same, checked=checked
            ),
            _("Export the model as .keras instead."),
        )


def _recipe(run: Run) -> tuple[NetworkSpec, TrainingSpec, CodeData]:
    data = CodeData() if run.data is None else CodeData.named(run.data.name, run.data.class_names)
    return run.network, code_training(run), data


def _table(run: Run) -> str:
    if not run.history:
        raise UserError(
            _("“{name}” has no finished epoch to put into a table.").format(name=run.name), _("Train it first.")
        )
    return history_csv(run)
