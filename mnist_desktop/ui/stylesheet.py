"""The one style sheet, written out from a theme."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnist_desktop.ui.theme import Theme


def style_sheet(theme: "Theme", icons: Path) -> str:
    """The application's style sheet.

    Widgets are told apart by the dynamic property ``kind`` that ``ui/widgets`` sets, so that pages need no
    style sheets of their own.

    Args:
        theme: Colours and scale.
        icons: Folder of the arrows and the check mark in this theme's colours.
    """
    values: dict[str, str] = {
        name: value for name, value in vars(theme).items() if isinstance(value, str) and value.startswith("#")
    }
    values["icons"] = icons.as_posix()
    # "12px" in the text below is logical; written as «12» it is scaled here.
    sheet = _SHEET
    for length in sorted({int(part.split("»")[0]) for part in _SHEET.split("«")[1:]}):
        sheet = sheet.replace(f"«{length}»", f"{theme.px(length)}px")
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet


# The ring of the focus is 2 px wide; a control that gets it gives up one pixel of padding instead of growing.
_SHEET = """
QWidget { color: @text; }
QWidget#window, QDialog, QMessageBox { background: @background; }
QScrollArea, QScrollArea > QWidget > QWidget#column { background: transparent; border: none; }
QToolTip { background: @surface; color: @text; border: 1px solid @control; padding: «4»; }

QLabel { background: transparent; }
QLabel[kind="caption"] { color: @muted; font-size: «12»; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="title"] { font-size: «18»; font-weight: 600; }
QLabel[kind="big"] { font-size: «32»; font-weight: 600; }
QLabel[kind="answer"] { font-size: «120»; font-weight: 600; }
QLabel[kind="error"] { color: @wrong_text; font-size: «12»; }
QLabel[colour="training"] { color: @training; }
QLabel[colour="validation"] { color: @validation; }
QLabel[colour="wrong"] { color: @wrong; }
QLabel[colour="muted"] { color: @muted; }
QLabel:disabled { color: @control; }

QFrame#top_bar, QFrame#bottom_bar { background: @surface; border: none; }
QFrame#top_bar { border-bottom: 1px solid @line; }
QFrame#bottom_bar { border-top: 1px solid @line; }
QFrame[kind="card"] { background: @surface; border: 1px solid @line; border-radius: «8»; }
QFrame[kind="message"] { background: @accent_soft; border-top: 1px solid @line; }
QFrame[kind="message"][tone="error"] { border-left: «4» solid @wrong; background: @surface; }
QFrame[kind="drawer"] { background: @surface; border-right: 1px solid @line; }

QPushButton, QToolButton {
    background: @surface; border: 1px solid @control; border-radius: «6»;
    padding: 0px «12»; min-height: «30»; outline: none;
}
QToolButton { padding: 0px «6»; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0px «11»; min-height: «28»; }
QToolButton:focus { padding: 0px «5»; }
QPushButton:disabled, QToolButton:disabled { color: @control; border-color: @line; }
QPushButton:checked {
    background: @accent_soft; border-color: @accent; color: @accent_text; font-weight: 600;
}

QPushButton[kind="main"] {
    background: @accent; color: @on_accent; border: 1px solid @accent; font-weight: 600; min-height: «38»;
}
QPushButton[kind="main"]:hover { border: 1px solid @text; }
QPushButton[kind="main"]:pressed { background: @accent_text; }
QPushButton[kind="main"]:focus {
    border: 2px solid @accent; padding: 2px «10»; min-height: «32»; background-clip: padding;
}
QPushButton[kind="main"]:disabled { background: @line; color: @muted; border-color: @line; }

QPushButton[kind="step"] {
    background: transparent; border: 1px solid transparent; color: @muted;
    padding: 0px «14»; min-height: «34»;
}
QPushButton[kind="step"]:hover { background: @hover; color: @text; }
QPushButton[kind="step"]:checked { background: @accent_soft; color: @accent_text; font-weight: 600; }
QPushButton[kind="step"]:focus { border: 2px solid @accent; padding: 0px «13»; min-height: «32»; }

QPushButton[kind="tab"] {
    background: transparent; border: 1px solid transparent; color: @muted;
    padding: 0px «7»; min-height: «28»;
}
QPushButton[kind="tab"]:hover { background: @hover; color: @text; }
QPushButton[kind="tab"]:checked { background: @accent_soft; color: @accent_text; font-weight: 600; }
QPushButton[kind="tab"]:focus { border: 2px solid @accent; padding: 0px «6»; min-height: «26»; }

QPushButton[kind="flat"], QToolButton[kind="flat"] { background: transparent; border: 1px solid transparent; }
QPushButton[kind="flat"]:hover, QToolButton[kind="flat"]:hover { background: @hover; }
QPushButton[kind="flat"]:focus, QToolButton[kind="flat"]:focus { border: 2px solid @accent; }
QPushButton[kind="fold"] {
    background: transparent; border: 1px solid transparent; text-align: left;
    padding: 0px «2»; min-height: «26»;
}
QPushButton[kind="fold"]:hover { background: @hover; }
QPushButton[kind="fold"]:focus { border: 2px solid @accent; padding: 0px «1»; min-height: «24»; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0px; }

