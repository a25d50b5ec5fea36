"""What can be done with every plot: save it as a picture, copy it. By a menu, a key, and a small button.

Knows plots by what they can do, so that the window can have the keys before matplotlib is there.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets.buttons import IconButton
from mnist_desktop.ui.widgets.explain import explain

if TYPE_CHECKING:
    from mnist_desktop.ui.figure_view import FigureView

SAVE_KEY, COPY_KEY = "Ctrl+Shift+G", "Ctrl+Shift+U"

_PNG, _SVG = ".png", ".svg"


class FigureActions(QObject):
    """The actions of one plot; its child.

    The button shows at the level Everything, while the mouse or the focus is at the plot.

    Args:
        view: The plot.
    """

    def __init__(self, view: "FigureView") -> None:
        super().__init__(view)
        self._view = view
        self._button = IconButton("download-simple", _("Save or copy this plot"), name="figure_button")
        self._button.setParent(view)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys do the same, and Tab has enough to visit
        explain(
            self._button,
            _("Saves this plot as PNG or SVG ({save}), or copies it ({copy}).").format(save=SAVE_KEY, copy=COPY_KEY),
        )
        self._button.hide()
        self._button.clicked.connect(self._on_button_clicked)
        view.installEventFilter(self)
        follow_theme(self._on_theme_changed)

    def open_menu(self, position: QPoint) -> None:
        """Opens the menu at a place of the screen."""
        if not self._view.has_plot:
            return
        menu = QMenu(self._view)
        menu.setObjectName("figure_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name, key, slot in (
            (_("&Save as PNG or SVG …"), "save_figure", SAVE_KEY, self.save),
            (_("&Copy as a picture"), "copy_figure", COPY_KEY, self.copy),
        ):
            action = QAction(text, menu)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(key))  # only shown: the window listens to it
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            menu.addAction(action)
        menu.popup(position)

    @Slot()
    def save(self) -> None:
        """Asks where, and saves the plot there."""
        dialog = QFileDialog(self._view.window(), _("Save this plot"))
        dialog.setObjectName("figure_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Picture, 300 dots per inch") + f" (*{_PNG})", _("Drawing") + f" (*{_SVG})"])
        dialog.setDefaultSuffix(_PNG.removeprefix("."))
        dialog.selectFile(_file_name(self._view.accessibleName()))
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def copy(self) -> None:
        """Puts the plot on the clipboard, as a picture of 300 dots per inch."""
        from mnist_desktop.ui.figure_file import PAPER_DPI, figure_pixels

        pixels = figure_pixels(self._view.paper_figure())
        image = QImage(
            pixels.content, pixels.width, pixels.height, 4 * pixels.width, QImage.Format.Format_RGBA8888
        ).convertToFormat(QImage.Format.Format_RGB32)  # a copy: the bytes go
        image.setDotsPerMeterX(round(PAPER_DPI / 0.0254))
        image.setDotsPerMeterY(round(PAPER_DPI / 0.0254))
        QGuiApplication.clipboard().setImage(image)
        session = _session_of(self._view)
        if session is not None:
            session.notified.emit(Notice(_("The plot is copied.")))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_button(entered=event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn))
        elif event.type() == QEvent.Type.Resize:
            self._place()
        return False

    @Slot()
    def _on_button_clicked(self) -> None:
        self.open_menu(self._button.mapToGlobal(QPoint(0, self._button.height())))

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        dialog = self.sender()
        assert isinstance(dialog, QFileDialog)
        dialog.setDefaultSuffix((_SVG if _SVG in chosen else _PNG).removeprefix("."))

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self.save_to(Path(name))

    def save_to(self, file: Path) -> None:
        """Saves the plot to a file that ends in ".png" or ".svg".

        Raises:
            UserError: It ends in something else. What goes wrong later, the session tells.
        """
        from mnist_desktop.files import save_bytes
        from mnist_desktop.ui.figure_file import figure_pixels, figure_svg, save_pixels

        figure = self._view.paper_figure()
        match file.suffix.lower():
            case ".png":
                write = partial(save_pixels, figure_pixels(figure), file)
            case ".svg":
                write = partial(save_bytes, figure_svg(figure), file)
            case _:
                raise UserError(
                    _("A plot is saved as .png or .svg, not as {suffix}.").format(suffix=file.suffix or file.name),
                    _("Give the file one of these endings."),
                )
        session = _session_of(self._view)
        if session is None:
            write()
        else:
            session.jobs.run_data(write, on_result=self._on_saved)

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        session = _session_of(self._view)
        if session is not None:
            session.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._button.setFixedSize(theme.px(30), theme.px(30))
        self._place()

    def _show_button(self, *, entered: bool) -> None:
        session = _session_of(self._view)
        offered = session is not None and session.level is Level.EVERYTHING and self._view.has_plot
        self._button.setVisible(offered and (entered or self._view.hasFocus() or self._view.underMouse()))

    def _place(self) -> None:
        self._button.move(self._view.width() - self._button.width(), 0)


class FigureKeys(QObject):
    """The keys by which a plot is saved and copied: the one with the focus, under the mouse, or else the largest.

    Args:
        window: Gets two actions.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        for text, key, name, slot in (
            (_("Save the plot as PNG or SVG"), SAVE_KEY, "save_plot", self._on_save),
            (_("Copy the plot as a picture"), COPY_KEY, "copy_plot", self._on_copy),
        ):
            action = QAction(text, window)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            window.addAction(action)

    @Slot()
    def _on_save(self) -> None:
        self._actions().save()

    @Slot()
    def _on_copy(self) -> None:
        self._actions().copy()

    def _actions(self) -> FigureActions:
        found = [actions for actions in self._window.findChildren(FigureActions) if _is_seen(actions)]
        if not found:
            raise UserError(_("There is no plot to be seen here."), _("Go to one, on the page Train for instance."))
        return max(found, key=_rank)


def _is_seen(actions: FigureActions) -> bool:
    view = actions.parent()
    return isinstance(view, QWidget) and view.isVisible() and not view.visibleRegion().isEmpty() and _has_plot(view)


def _has_plot(view: QWidget) -> bool:
    return bool(getattr(view, "has_plot", False))


def _rank(actions: FigureActions) -> tuple[bool, bool, int]:
    view = actions.parent()
    assert isinstance(view, QWidget)
    return view is QApplication.focusWidget(), view.underMouse(), view.width() * view.height()


def _session_of(widget: QWidget) -> Session | None:
    """The session of the page or window that a plot is on."""
    around: QWidget | None = widget
    while around is not None:
        session = getattr(around, "session", None)
        if isinstance(session, Session):
            return session
        around = around.parentWidget()
    return None


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in name).strip()
