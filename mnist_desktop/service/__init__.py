"""The model service: the only door through which the window and the command line reach the core."""

from mnist_desktop.service.model_service import ModelService

__all__ = ["ModelService"]
