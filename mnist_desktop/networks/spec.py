"""NetworkSpec and TrainingSpec: a network and its training as frozen, validated data, to and from JSON."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mnist_desktop.data.task import AllClasses, Task
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

ActivationName = Literal["linear", "relu", "leaky_relu", "elu", "gelu", "sigmoid", "tanh", "softmax"]
InitializerName = Literal["glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "random_normal", "zeros"]
OptimizerName = Literal["adam", "adamw", "nadam", "rmsprop", "sgd"]
LossName = Literal[
    "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy", "mean_squared_error"
]
ScheduleName = Literal["constant", "cosine", "one_cycle", "reduce_on_plateau"]
MetricName = Literal["accuracy"]
Padding = Literal["valid", "same"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Dense(_Frozen):
    """Every unit sees every input; ``keras.layers.Dense``."""

    type: Literal["Dense"] = "Dense"
    units: int = Field(ge=1, le=8192)
    activation: ActivationName = "linear"
    initializer: InitializerName = "glorot_uniform"
    l2: float = Field(default=0.0, ge=0.0, le=1.0)


class Conv2D(_Frozen):
    """Small filters slide over the picture; ``keras.layers.Conv2D``."""

    type: Literal["Conv2D"] = "Conv2D"
    filters: int = Field(ge=1, le=1024)
    kernel_size: int = Field(default=3, ge=1, le=28)
    strides: int = Field(default=1, ge=1, le=28)
    padding: Padding = "valid"
    activation: ActivationName = "linear"
    initializer: InitializerName = "glorot_uniform"
    l2: float = Field(default=0.0, ge=0.0, le=1.0)


class MaxPooling2D(_Frozen):
    """Keeps the largest value of each small window; ``keras.layers.MaxPooling2D``."""

    type: Literal["MaxPooling2D"] = "MaxPooling2D"
    pool_size: int = Field(default=2, ge=1, le=28)
    strides: int | None = Field(default=None, ge=1, le=28)
    padding: Padding = "valid"


class AveragePooling2D(_Frozen):
    """Keeps the mean of each small window; ``keras.layers.AveragePooling2D``."""

    type: Literal["AveragePooling2D"] = "AveragePooling2D"
    pool_size: int = Field(default=2, ge=1, le=28)
    strides: int | None = Field(default=None, ge=1, le=28)
    padding: Padding = "valid"


class GlobalAveragePooling2D(_Frozen):
    """The mean of each channel over the whole picture; ``keras.layers.GlobalAveragePooling2D``."""

    type: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"


class Flatten(_Frozen):
    """Lays the rows of the picture end to end; ``keras.layers.Flatten``."""

    type: Literal["Flatten"] = "Flatten"


class Dropout(_Frozen):
    """Switches off random units while learning; ``keras.layers.Dropout``."""

    type: Literal["Dropout"] = "Dropout"
    rate: float = Field(ge=0.0, lt=1.0)


class BatchNormalization(_Frozen):
    """Brings each unit to mean 0 and spread 1 over the batch; ``keras.layers.BatchNormalization``."""

    type: Literal["BatchNormalization"] = "BatchNormalization"
    momentum: float = Field(default=0.99, ge=0.0, lt=1.0)
    epsilon: float = Field(default=0.001, gt=0.0, le=1.0)


class LeakyReLU(_Frozen):
    """Lets a little of the negative through; ``keras.layers.LeakyReLU``."""

    type: Literal["LeakyReLU"] = "LeakyReLU"
    negative_slope: float = Field(default=0.3, ge=0.0, le=1.0)


class Activation(_Frozen):
    """A function of each value on its own; ``keras.layers.Activation``."""

    type: Literal["Activation"] = "Activation"
    function: ActivationName


class Rescaling(_Frozen):
    """Multiplies and shifts each value; ``keras.layers.Rescaling``."""

    type: Literal["Rescaling"] = "Rescaling"
    scale: float
    offset: float = 0.0


Layer = Annotated[
    Dense
    | Conv2D
    | MaxPooling2D
    | AveragePooling2D
    | GlobalAveragePooling2D
    | Flatten
    | Dropout
    | BatchNormalization
    | LeakyReLU
    | Activation
    | Rescaling,
    Field(discriminator="type"),
]


Layers = Annotated[tuple[Layer, ...], Field(min_length=1, max_length=64)]


class NetworkSpec(_Frozen):
    """The recipe of a network: its layers in order, on pictures of shape (28, 28, 1) with values 0 to 1.

    Attributes:
        layers: From the picture to the answer.
        members: How many networks answer together: each has weights of its own, all are trained at once, and the mean
            of their probabilities is the answer (L. K. Hansen, P. Salamon: Neural Network Ensembles, 1990). The
            weights of an ensemble are those of its members, one member after the other.
        variants: Other layers that members may have, so that they err on different pictures: the first member has
            ``layers``, the next ones these in turn, and then ``layers`` again. All end in the same answers.
    """

    layers: Layers
    members: int = Field(default=1, ge=1, le=16)
    variants: tuple[Layers, ...] = Field(default=(), max_length=15)

    @property
    def each(self) -> "tuple[NetworkSpec, ...]":
        """The members in their order, each as a network of its own."""
        kinds = [NetworkSpec(layers=layers) for layers in (self.layers, *self.variants)]
        return tuple(kinds[member % len(kinds)] for member in range(self.members))

    def with_layers(self, layers: Sequence[Layer]) -> "NetworkSpec":
        """The same with other layers for the first member, and for those that have the same ones.

        Raises:
            pydantic.ValidationError: There is none, or more than 64.
        """
        return NetworkSpec(layers=tuple(layers), members=self.members, variants=self.variants)


class OptimizerSpec(_Frozen):
    """How the weights follow the gradient. Arguments mean what they mean in ``keras.optimizers``.

    Attributes:
        name: Which rule.
        learning_rate: How big a step is.
        momentum: Share of the last step that goes into the next one; "sgd" and "rmsprop" only.
        nesterov: Looks ahead along the momentum; "sgd" only.
        weight_decay: Share of each weight that a step takes away, times the learning rate; "adamw" only.
    """

    name: OptimizerName = "adam"
    learning_rate: float = Field(default=0.001, gt=0.0, le=1e12)
    momentum: float = Field(default=0.0, ge=0.0, lt=1.0)
    nesterov: bool = False
    weight_decay: float = Field(default=0.004, ge=0.0, le=1.0)


class ScheduleSpec(_Frozen):
    """How the learning rate changes over a training; ``training.schedules`` says how each one goes.

    Attributes:
        name: "constant", "cosine", "one_cycle" or "reduce_on_plateau".
        factor: What the rate is multiplied by on a plateau.
        patience: Epochs without a lower validation loss that make a plateau.
    """

    name: ScheduleName = "constant"
    factor: float = Field(default=0.5, gt=0.0, lt=1.0)
    patience: int = Field(default=2, ge=1, le=100)


class AugmentationSpec(_Frozen):
    """How far each training picture is varied, by chance and anew at every step; 0 leaves it as it is.

    Attributes:
        rotation: Degrees, to either side.
        shift: Pixels, in any direction.
        zoom: Share by which it becomes larger or smaller.
        shear: Degrees of slant, to either side.
        elastic: Pixels by which neighbouring parts are pushed about, as a standard deviation.
        thickness: Pixels by which strokes become thicker or thinner on each side, at most.
        closing: Share of the pictures whose gaps and loops close up, as where a pen is too wide for so small a digit: a
            morphological closing by one to three pixels.
        noise: Standard deviation of what is added to each pixel, whose range is 0 to 1.
        plain_epochs: How many of the last epochs see the pictures as they are, so that the network ends on the kind of
            picture that it will be asked about; none with a time limit. For a small CNN it was worth 0.05 points.
    """

    rotation: float = Field(default=0.0, ge=0.0, le=180.0)
    shift: float = Field(default=0.0, ge=0.0, le=14.0)
    zoom: float = Field(default=0.0, ge=0.0, le=0.5)
    shear: float = Field(default=0.0, ge=0.0, le=45.0)
    elastic: float = Field(default=0.0, ge=0.0, le=5.0)
    thickness: float = Field(default=0.0, ge=0.0, le=1.0)
    closing: float = Field(default=0.0, ge=0.0, le=1.0)
    noise: float = Field(default=0.0, ge=0.0, le=1.0)
    plain_epochs: int = Field(default=0, ge=0, le=1000)

    @property
    def active(self) -> bool:
        """Whether it varies anything."""
        return any(value > 0.0 for value in self.model_dump(exclude={"plain_epochs"}).values())


class TrainingSpec(_Frozen):
    """How a network is trained.

    Attributes:
        task: The question that it learns to answer.
        optimizer: The rule by which weights change.
        loss: What is made small, by its Keras name; the encoding of labels follows from it.
        metrics: What is counted beside the loss.
        epochs: How often all training pictures are seen.
        batch_size: Pictures per step.
        validation_split: Share of the training pictures, taken from their end, that is never trained on.
        training_limit: Use only the first so many training pictures after the split; None for all.
        schedule: How the learning rate changes while it trains.
        label_smoothing: Share of certainty that is taken from the right answer and spread over all, 0 to below 1.
        class_weights: What a picture of each answer counts in the loss, in the answers' order; None for 1 each.
        stop_after: Stop by itself after so many epochs without a lower validation loss; None never does.
        augmentation: How the training pictures are varied.
        time_limit: Seconds to train in all, pauses left out; the schedule is fitted to it and ``epochs`` does not
            count. None trains ``epochs``.
        use_best_epoch: Answer with the weights of the epoch with the lowest validation loss, not of the last one.
        seed: Decides initial weights, order of pictures and dropout.
    """

    task: Task = AllClasses()
    optimizer: OptimizerSpec = OptimizerSpec()
    loss: LossName = "sparse_categorical_crossentropy"
    metrics: tuple[MetricName, ...] = ("accuracy",)
    epochs: int = Field(default=10, ge=1, le=1000)
    batch_size: int = Field(default=32, ge=1, le=60000)
    validation_split: float = Field(default=0.1, ge=0.0, le=0.9)
    training_limit: int | None = Field(default=None, ge=1)
    schedule: ScheduleSpec = ScheduleSpec()
    label_smoothing: float = Field(default=0.0, ge=0.0, lt=1.0)
    class_weights: tuple[Annotated[float, Field(ge=0.0, le=1000.0)], ...] | None = None
    stop_after: int | None = Field(default=None, ge=1, le=1000)
    augmentation: AugmentationSpec = AugmentationSpec()
    time_limit: float | None = Field(default=None, ge=1.0, le=86400.0)
    use_best_epoch: bool = False
    seed: int = Field(default=1, ge=0, le=2**31 - 1)


_Spec = TypeVar("_Spec", bound=BaseModel)


def parse(model: type[_Spec], data: Any) -> _Spec:
    """Validates plain data as a spec.

    Args:
        model: The class to make, such as ``NetworkSpec``.
        data: What ``json.loads`` returned, or keyword arguments.

    Raises:
        UserError: The first fault that was found, with the setting's dotted name as its field.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _user_error(error) from None