QLineEdit, QAbstractSpinBox, QComboBox {
    background: @surface; border: 1px solid @control; border-radius: «6»; padding: 0px «8»; min-height: «30»;
    selection-background-color: @accent; selection-color: @on_accent;
}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    border: none; background: transparent; padding: 0px «4»; min-height: 0px;
}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border: 2px solid @accent; padding: 0px «7»; min-height: «28»;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    color: @control; border-color: @line; background: @background;
}
QLineEdit[fault="true"], QAbstractSpinBox[fault="true"], QComboBox[fault="true"] {
    border: 2px solid @wrong;
}
QComboBox::drop-down { border: none; width: «24»; }
QComboBox::down-arrow { image: url(@icons/caret-down.svg); width: «14»; height: «14»; }
QComboBox QAbstractItemView {
    background: @surface; border: 1px solid @control; outline: none; padding: «4»;
    selection-background-color: @accent_soft; selection-color: @accent_text;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; background: transparent; width: «20»; subcontrol-origin: border;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: «2» «2» 0px 0px; }
QAbstractSpinBox::down-button {
    subcontrol-position: bottom right; margin: 0px «2» «2» 0px;
}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; border-radius: «3»; }
QAbstractSpinBox::up-arrow { image: url(@icons/caret-up.svg); width: «10»; height: «10»; }
QAbstractSpinBox::down-arrow {
    image: url(@icons/caret-down.svg); width: «10»; height: «10»;
}

QCheckBox, QRadioButton { spacing: «8»; min-height: «26»; border: 2px solid transparent; border-radius: «4»; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid @accent; }
QCheckBox:disabled, QRadioButton:disabled { color: @control; }
QCheckBox::indicator, QRadioButton::indicator {
    width: «16»; height: «16»; border: 1px solid @control; background: @surface;
}
QListView::indicator, QTableView::indicator {
    width: «14»; height: «14»; border: 1px solid @control; border-radius: «3»; background: @surface;
}
QListView::indicator:checked, QTableView::indicator:checked {
    background: @accent; border-color: @accent; image: url(@icons/check.svg);
}
QListView::indicator:disabled, QTableView::indicator:disabled { border-color: @line; }
QListView::item:disabled { color: @control; }
QCheckBox::indicator { border-radius: «3»; }
QRadioButton::indicator { border-radius: «9»; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(@icons/check.svg); }
QRadioButton::indicator { width: «8»; height: «8»; border: «5» solid @surface; border-radius: «9»; }
QRadioButton::indicator:unchecked {
    width: «16»; height: «16»; border: 1px solid @control; border-radius: «9»; background: @surface;
}
QRadioButton::indicator:checked { border: «5» solid @accent; background: @on_accent; }

QSlider { min-height: «24»; border: 2px solid transparent; border-radius: «4»; }
QSlider:focus { border: 2px solid @accent; }
QSlider::groove:horizontal { height: «4»; background: @line; border-radius: «2»; }
QSlider::sub-page:horizontal { background: @accent; border-radius: «2»; }
QSlider::handle:horizontal {
    width: «16»; height: «16»; margin: -«6» 0px; border-radius: «8»; background: @accent;
}

QProgressBar { background: @line; border: none; border-radius: «4»; min-height: «8»; max-height: «8»; }
QProgressBar::chunk { background: @accent; border-radius: «4»; }

QMenu { background: @surface; border: 1px solid @control; padding: «4»; }
QMenu::item { padding: «6» «24» «6» «12»; border-radius: «4»; }
QMenu::item:selected { background: @accent_soft; color: @accent_text; }
QMenu::item:disabled { color: @muted; background: transparent; }
QMenu::separator { height: 1px; background: @line; margin: «4» «8»; }
QMenu::icon { padding-left: «8»; }

QTableView, QListView, QTreeView, QPlainTextEdit, QTextEdit {
    background: @surface; border: 1px solid @line; border-radius: «6»; gridline-color: @line; outline: none;
    alternate-background-color: @background;
    selection-background-color: @accent_soft; selection-color: @accent_text;
}
QTableView:focus, QListView:focus, QTreeView:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid @accent;
}
QPlainTextEdit[kind="code"] {
    font-family: "Cascadia Mono", Consolas, Menlo, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: «12»;
}
QTableView[kind="plain"] { border: 2px solid @surface; border-radius: 0px; }
QTableView[kind="plain"]:focus { border: 2px solid @accent; }
QTableView[kind="plain"]::item { padding: 0px «5»; }
QTableView[kind="runs"]::item { padding: 0px «5»; }
QHeaderView::up-arrow, QHeaderView::down-arrow {
    width: «10»; height: «10»; subcontrol-origin: border; subcontrol-position: top center;
}
QHeaderView::up-arrow { image: url(@icons/caret-up.svg); }
QHeaderView::down-arrow { image: url(@icons/caret-down.svg); }
QHeaderView { background: @surface; border: none; }
QHeaderView::section {
    background: @surface; color: @muted; font-size: «12»; padding: «4» «8»;
    border: none; border-bottom: 1px solid @line;
}
QTableCornerButton::section { background: @surface; border: none; }

QScrollBar:vertical { width: «10»; background: transparent; margin: 0px; }
QScrollBar:horizontal { height: «10»; background: transparent; margin: 0px; }
QScrollBar::handle { background: @control; border-radius: «3»; margin: «2»; }
QScrollBar::handle:vertical { min-height: «24»; }
QScrollBar::handle:horizontal { min-width: «24»; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
