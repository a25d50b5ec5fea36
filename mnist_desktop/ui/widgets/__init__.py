"""The parts that pages are made of."""

from mnist_desktop.ui.widgets.buttons import FlatButton, IconButton, MainButton, SecondaryButton
from mnist_desktop.ui.widgets.card import Card
from mnist_desktop.ui.widgets.combo import ComboBox
from mnist_desktop.ui.widgets.explain import explain
from mnist_desktop.ui.widgets.field import Field
from mnist_desktop.ui.widgets.fold import Fold
from mnist_desktop.ui.widgets.labels import BigNumber, Label, TextRole
from mnist_desktop.ui.widgets.layouts import Column, Grid, Row
from mnist_desktop.ui.widgets.level import everything_only
from mnist_desktop.ui.widgets.page import Page

__all__ = [
    "BigNumber",
    "Card",
    "Column",
    "ComboBox",
    "Field",
    "FlatButton",
    "Fold",
    "Grid",
    "IconButton",
    "Label",
    "MainButton",
    "Page",
    "Row",
    "SecondaryButton",
    "TextRole",
    "everything_only",
    "explain",
]
