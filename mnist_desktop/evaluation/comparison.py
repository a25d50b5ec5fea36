"""Compares models that answered the same pictures: who is right where, and whether the difference could be luck."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.metrics import Evaluation, evaluate_answers, wilson_interval
from mnist_desktop.i18n import _, ngettext

LUCK = 0.05
"""Below this probability a difference is not called luck: the 95 % level."""


@dataclass(frozen=True, eq=False)
class ComparedModel:
    """One row of the table.

    Attributes:
        name: The model's name.
        parameters: Numbers that it has learned.
        epochs: Finished epochs; 0 for an untrained one.
        training_seconds: Time of those epochs; None while untrained, and where it is not known.
        answering_seconds: Time for its answers to all pictures.
        answers: int64, shape (n,).
        evaluation: Accuracy, loss, confusion matrix; None where the pictures have no labels.
    """

    name: str
    parameters: int
    epochs: int
    training_seconds: float | None
    answering_seconds: float
    answers: NDArray[np.int64]
    evaluation: Evaluation | None

    @property
    def right(self) -> int | None:
        """Pictures answered rightly."""
        return None if self.evaluation is None else int(self.evaluation.confusion_matrix.trace())

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the accuracy, 0 to 1."""
        return None if self.right is None else wilson_interval(self.right, len(self.answers))


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models beside each other; indices are intp, ascending, into the pictures that were asked.

    Attributes:
        first: Place of one model in the table, from 0.
        second: Place of the other.
        first_name: Its name.
        second_name: The other's name.
        count: Pictures asked.
        disagreements: The pictures that the two answered differently.
        only_first_right: Those of them that the first one answered rightly; empty without labels.
        only_second_right: Those that the second one answered rightly; empty without labels.
        both_wrong: Those that both answered wrongly, each in its own way; empty without labels.
        p_value: McNemar's probability, 0 to 1, that two models that are equally good differ at least as much on these
            pictures, corrected for the number of pairs; None without labels.
        pairs: How many pairs were compared.
    """

    first: int
    second: int
    first_name: str
    second_name: str
    count: int
    disagreements: NDArray[np.intp]
    only_first_right: NDArray[np.intp]
    only_second_right: NDArray[np.intp]
    both_wrong: NDArray[np.intp]
    p_value: float | None
    pairs: int = 1

    @property
    def could_be_luck(self) -> bool | None:
        """Whether the difference is within what chance does, at the 95 % level; None without labels."""
        return None if self.p_value is None else self.p_value >= LUCK

    @property
    def words(self) -> str:
        """What came out, for a student to read."""
        if not len(self.disagreements):
            return _("The two gave the same answer to every picture.")
        differ = ngettext(
            "They answer {count:,} of {all:,} pictures differently.",
            "They answer {count:,} of {all:,} pictures differently.",
            len(self.disagreements),
        ).format(count=len(self.disagreements), all=self.count)
        if self.p_value is None:
            return _("{differ} Without labels nobody can say who is right.").format(differ=differ)
        one, other = len(self.only_first_right), len(self.only_second_right)
        if one == other == 0:
            return _("{differ} Neither is right on any of these.").format(differ=differ)
        score = _("{differ} On {one:,} only {first} is right, on {other:,} only {second}.").format(
            differ=differ, one=one, first=self.first_name, other=other, second=self.second_name
        )
        if one == other:
            return _("{score} There is nothing to choose between them.").format(score=score)
        better = self.first_name if one > other else self.second_name
        if self.could_be_luck:
            verdict = _(
                "This difference could be luck: two equally good models differ at least as much in {chance} of such "
                "tests."
            ).format(chance=_chance(self.p_value))
        else:
            verdict = _(
                "This difference is hardly luck: two equally good models would differ as much in {chance} of such "
                "tests. {better} is better on pictures like these."
            ).format(chance=_chance(self.p_value), better=better)
        if self.pairs > 1:
            corrected = _("(Corrected for {pairs} comparisons: who compares often finds differences by luck.)")
            verdict = f"{verdict} {corrected.format(pairs=self.pairs)}"
        return f"{score} {verdict}"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two or more models on the same pictures.

    Attributes:
        class_names: The answers.
        models: In the order in which they came.
        rows: The pictures that were asked, intp, shape (n,), ascending, into the part they are of; all other indices
            count these n.
        pairs: Every two of them, in the order (0, 1), (0, 2) … (1, 2) …
        labels: The right answers, int64, shape (n,); None without labels.
        note: What a reader must know, in sentences; may be empty.
    """

    class_names: tuple[str, ...]
    models: tuple[ComparedModel, ...]
    rows: NDArray[np.intp]
    pairs: tuple[Pair, ...]
    labels: NDArray[np.int64] | None
    note: str

    def difference(self, pair: Pair) -> NDArray[np.int64] | None:
        """The second model's confusion matrix less the first one's; None without labels.

        Returns:
            int64, shape (classes, classes): above the diagonal and below, a number under 0 means fewer mistakes by
            the second model; on it, a number over 0 means more right answers.
        """
        first, second = self.models[pair.first].evaluation, self.models[pair.second].evaluation
        if first is None or second is None:
            return None
        return second.confusion_matrix - first.confusion_matrix

    @property
    def all_disagree(self) -> NDArray[np.intp]:
        """The pictures that not all models answered alike: intp indices, ascending."""
        answers = np.stack([model.answers for model in self.models])
        return np.flatnonzero((answers != answers[0]).any(axis=0))


