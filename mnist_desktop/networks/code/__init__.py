"""A network and its training as Keras code: a script, and a notebook with the same steps.

Both use Keras and NumPy alone and hold no more than the specs need. What a spec can newly say is added to the step
that it belongs to, in ``data_steps`` or ``model_steps``.
"""

import json
from typing import Any

from mnist_desktop.networks.code import data_steps, model_steps
from mnist_desktop.networks.code.step import CodeData, Step
from mnist_desktop.networks.code.text import comment
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec

__all__ = ["CodeData", "keras_notebook", "keras_script"]


def keras_script(network: NetworkSpec, training: TrainingSpec, data: CodeData | None = None, *, note: str = "") -> str:
    """A Python script that loads the data, builds, trains and tests the network, and prints what came of it.

    It does what this program does with the same specs; only the random numbers are drawn in another way, so that its
    accuracy is that of another seed.

    Args:
        network: Layers that fit each other.
        training: How it is trained.
        data: What it is trained on; MNIST by default.
        note: Said first, as a comment: how a run that this is made from was trained otherwise; may be empty.

    Returns:
        Python source that ends in a line break; needs Keras 3 and NumPy.

    Raises:
        UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
    """
    parts = [
        "\n".join((*comment(f"{step.title}: {step.sentence}"), *step.code))
        for step in _steps(network, training, data or CodeData())
    ]
    return "\n\n".join(["\n".join(comment(note)), *parts] if note else parts) + "\n"


def keras_notebook(
    network: NetworkSpec, training: TrainingSpec, data: CodeData | None = None, *, note: str = ""
) -> str:
    """The steps of ``keras_script`` as a Jupyter notebook: a sentence before each cell of code, the note before all.

    Returns:
        JSON of the notebook format 4.5.

    Raises:
        UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
    """
    cells: list[dict[str, Any]] = []
    for number, step in enumerate(_steps(network, training, data or CodeData()), start=1):
        sentence = f"## {number}. {step.title}\n\n{step.sentence}"
        if note and number == 1:
            sentence = f"{note}\n\n{sentence}"
        cells.append(
            {"cell_type": "markdown", "id": f"text-{number}", "metadata": {}, "source": _lines(sentence)},
        )
        cells.append(
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"code-{number}",
                "metadata": {},
                "outputs": [],
                "source": _lines("\n".join(step.code).strip("\n")),
            }
        )
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _steps(network: NetworkSpec, training: TrainingSpec, data: CodeData) -> tuple[Step, ...]:
    build = model_steps.build(network, training.augmentation)
    learning = (model_steps.compile_(training), model_steps.train(training))
    steps = (
        data_steps.set_up(training, data),
        data_steps.load(),
        data_steps.look(data),
        data_steps.normalise(),
        data_steps.reshape(),
        data_steps.encode(network, training, data),
        data_steps.split(training),
        *((build, *learning) if network.members == 1 else (model_steps.ensemble(network, learning, training),)),
        model_steps.evaluate(training),
    )
    return tuple(step for step in steps if step is not None)
