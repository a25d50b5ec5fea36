"""The compiled training loop: one graph call trains many steps and holds no lock of Python's meanwhile."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.networks import forward
from mnist_desktop.networks.build import build_members, build_optimizer, values_of
from mnist_desktop.networks.spec import AveragePooling2D, Conv2D, MaxPooling2D, NetworkSpec, OptimizerSpec, TrainingSpec
from mnist_desktop.training.augmentation import settings_array, varied
from mnist_desktop.training.settings import Settings

if TYPE_CHECKING:
    import keras

STEPS_PER_CALL_LIMIT = 512
"""The most steps that one compiled call trains."""

_PROBE = 256
_VALIDATION_CHUNK = 1000  # 9,000 pictures at once through a small CNN took 2 GB

Arrays = tuple[NDArray[Any], ...]


@dataclass(frozen=True, eq=False)
class EngineState:
    """All that a training needs to go on exactly where it was.

    Attributes:
        weights: The values of ``keras.Model.weights``, in their order; of an ensemble, one member after the other.
        optimizer: The values of ``keras.optimizers.Optimizer.variables``, likewise; empty to start afresh.
    """

    weights: Arrays
    optimizer: Arrays = ()


class TrainingEngine:
    """A network, its optimizer and its pictures, with compiled functions that train and validate it.

    Same seed, machine, thread setting and versions give the same bits, however the steps are divided into calls.
    The members of an ensemble are, bit for bit, what the seed and the numbers after it make of the network alone.

    Attributes:
        members: The networks that are trained, one unless it is an ensemble.
        model: The first of them.

    Args:
        network: Layers that fit each other and the loss.
        training: Optimizer, loss, batch size and seed.
        train: Pictures to learn from, labels being the right answers to the task.
        state: Where to go on; None for initial weights that the seed decides.
    """

    def __init__(
        self, network: NetworkSpec, training: TrainingSpec, train: LabelledImages, state: EngineState | None = None
    ) -> None:
        import tensorflow as tf

        self.members = tuple(
            Member(model, training.seed + number, training.optimizer)
            for number, model in enumerate(build_members(network, training.seed))
        )
        self.model = self.members[0].model
        self._training = training
        self._batches_full = len(train) % training.batch_size == 0
        self._images = tf.constant(train.images)
        self._labels = tf.constant(train.labels.astype(np.int32))
        weights = training.class_weights
        self._class_weights = None if weights is None else tf.constant(weights, tf.float32)
        self.use(Settings(network, training))
        if state is not None:
            self.restore(state)
        # Two loops, each compiled when it is first needed: varying the pictures takes longer to compile and to run.
        self._loops = {varied: _compiled(partial(self._steps, varied), network) for varied in (False, True)}
        self._compiled_loops: set[bool] = set()
        # XLA fuses random numbers and the sampling of pixels even where the network itself is better off without it:
        # dropout was 8 % of a small CNN's step.
        self._keep = tf.function(self._kept, autograph=False, jit_compile=True)
        self._vary = tf.function(varied, autograph=False, jit_compile=True)
        self._validate_chunk = tf.function(self._validation_sums, autograph=False, reduce_retracing=True)
        self._answer = tf.function(self._answers, autograph=False, reduce_retracing=True)

    @property
    def state(self) -> EngineState:
        """A copy of all values that training changes."""
        return EngineState(self.weights, values_of(self._optimizer_variables))

    @property
    def weights(self) -> Arrays:
        """A copy of the weights alone, in the order of ``EngineState.weights``."""
        return values_of(self._weight_variables)

    def restore(self, state: EngineState) -> None:
        """Assigns the values of a state."""
        for variable, value in zip(self._weight_variables, state.weights, strict=True):
            variable.assign(value)
        if state.optimizer:
            for variable, value in zip(self._optimizer_variables, state.optimizer, strict=True):
                variable.assign(value)

    def use(self, settings: Settings) -> None:
        """Takes rates of dropout and augmentation for the next steps, at no cost."""
        self._dropout_rates = tuple(
            np.array([layer.rate for layer in member.layers if layer.type == "Dropout"], np.float32)
            for member in settings.network.each
        )
        self._augmentation = settings_array(settings.training.augmentation)
        self._varied = settings.training.augmentation.active

    @property
    def must_compile(self) -> bool:
        """Whether the next call compiles first, which takes 0.6 to 2 s."""
        return self._varied not in self._compiled_loops

    def train(
        self,
        batches: NDArray[np.int32],
        first_step: int,
        last_size: int,
        learning_rates: NDArray[np.float32] | None = None,
    ) -> tuple[NDArray[np.float32], ...]:
        """Trains one step on each batch.

        Args:
            batches: int32, shape (steps, members, batch_size), indices into the training pictures; at most
                ``STEPS_PER_CALL_LIMIT`` steps.
            first_step: Steps trained before, over all epochs; decides the dropout.
            last_size: Pictures in the last batch of these; what follows them only fills it up.
            learning_rates: float32, shape (steps,), the rate of each step; the optimizer's own by default.

        Returns:
            Two arrays, float32 of shape (steps,): each step's loss, L2 included, and its number of right answers; of
            an ensemble, the members' means.
        """
        count, members, batch_size = batches.shape
        # Fixed shapes, so that the loop is compiled once, whatever the number of steps.
        padded = np.zeros((STEPS_PER_CALL_LIMIT, members, batch_size), np.int32)
        padded[:count] = batches
        sizes = np.full(STEPS_PER_CALL_LIMIT, batch_size, np.int32)
        sizes[count - 1] = last_size
        rates = np.full(STEPS_PER_CALL_LIMIT, self._training.optimizer.learning_rate, np.float32)
        if learning_rates is not None:
            rates[:count] = learning_rates
        losses, right = self._loops[self._varied](
            padded, sizes, rates, np.int32(count), np.int32(first_step), self._dropout_rates, self._augmentation
        )
        self._compiled_loops.add(self._varied)
        return losses.numpy()[:count], right.numpy()[:count]

    @property
    def probe(self) -> tuple[Any, Any]:
        """The first training pictures and their labels, at most 256, as tensors: for looks inside."""
        return self._images[:_PROBE], self._labels[:_PROBE]

    def losses(self, values: Any, labels: Any) -> Any:
        """The loss of each picture from the network's logits, as it is trained: float32 tensor, shape (n,)."""
        return forward.losses(values, labels, self._training.loss, self.model, self._training.label_smoothing)

    def validate(self, part: LabelledImages) -> tuple[float, float]:
        """Loss, L2 included, and accuracy (0 to 1) on pictures that are not trained on."""
        loss, right = 0.0, 0
        for start in range(0, len(part), _VALIDATION_CHUNK):
            chunk = part[start : start + _VALIDATION_CHUNK]
            chunk_loss, chunk_right = self._validate_chunk(chunk.images, chunk.labels.astype(np.int32))
            loss += float(chunk_loss)
            right += int(chunk_right)
        return loss / len(part) + float(self._mean_regularization()), right / len(part)

    def answer(self, images: NDArray[np.uint8]) -> tuple[int, ...]:
        """The network's current answers, class indices, to a few pictures (n, 28, 28)."""
        return tuple(int(answer) for answer in self._answer(images))

    # ---- what is compiled

    def _steps(
        self,
        varied_pictures: bool,
        batches: Any,
        sizes: Any,
        learning_rates: Any,
        count: Any,
        first_step: Any,
        dropout_rates: Any,
        augmentation: Any,
    ) -> Any:
        import tensorflow as tf

        def body(index: Any, losses: Any, right: Any) -> Any:
            sums = []
            for number, member in enumerate(self.members):
                member.optimizer.learning_rate.assign(learning_rates[index])
                images = tf.gather(self._images, batches[index, number])
                if varied_pictures:
                    images = self._vary(images, augmentation, seed=member.seed, step=first_step + index)
                labels = tf.gather(self._labels, batches[index, number])
                rates = dropout_rates[number]
                sums.append(self._step(member, images, labels, sizes[index], first_step + index, rates))
            loss, correct = (tf.add_n(each) / len(each) for each in zip(*sums, strict=True))
            losses = tf.tensor_scatter_nd_update(losses, [[index]], [loss])
            right = tf.tensor_scatter_nd_update(right, [[index]], [correct])
            return index + 1, losses, right

        zeros = tf.zeros([STEPS_PER_CALL_LIMIT])
        _, losses, right = tf.while_loop(lambda index, *_: index < count, body, (0, zeros, zeros))
        return losses, right

    def _step(self, member: "Member", images: Any, labels: Any, size: Any, step: Any, rates: Any) -> Any:
        """Trains one member one step: its loss and its number of right answers."""
        import tensorflow as tf

        def dropout(values: Any, index: int) -> Any:
            # No hidden state: a resumed run draws the same numbers. Philox is the generator that is fast under XLA.
            seed = tf.stack([member.seed + 7919 * index, step])
            return values * self._keep(seed, rates[index], tuple(values.shape))

        mask = tf.range(tf.shape(labels)[0]) < size
        counted = tf.cast(mask, tf.float32)
        model = member.model
        variables = [variable.value for variable in model.trainable_variables]
        with tf.GradientTape() as tape:
            values = forward.logits(model, images, dropout=dropout, mask=None if self._batches_full else mask)
            each = self.losses(values, labels)
            if self._class_weights is not None:
                each *= tf.gather(self._class_weights, labels)
            loss = tf.reduce_sum(each * counted) / tf.cast(size, tf.float32) + _regularization(model)
        member.optimizer.apply(tape.gradient(loss, variables), model.trainable_variables)
        return loss, tf.reduce_sum(tf.cast(forward.right_answers(values, labels), tf.float32) * counted)

    def _kept(self, seed: Any, rate: Any, shape: tuple[int, ...]) -> Any:
        """Factors of dropout: 0 for the units that are switched off, and what makes up for them for the others."""
        import tensorflow as tf

        keep = tf.random.stateless_uniform(shape, seed, alg="philox") >= rate
        return tf.where(keep, 1.0 / (1.0 - rate), 0.0)

    def _validation_sums(self, images: Any, labels: Any) -> Any:
        import tensorflow as tf

        values = self._logits(images)
        each = self.losses(values, labels)
        right = tf.cast(forward.right_answers(values, labels), tf.int32)
        return tf.reduce_sum(each), tf.reduce_sum(right)

    def _answers(self, images: Any) -> Any:
        return forward.answers(self._logits(images))

    def _logits(self, images: Any) -> Any:
        return forward.together([forward.logits(member.model, images) for member in self.members], self.model)

    def _mean_regularization(self) -> Any:
        import tensorflow as tf

        return tf.add_n([_regularization(member.model) for member in self.members]) / len(self.members)

    @property
    def _weight_variables(self) -> list[Any]:
        return [variable for member in self.members for variable in member.model.weights]

    @property
    def _optimizer_variables(self) -> list[Any]:
        return [variable for member in self.members for variable in member.optimizer.variables]