def compared_model(
    name: str,
    probabilities: NDArray[np.float32],
    labels: NDArray[np.integer[Any]] | None,
    class_names: tuple[str, ...],
    *,
    parameters: int,
    epochs: int,
    training_seconds: float | None,
    answering_seconds: float,
) -> ComparedModel:
    """A row of the table from a model's answers.

    Args:
        name: The model's name.
        probabilities: float32, shape (n, classes), n at least 1.
        labels: The right answers, shape (n,), or None.
        class_names: One a column.
        parameters: Numbers that it has learned.
        epochs: Finished epochs.
        training_seconds: Their time.
        answering_seconds: Time for the answers.
    """
    evaluation = None
    if labels is not None:
        evaluation = evaluate_answers(probabilities, labels.astype(np.uint8), class_names, answering_seconds)
    answers = probabilities.argmax(axis=1).astype(np.int64)
    return ComparedModel(name, parameters, epochs, training_seconds, answering_seconds, answers, evaluation)


def compare(
    models: Sequence[ComparedModel],
    rows: NDArray[np.intp],
    labels: NDArray[np.integer[Any]] | None,
    class_names: tuple[str, ...],
    note: str = "",
) -> Comparison:
    """Puts models beside each other that answered the same pictures.

    Args:
        models: Two or more.
        rows: The pictures, intp, shape (n,).
        labels: The right answers, shape (n,), or None.
        class_names: The answers.
        note: What a reader must know.
    """
    right = None if labels is None else labels.astype(np.int64)
    pairs = [_pair(models, first, second, right) for first, second in combinations(range(len(models)), 2)]
    p_values = [pair.p_value for pair in pairs if pair.p_value is not None]
    if len(p_values) == len(pairs):
        corrected = holm(p_values)
        pairs = [replace(pair, p_value=p, pairs=len(pairs)) for pair, p in zip(pairs, corrected, strict=True)]
    return Comparison(class_names, tuple(models), rows, tuple(pairs), right, note)


def mcnemar(only_first: int, only_second: int) -> float:
    """The probability that two equally good models disagree at least so one-sidedly, 0 to 1.

    Q. McNemar: Note on the sampling error of the difference between correlated proportions or percentages,
    Psychometrika 12 (1947) 153-157, as the exact two-sided binomial test: of the pictures that only one of two equally
    good models gets right, each is as likely to be the one's as the other's. The exact test is quick for 10,000
    pictures too, so there is no need for the chi-squared approximation to it.

    Args:
        only_first: Pictures that only the first model answered rightly.
        only_second: Pictures that only the second one did.
    """
    from scipy.stats import binomtest

    if only_first + only_second == 0:
        return 1.0
    return float(binomtest(only_first, only_first + only_second, 0.5).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Corrects probabilities for having tested several times.

    S. Holm: A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979)
    65-70.

    Args:
        p_values: Each 0 to 1.

    Returns:
        In the same order, each at least as large as it was, at most 1.
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(len(p_values), 0, -1)
    raised = np.minimum(np.maximum.accumulate(np.asarray(p_values, np.float64)[order] * factors), 1.0)
    corrected = np.empty(len(p_values))
    corrected[order] = raised
    return [float(value) for value in corrected]


def _pair(models: Sequence[ComparedModel], first: int, second: int, right: NDArray[np.int64] | None) -> Pair:
    one, other = models[first].answers, models[second].answers
    differs = one != other
    disagreements = np.flatnonzero(differs)
    if right is None:
        nothing = disagreements[:0]
        only_first = only_second = both_wrong = nothing
        p_value = None
    else:
        only_first = np.flatnonzero((one == right) & (other != right))
        only_second = np.flatnonzero((other == right) & (one != right))
        both_wrong = np.flatnonzero(differs & (one != right) & (other != right))
        p_value = mcnemar(len(only_first), len(only_second))
    return Pair(
        first=first,
        second=second,
        first_name=models[first].name,
        second_name=models[second].name,
        count=len(one),
        disagreements=disagreements,
        only_first_right=only_first,
        only_second_right=only_second,
        both_wrong=both_wrong,
        p_value=p_value,
    )


def _chance(p_value: float) -> str:
    if p_value < 0.001:
        return _("fewer than 0.1 %")
    return _("{percent} %").format(percent=f"{100 * p_value:.2g}" if p_value < 0.1 else f"{100 * p_value:.0f}")
