"""The command line: the same service as the window, where no display is."""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from typing_extensions import override

from mnist_desktop import cli_data, cli_evaluate, cli_export, paths
from mnist_desktop.cli_defaults import show_defaults
from mnist_desktop.cli_runs import add_runs_command
from mnist_desktop.defaults import read_defaults
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import OptimizerName, changed
from mnist_desktop.service import ModelService

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service.model import Model

_WRONG_USE = 2
_INTERRUPTED = 130

# Options of `train`, and the settings of TrainingSpec that they change.
_TRAINING_OPTIONS = {
    "epochs": "epochs",
    "batch_size": "batch_size",
    "validation_split": "validation_split",
    "learning_rate": "optimizer.learning_rate",
    "optimizer": "optimizer.name",
    "seed": "seed",
    "digit": "task.label",
}


def main(arguments: list[str], selftest: Callable[[bool], int] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: The words after the program's name.
        selftest: Runs the command ``selftest``, given whether its lines are JSON; it opens the window, of which this
            module knows nothing. Without it there is no such command.

    Returns:
        The exit status: 0, 2 for wrong use or bad input with one sentence on standard error, 130 after Ctrl-C.
    """
    try:
        options = _parser(selftest).parse_args(arguments)
        for problem in (paths.portable_fault(), read_defaults(paths.defaults_file()).problem):
            if problem:
                sys.stderr.write(f"mnist-desktop: {problem}\n")
        status: int = options.command(ModelService(), options)
        sys.stdout.flush()
        return status
    except UserError as error:
        sys.stderr.write(f"mnist-desktop: {error}\n")
        return _WRONG_USE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output is gone; the interpreter would complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _Parser(argparse.ArgumentParser):
    """Answers wrong use with one sentence."""

    @override
    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}.", _("`{command} --help` shows what can be said.").format(command=self.prog))


def _parser(selftest: Callable[[bool], int] | None) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mnist-desktop",
        description=_("A laboratory for networks that read handwritten digits. Without a command, the window opens."),
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    both = _Parser(add_help=False)
    both.add_argument("--json", action="store_true", help=_("print one JSON object a line, and nothing else"))

    presets = commands.add_parser("presets", parents=[both], help=_("list the networks that are ready to use"))
    presets.set_defaults(command=_presets)

    train = commands.add_parser("train", parents=[both], help=_("train a network and test it"))
    train.add_argument(
        "network", metavar="PRESET|SPEC.json", nargs="?", help=_("a preset's name, or a network in a JSON file")
    )
    train.add_argument(
        "--continue", dest="run", metavar="RUN", help=_("go on with a run that was stopped or interrupted, exactly")
    )
    train.add_argument("--epochs", metavar="N", help=_("how often all pictures are seen"))
    train.add_argument("--batch-size", metavar="B", help=_("pictures per step"))
    train.add_argument("--validation-split", metavar="F", help=_("share of pictures that is not trained on, 0 to 0.9"))
    train.add_argument("--learning-rate", metavar="R", help=_("how big a step is"))
    train.add_argument("--optimizer", metavar="NAME", help=", ".join(get_args(OptimizerName)))
    train.add_argument("--seed", metavar="S", help=_("decides weights, order and dropout"))
    train.add_argument("--digit", metavar="D", help=_("for one-digit: which digit it looks for"))
    train.add_argument("--name", metavar="NAME", help=_("what to call the run"))
    train.add_argument(
        "--set",
        dest="settings",
        metavar="SETTING=VALUE",
        action="append",
        default=[],
        help=_("any other setting, by its name in SPEC.json: schedule.name=cosine, augmentation.rotation=10"),
    )
    cli_data.add_data_option(train)
    cli_data.add_task_option(train)
    train.set_defaults(command=_train)

    evaluate = commands.add_parser("evaluate", parents=[both], help=_("test a run, and report on it"))
    cli_evaluate.add_arguments(evaluate)
    cli_data.add_data_option(evaluate)
    evaluate.set_defaults(command=_evaluate)

    predict = commands.add_parser("predict", parents=[both], help=_("say which digit is on a picture"))
    predict.add_argument("model", metavar="RUN|MODEL.keras", help=_("a run's id or name, or a file"))
    predict.add_argument("pictures", metavar="PICTURE", nargs="+", type=Path, help=_("PNG, JPEG and others"))
    predict.set_defaults(command=_predict)

    export = commands.add_parser("export", parents=[both], help=_("write a run for use without this program"))
    cli_export.add_arguments(export)
    export.set_defaults(command=_export)
    cli_data.add_data_command(commands, both)
    add_runs_command(commands, _Parser)
    defaults = commands.add_parser("defaults", parents=[both], help=_("list what defaults.json can preset for all"))
    defaults.set_defaults(command=show_defaults)
    if selftest is not None:
        text = _("go through all of the program without a screen, and say whether it works")
        test = commands.add_parser("selftest", parents=[both], help=text)
        test.set_defaults(command=lambda _service, options: selftest(options.json))
    return parser


def _presets(service: ModelService, options: argparse.Namespace) -> int:
    for preset in service.presets():
        accuracy = preset.accuracy
        if options.json:
            _print_json(
                preset=preset.name,
                title=preset.title,
                teaches=preset.teaches,
                own=preset.own,
                test_accuracy=vars(accuracy) if accuracy else None,
                network=preset.network.model_dump(),
                training=preset.training.model_dump(),
            )
            continue
        _print(f"{preset.name:16} {preset.title}" + (_(" (your own)") if preset.own else ""))
        _print(f"{'':16} {preset.teaches}")
        if accuracy:
            _print(
                " " * 17
                + _("{mean:.2%} of the test pictures right ({lowest:.2%} to {highest:.2%} over {seeds} seeds)").format(
                    **vars(accuracy)
                )
            )
        training = preset.training
        _print(
            " " * 17
            + _("{epochs} epochs, batch {batch}, {optimizer}, {loss}").format(
                epochs=training.epochs,
                batch=training.batch_size,
                optimizer=training.optimizer.name,
                loss=training.loss,
            )
        )
    return 0


def _train(service: ModelService, options: argparse.Namespace) -> int:
    from mnist_desktop.training.control import TrainingControl
    from mnist_desktop.training.events import EpochFinished, EpochRecord, TrainingEvent

    dataset = cli_data.load(service, options)
    model = _untrained(service, options, dataset) if options.run is None else _begun(service, options)
    service.check_training(model, dataset)
    control = TrainingControl()
    started = time.monotonic()

    def report(event: TrainingEvent) -> None:
        if options.json and isinstance(event, EpochFinished):
            _print_epoch(event.record)

    def _print_epoch(record: EpochRecord) -> None:
        _print_json(event="epoch", **record.model_dump())

    with _stopping_on_interrupt(control) as interrupted:
        if options.json:
            trained = service.train(model, dataset, report, control)
        else:
            from mnist_desktop.cli_progress import TrainingProgress

            with TrainingProgress() as progress:
                trained = service.train(model, dataset, progress.show, control)
        seconds = time.monotonic() - started
        if interrupted.is_set():
            return _after_interrupt(trained, options)
        tested, evaluation = service.evaluate(trained, dataset)
    if interrupted.is_set():
        return _after_interrupt(trained, options)
    cli_evaluate.print_result(tested, evaluation, seconds, options, event="tested")
    return 0


def _begun(service: ModelService, options: argparse.Namespace) -> "Model":
    """The model of ``--continue``; it may be given more epochs and nothing else."""
    others = [option for option in (*_TRAINING_OPTIONS, "name", "network", "task") if option != "epochs"]
    if options.settings or any(getattr(options, option) is not None for option in others):
        raise UserError(
            _("--continue goes on with a run as it was begun; only --epochs can be given with it."),
            _("Leave the other options out, or train anew."),
        )
    from mnist_desktop.training.verdicts import is_complete

    model = service.open_run(options.run)
    training = model.run.training
    if options.epochs is not None:
        training = changed(training, {"epochs": _number(options.epochs)})
    if is_complete(model.run.history, training):
        raise UserError(
            _("{run} has {count} finished epochs, all that it was to have.").format(
                run=model.run.id, count=len(model.run.history)
            ),
            _("Ask for more with --epochs."),
            "epochs",
        )
    return service.continued(model, training)


def _untrained(service: ModelService, options: argparse.Namespace, dataset: "Dataset") -> "Model":
    if options.network is None:
        raise UserError(
            _("`train` needs a network, or --continue with a run."),
            _("`mnist-desktop presets` lists the networks."),
        )
    named: str = options.network
    if named.endswith(".json"):
        network, training = service.read_spec(Path(named))
        title, preset_name = Path(named).stem, None
    else:
        preset = service.preset(named)
        network, training, title, preset_name = preset.network, preset.training, preset.title, preset.name
    given = {
        setting: _number(getattr(options, option))
        for option, setting in _TRAINING_OPTIONS.items()
        if getattr(options, option) is not None
    }
    if options.task is not None:
        training = changed(training, {"task": cli_data.parse_task(options.task, dataset.class_names)})
    if "task.label" in given and training.task.type != "one_against_rest":
        raise UserError(
            _("--digit was given, but {network} looks for all digits.").format(network=named),
            _("Use it with the preset one-digit."),
        )
    training = changed(training, given | dict(map(_setting, options.settings)))
    if preset_name is not None or options.data is not None or options.task is not None:
        network, training = service.fit_output(network, training, dataset)
    if options.name is not None:
        service.check_name(options.name)
    return service.untrained(network, training, name=options.name or title, preset=preset_name)


def _after_interrupt(model: "Model", options: argparse.Namespace) -> int:
    epochs = len(model.run.history)
    if options.json:
        _print_json(event="interrupted", run=model.run.id, epochs=epochs)
    else:
        _print(
            ngettext(
                "Stopped. {epochs} finished epoch is kept as run {run}.",
                "Stopped. {epochs} finished epochs are kept as run {run}.",
                epochs,
            ).format(epochs=epochs, run=model.run.id)
        )
    return _INTERRUPTED


@contextmanager
def _stopping_on_interrupt(control: Any) -> Iterator[threading.Event]:
    """The first Ctrl-C stops the training after the running call, the second one at once."""
    interrupted = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        interrupted.set()
        control.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _evaluate(service: ModelService, options: argparse.Namespace) -> int:
    cli_evaluate.check_files(options)
    dataset = cli_data.load(service, options)
    model = _open(service, options.model, dataset)
    if dataset.test_was_split_off and (model.run.data is None or model.run.data.sha256 != dataset.sha256):
        dataset = dataset.all_as_test()  # the model has seen none of them
    return cli_evaluate.evaluate(service, model, dataset, options)


def _predict(service: ModelService, options: argparse.Namespace) -> int:
    dataset = service.load_data()
    model = _open(service, options.model, dataset)
    # Its own classes, which need not be digits.
    classes = model.run.data.class_names if model.run.data is not None else dataset.class_names
    names = model.run.training.task.class_names(classes)
    predictor = service.predictor(model)
    digitness = None
    with suppress(UserError):  # it was trained on other data, or not at all: then nobody can tell
        digitness = service.digitness(model, dataset)
    status = 0
    for picture in options.pictures:
        try:
            prepared = service.prepare_drawing(service.read_picture(picture))
            if prepared.empty:
                raise UserError(
                    _("There is no ink on {picture}.").format(picture=picture), _("Choose a picture of a digit.")
                )
        except UserError as error:
            # The other pictures get their answers all the same.
            sys.stderr.write(f"mnist-desktop: {error}\n")
            status = _WRONG_USE
            continue
        probabilities = predictor.probabilities(prepared.image[None])[0].tolist()
        best = max(range(len(names)), key=lambda index: probabilities[index])
        looks_like_digit = None if digitness is None else digitness.score(prepared.image).accepted
        if options.json:
            _print_json(
                picture=str(picture),
                digit=_digit(names[best]),
                answer=names[best],
                probabilities=probabilities,
                looks_like_digit=looks_like_digit,
            )
        else:
            doubt = _(", does not look like a digit") if looks_like_digit is False else ""
            _print(f"{picture}: {names[best]} ({probabilities[best]:.1%}){doubt}")
    return status


def _export(service: ModelService, options: argparse.Namespace) -> int:
    _print(cli_export.export(service, _open(service, options.model), options))
    return 0


def _open(service: ModelService, name: str, dataset: "Dataset | None" = None) -> "Model":
    if name.endswith(".keras"):
        return service.open_keras_file(Path(name), service.load_data() if dataset is None else dataset)
    if name.endswith(".mnistrun"):
        return service.read_file(Path(name))
    return service.open_run(name)


def _setting(text: str) -> tuple[str, Any]:
    """A setting's name and value as they were typed: a number, true, false, null, a list, or else a word."""
    name, sign, value = text.partition("=")
    if not sign:
        raise UserError(
            _("--set was given {came}; a name, an equals sign and a value were expected.").format(came=repr(text)),
            _("Write it like --set time_limit=180."),
        )
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _number(text: str) -> int | float | str:
    """What was typed, as a number where it is one; the spec says what is wrong with it otherwise."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text


def _digit(name: str) -> int | None:
    """The digit that an answer stands for; None for "not 5"."""
    return int(name) if name.isdigit() else None


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_json(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()  # who reads along sees each epoch when it is finished
