"""ModelService: all that the program can do with data, networks and models, for the window and the command line."""

from mnist_desktop.service.facade.data import DataMethods
from mnist_desktop.service.facade.drawings import DrawingMethods
from mnist_desktop.service.facade.evaluation import EvaluationMethods
from mnist_desktop.service.facade.explanation import ExplanationMethods
from mnist_desktop.service.facade.exploration import ExplorationMethods
from mnist_desktop.service.facade.networks import NetworkMethods
from mnist_desktop.service.facade.resemblance import ResemblanceMethods
from mnist_desktop.service.facade.runs import RunMethods
from mnist_desktop.service.facade.training import TrainingMethods


class ModelService(
    DataMethods,
    DrawingMethods,
    NetworkMethods,
    TrainingMethods,
    EvaluationMethods,
    ExplorationMethods,
    ExplanationMethods,
    ResemblanceMethods,
    RunMethods,
):
    """The one door to data, networks, training and answers; knows neither windows nor threads.

    Every method blocks until it is done. Importing this module imports neither TensorFlow nor NumPy: what a method
    needs it imports when it is called, so that a command which needs little answers at once.

    Args:
        home: The user's folder; ``paths.user_folder()`` by default.
        resources: What travels with the program; ``paths.resources_folder()`` by default.
        fall_back: Where the user's folder cannot be written, keep runs in a temporary one; ``storage`` says so.
    """
