"""The steps from a file to arrays that a network takes."""

from mnist_desktop.data.task import EvenOdd, OneAgainstRest, TwoClasses
from mnist_desktop.i18n import _
from mnist_desktop.networks.code.step import DIGITS, CodeData, Step
from mnist_desktop.networks.code.text import assigned, comment, literal
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec


def set_up(training: TrainingSpec, data: CodeData) -> Step:
    """Imports, constants and the seed."""
    lines = ["import math", ""] if training.schedule.name in {"cosine", "one_cycle"} else []
    lines += ["import keras", "import numpy as np", "from keras import layers", ""]
    lines += comment(
        _("Where the pictures are: x_train, y_train, x_test and y_test, as keras.datasets.mnist has them.")
    )
    lines += assigned("DATA_FILE", data.file)
    if data.class_names != DIGITS:
        lines += assigned("CLASS_NAMES", data.class_names)
    lines += [f"EPOCHS = {training.epochs}", f"BATCH_SIZE = {training.batch_size}"]
    if training.validation_split:
        lines.append(f"VALIDATION_SPLIT = {literal(training.validation_split)}")
    lines += ["", f"keras.utils.set_random_seed({training.seed})"]
    return Step(
        _("Set up"),
        _("Keras and NumPy are all it takes; the seed makes every run draw the same numbers."),
        tuple(lines),
    )


def load() -> Step:
    """The arrays of the file."""
    return Step(
        _("Load"),
        _("Pictures to learn from, and others that are kept for the test."),
        (
            "with np.load(DATA_FILE) as data:",
            '    x_train, y_train = data["x_train"], data["y_train"]',
            '    x_test, y_test = data["x_test"], data["y_test"]',
        ),
    )


def look(data: CodeData) -> Step:
    """What a first look prints."""
    counts = "np.bincount(y_train)"
    if data.class_names != DIGITS:
        counts = f"dict(zip(CLASS_NAMES, {counts}.tolist()))"
    return Step(
        _("Look"),
        _("Shapes, the range of the pixels, how many pictures of each class there are, and the first one in numbers."),
        (
            "print(x_train.shape, x_train.dtype, x_train.min(), x_train.max())",
            "print(x_test.shape, y_test.shape)",
            f"print({counts})",
            "print(np.array2string(x_train[0], max_line_width=150))",
        ),
    )


def normalise() -> Step:
    """Pixels from 0 to 1."""
    return Step(
        _("Normalise"),
        _("Pixels from 0 to 255 become numbers from 0 to 1: small steps suit small numbers."),
        ('x_train = x_train.astype("float32") / 255', 'x_test = x_test.astype("float32") / 255'),
    )


def reshape() -> Step:
    """A channel for each picture."""
    return Step(
        _("Reshape"),
        _("A picture gets a third side, its single channel: 28 × 28 becomes 28 × 28 × 1."),
        ("x_train = x_train[..., np.newaxis]", "x_test = x_test[..., np.newaxis]"),
    )


def encode(network: NetworkSpec, training: TrainingSpec, data: CodeData) -> Step:
    """What the labels become: first what the task makes of them, then what the loss wants."""
    single = _has_single_output(network)
    sentences, lines = [], []
    match training.task:
        case OneAgainstRest(label=label):
            name = data.class_names[label] if label < len(data.class_names) else str(label)
            sentences.append(_("The answer is 1 for a picture of {name} and 0 for any other.").format(name=name))
            kind = "float32" if single else "int32"
            lines += [f'{labels} = ({labels} == {label}).astype("{kind}")' for labels in ("y_train", "y_test")]
        case TwoClasses(first=first, second=second):
            names = training.task.class_names(data.class_names)
            sentences.append(
                _(
                    "Only pictures of {first} and {second} are kept; the answer is 0 for the first, 1 for the second."
                ).format(first=names[0], second=names[1])
            )
            kind = "float32" if single else "int32"
            for part in ("train", "test"):
                lines += [
                    f"asked = (y_{part} == {first}) | (y_{part} == {second})",
                    f'x_{part}, y_{part} = x_{part}[asked], (y_{part}[asked] == {second}).astype("{kind}")',
                ]
        case EvenOdd():
            sentences.append(_("The answer is 0 for an even number and 1 for an odd one."))
            kind = "float32" if single else "int32"
            lines += [f'{labels} = ({labels} % 2).astype("{kind}")' for labels in ("y_train", "y_test")]
        case _ if single:
            sentences.append(_("The network has one output, so the labels 0 and 1 become numbers like it."))
            lines += [f'{labels} = {labels}.astype("float32")' for labels in ("y_train", "y_test")]
    if _wants_one_hot(network, training):
        count = len(training.task.class_names(data.class_names)) if not lines else 2
        sentences.append(
            _("A label becomes a row of {count} numbers, a single 1 among zeros: one-hot.").format(count=count)
        )
        lines += [f"{labels} = keras.utils.to_categorical({labels}, {count})" for labels in ("y_train", "y_test")]
    elif not lines:
        sentences.append(_("The labels stay numbers: sparse_categorical_crossentropy takes them as they are."))
    return Step(_("Encode"), " ".join(sentences), (*lines, "print(y_train[:5])"))


def split(training: TrainingSpec) -> Step | None:
    """Validation pictures, and how many of the others are used; None where all are trained on."""
    sentences, lines = [], []
    if training.validation_split:
        sentences.append(_("The last pictures are never trained on; they show how the network does on new ones."))
        lines += [
            "count = int(len(x_train) * (1 - VALIDATION_SPLIT))",
            "x_val, y_val = x_train[count:], y_train[count:]",
            "x_train, y_train = x_train[:count], y_train[:count]",
        ]
    if training.training_limit is not None:
        limit = training.training_limit
        sentences.append(_("Of the others, only the first {limit:,} are used.").format(limit=limit))
        lines.append(f"x_train, y_train = x_train[:{limit}], y_train[:{limit}]")
    return Step(_("Split"), " ".join(sentences), tuple(lines)) if lines else None


def _has_single_output(network: NetworkSpec) -> bool:
    return summarize(network)[-1].output_shape == (1,)


def _wants_one_hot(network: NetworkSpec, training: TrainingSpec) -> bool:
    if _has_single_output(network):
        return False
    # Keras's loss on labels that are numbers knows no smoothing; the one on rows does.
    return training.loss != "sparse_categorical_crossentropy" or training.label_smoothing > 0.0