class Member:
    """One network of an ensemble, or the only one, with its optimizer."""

    def __init__(self, model: "keras.Sequential", seed: int, optimizer: OptimizerSpec) -> None:
        self.model = model
        self.seed = seed
        self.optimizer = build_optimizer(optimizer)
        self.optimizer.build(model.trainable_variables)


def _regularization(model: "keras.Sequential") -> Any:
    import tensorflow as tf

    penalties = [
        layer.kernel_regularizer(layer.kernel)
        for layer in model.layers
        if getattr(layer, "kernel_regularizer", None) is not None
    ]
    return tf.add_n(penalties) if penalties else tf.constant(0.0)


def _compiled(function: Any, network: NetworkSpec) -> Any:
    """Compiles a function with XLA, or as a plain graph where convolutions would make XLA slow.

    Measured on two cores: a small CNN took over 100 s an epoch under XLA and 5 s without, a dense network
    0.3 s under XLA and 0.9 s without.
    """
    import tensorflow as tf

    layers = [layer for member in network.each for layer in member.layers]
    pictures = any(isinstance(layer, Conv2D | MaxPooling2D | AveragePooling2D) for layer in layers)
    # autograph=False: AutoGraph would look for source code, which a frozen program does not have.
    return tf.function(function, autograph=False, jit_compile=None if pictures else True)