def changed(spec: _Spec, changes: dict[str, Any]) -> _Spec:
    """A copy of a spec with some settings replaced; a dotted name reaches inside.

    Raises:
        UserError: A value is outside its range.
    """
    data = spec.model_dump()
    for name, value in changes.items():
        *parents, last = name.split(".")
        target = data
        for parent in parents:
            if not isinstance(target.get(parent), dict):
                raise UserError(
                    _("There is no setting called {field}.").format(field=name), _("Remove it or mend its name."), name
                )
            target = target[parent]
        target[last] = value
    return parse(type(spec), data)


def _user_error(error: ValidationError) -> UserError:
    fault = error.errors(include_url=False)[0]
    context = fault.get("ctx", {})
    # Pydantic puts the discriminator's value into the path: ("layers", 2, "Dense", "units").
    parts = [part for part in fault["loc"] if not (isinstance(part, str) and part[:1].isupper())]
    field = ".".join(str(part) for part in parts) or _("the file")
    came = _shown(fault["input"])
    match fault["type"]:
        case "greater_than_equal":
            wanted = _("it must be {limit} or more").format(limit=_shown(context["ge"]))
        case "greater_than":
            wanted = _("it must be more than {limit}").format(limit=_shown(context["gt"]))
        case "less_than_equal":
            wanted = _("it must be {limit} or less").format(limit=_shown(context["le"]))
        case "less_than":
            wanted = _("it must be less than {limit}").format(limit=_shown(context["lt"]))
        case "literal_error" | "union_tag_invalid":
            wanted = _("it must be one of {choices}").format(
                choices=context.get("expected") or context.get("expected_tags")
            )
        case "missing" | "union_tag_not_found":
            return UserError(
                _("The setting {field} is missing.").format(field=field), _("Add it and try again."), field
            )
        case "extra_forbidden":
            return UserError(
                _("There is no setting called {field}.").format(field=field), _("Remove it or mend its name."), field
            )
        case "finite_number":
            wanted = _("it must be a finite number")
        case "int_parsing" | "int_type" | "int_from_float":
            wanted = _("it must be a whole number")
        case "float_parsing" | "float_type":
            wanted = _("it must be a number")
        case _:
            wanted = fault["msg"][:1].lower() + fault["msg"][1:]
    return UserError(
        _("{field} is {came}; {wanted}.").format(field=field, came=came, wanted=wanted),
        _("Choose another value."),
        field,
    )


def _shown(value: object) -> str:
    """A value short enough for a sentence."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
