import numpy as np
import pytest

from mnist_desktop.evaluation.metrics import Evaluation, evaluate_answers, predictions_of
from mnist_desktop.evaluation.selection import (
    mistakes_of_class,
    pictures_of_cell,
    random_pictures,
    select_pictures,
    worst_cells,
)

LABELS = [0, 0, 0, 0, 1, 1, 1, 2, 2]
ANSWERS = [0, 1, 1, 2, 1, 1, 0, 2, 2]
SURE = [0.9, 0.6, 0.8, 0.7, 0.5, 0.9, 0.7, 0.6, 0.6]


@pytest.fixture
def evaluation() -> Evaluation:
    """Nine pictures of three classes: two 0 taken for 1, one 0 for 2, one 1 for 0."""
    probabilities = np.zeros((len(LABELS), 3), np.float32)
    for row, (answer, sure) in enumerate(zip(ANSWERS, SURE, strict=True)):
        probabilities[row] = (1 - sure) / 2
        probabilities[row, answer] = sure
    return evaluate_answers(probabilities, np.array(LABELS, np.uint8), ("a", "b", "c"), 0.1)


def test_that_a_cells_mistakes_come_with_the_surest_first(evaluation: Evaluation) -> None:
    assert pictures_of_cell(evaluation, (0, 1)).tolist() == [2, 1]


def test_that_right_answers_come_with_the_least_sure_first(evaluation: Evaluation) -> None:
    assert pictures_of_cell(evaluation, (1, 1)).tolist() == [4, 5]


def test_that_equally_sure_ones_keep_their_order(evaluation: Evaluation) -> None:
    assert pictures_of_cell(evaluation, (2, 2)).tolist() == [7, 8]


def test_that_an_empty_cell_has_no_pictures(evaluation: Evaluation) -> None:
    assert pictures_of_cell(evaluation, (2, 0)).tolist() == []


def test_that_a_class_has_all_its_mistakes_the_surest_first(evaluation: Evaluation) -> None:
    assert mistakes_of_class(evaluation, 0).tolist() == [2, 3, 1]
    assert mistakes_of_class(evaluation, 2).tolist() == []


def test_that_pictures_by_chance_differ_from_seed_to_seed_and_none_comes_twice(evaluation: Evaluation) -> None:
    draws = [tuple(random_pictures(evaluation, 5, seed).tolist()) for seed in range(20)]
    assert all(len(set(draw)) == 5 for draw in draws)
    assert len(set(draws)) > 10
    assert random_pictures(evaluation, 5, 3).tolist() == list(draws[3])


def test_that_there_are_no_more_pictures_than_there_are(evaluation: Evaluation) -> None:
    assert sorted(random_pictures(evaluation, 50, 1).tolist()) == list(range(9))


def test_that_wrong_ones_alone_can_be_drawn(evaluation: Evaluation) -> None:
    assert sorted(random_pictures(evaluation, 9, 1, wrong_only=True).tolist()) == [1, 2, 3, 6]


def test_that_nothing_is_drawn_where_nothing_is_wrong() -> None:
    perfect = evaluate_answers(np.eye(3, dtype=np.float32), np.arange(3, dtype=np.uint8), ("a", "b", "c"), 0.1)
    assert random_pictures(perfect, 9, 1, wrong_only=True).tolist() == []
    assert worst_cells(perfect, 3) == ()


def test_that_the_fullest_cells_beside_the_diagonal_come_first(evaluation: Evaluation) -> None:
    assert worst_cells(evaluation, 2) == ((0, 1), (0, 2))
    assert worst_cells(evaluation, 9) == ((0, 1), (0, 2), (1, 0))


def test_that_all_pictures_come_in_their_order(evaluation: Evaluation) -> None:
    assert select_pictures(evaluation).tolist() == list(range(9))


def test_that_the_surest_mistakes_come_first(evaluation: Evaluation) -> None:
    assert select_pictures(evaluation, wrong_only=True, order="surest_first").tolist() == [2, 3, 6, 1]
    assert select_pictures(evaluation, wrong_only=True, order="least_sure_first").tolist() == [1, 3, 6, 2]


def test_that_everything_asked_for_applies_at_once(evaluation: Evaluation) -> None:
    assert select_pictures(evaluation, label=1).tolist() == [4, 5, 6]
    assert select_pictures(evaluation, answer=1).tolist() == [1, 2, 4, 5]
    assert select_pictures(evaluation, label=0, answer=1).tolist() == [1, 2]
    assert select_pictures(evaluation, label=2, wrong_only=True).tolist() == []


def test_that_both_ends_of_a_range_of_confidence_are_in_it(evaluation: Evaluation) -> None:
    assert select_pictures(evaluation, confidence=(0.6, 0.7)).tolist() == [1, 3, 6, 7, 8]
    assert select_pictures(evaluation, confidence=(0.9, 1.0)).tolist() == [0, 5]


def test_that_some_of_a_selection_can_be_drawn(evaluation: Evaluation) -> None:
    among = select_pictures(evaluation, answer=1)
    assert sorted(random_pictures(evaluation, 9, 4, among=among).tolist()) == [1, 2, 4, 5]
    assert sorted(random_pictures(evaluation, 9, 4, among=among, wrong_only=True).tolist()) == [1, 2]
    assert len(random_pictures(evaluation, 2, 4, among=among)) == 2


def test_that_answers_without_labels_can_be_sorted_but_not_judged(evaluation: Evaluation) -> None:
    predictions = predictions_of(evaluation.probabilities, evaluation.class_names, 0.1)
    assert select_pictures(predictions, answer=2, order="surest_first").tolist() == [3, 7, 8]
    assert len(random_pictures(predictions, 9, 1)) == 9
    with pytest.raises(ValueError, match="no labels"):
        select_pictures(predictions, wrong_only=True)
    with pytest.raises(ValueError, match="no labels"):
        select_pictures(predictions, label=0)
