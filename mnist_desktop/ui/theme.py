"""How everything looks: the colour tables, the scale, the fonts and the icons, light and dark."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from mnist_desktop.paths import resources_folder
from mnist_desktop.settings import SCALES as SCALES
from mnist_desktop.settings import Scheme as Scheme
from mnist_desktop.ui.stylesheet import style_sheet

PROJECTOR_SCALE = 1.5
FONT_FAMILY = "Inter"


@dataclass(frozen=True)
class Theme:
    """One colour table and a scale; colours are strings such as ``"#0072B2"``, so that plots need no Qt.

    Attributes:
        name: "light" or "dark".
        background: Behind everything.
        surface: Cards and bars.
        line: Edges of cards, grids of plots.
        control: Edges of controls.
        text: Text.
        muted: Captions and explanations.
        accent: The main action, the chosen thing, the ring of the focus.
        on_accent: Text on the accent.
        accent_soft: Behind the chosen step.
        accent_text: The accent as text on ``accent_soft``.
        hover: Behind a flat control under the mouse.
        training: Lines and large numbers about training pictures.
        validation: Lines and large numbers about validation pictures.
        wrong: Marks and large numbers of what is wrong; never alone, always with a cross or a word.
        wrong_text: Small text about what is wrong.
        right: Marks of what is right.
        series: Colours of lines beyond training and validation, in their order.
        scale: 1 is normal; fonts, spacing, icons and lines are multiplied by it.
    """

    name: str
    background: str
    surface: str
    line: str
    control: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    accent_text: str
    hover: str
    training: str
    validation: str
    wrong: str
    wrong_text: str
    right: str
    series: tuple[str, ...]
    scale: float = 1.0

    @property
    def dark(self) -> bool:
        """Whether this is the dark table."""
        return self.name == "dark"

    def px(self, logical: float) -> int:
        """Pixels for a length of the design: 16 becomes 24 in projector view."""
        return round(logical * self.scale)


LIGHT = Theme(
    name="light",
    background="#F5F6F8",
    surface="#FFFFFF",
    line="#D5D9E0",
    control="#858D9A",
    text="#1A1D21",
    muted="#5A6270",
    accent="#0072B2",
    on_accent="#FFFFFF",
    accent_soft="#E1F0F8",
    accent_text="#005F96",
    hover="#E9ECF1",
    training="#0072B2",
    validation="#D55E00",
    wrong="#D55E00",
    wrong_text="#B34F00",
    right="#009E73",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7"),
)

DARK = Theme(
    name="dark",
    background="#14171C",
    surface="#1C2027",
    line="#313844",
    control="#6B7482",
    text="#E8EAED",
    muted="#A3ABB8",
    accent="#56B4E9",
    on_accent="#14171C",
    accent_soft="#1D3241",
    accent_text="#56B4E9",
    hover="#272D37",
    training="#56B4E9",
    validation="#E69F00",
    wrong="#E69F00",
    wrong_text="#E69F00",
    right="#009E73",
    series=("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442"),
)


class Appearance(QObject):
    """Gives the application its look and tells when it changes; one an application, see ``appearance()``.

    Emits ``changed`` with the new ``Theme`` after the application has taken it on.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme = Scheme.SYSTEM
        self._scale = 1.0
        self._limit = SCALES[-1]
        self._scale_before_projector: float | None = None
        self._theme = LIGHT
        _load_fonts()
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._apply()

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._theme

    @property
    def scheme(self) -> Scheme:
        """What was asked for; ``theme.dark`` says what came of it."""
        return self._scheme

    @property
    def projector(self) -> bool:
        """Whether projector view is on."""
        return self._scale_before_projector is not None

    def set_scheme(self, scheme: Scheme) -> None:
        """Takes on light, dark, or what the system has."""
        self._scheme = scheme
        hints = self._application.styleHints()
        # Window frames follow too, where the system lets them.
        match scheme:
            case Scheme.SYSTEM:
                hints.unsetColorScheme()
            case Scheme.LIGHT:
                hints.setColorScheme(Qt.ColorScheme.Light)
            case Scheme.DARK:
                hints.setColorScheme(Qt.ColorScheme.Dark)
        self._apply()

    def set_scale(self, scale: float) -> None:
        """Enlarges everything; leaves projector view."""
        self._scale_before_projector = None
        self._scale = min(max(scale, SCALES[0]), SCALES[-1])
        self._apply()

    def set_limit(self, limit: float) -> None:
        """Does not enlarge beyond this, whatever is asked for: the screen ends there."""
        self._limit = limit
        self._apply()

    def larger(self) -> None:
        """One step larger."""
        self.set_scale(min((step for step in SCALES if step > self._scale + 0.01), default=SCALES[-1]))

    def smaller(self) -> None:
        """One step smaller."""
        self.set_scale(max((step for step in SCALES if step < self._scale - 0.01), default=SCALES[0]))

    def set_projector(self, on: bool) -> None:
        """Enters projector view, or goes back to the scale from before it."""
        if on == self.projector:
            return
        if on:
            self._scale_before_projector, self._scale = self._scale, PROJECTOR_SCALE
        else:
            self._scale, self._scale_before_projector = self._scale_before_projector or 1.0, None
        self._apply()

    @property
    def lasting_scale(self) -> float:
        """The scale to remember: the one in force, or the one from before projector view."""
        return self._scale if self._scale_before_projector is None else self._scale_before_projector

    @Slot(object)
    def _on_system_scheme_changed(self, _scheme: object) -> None:
        self._apply()

    def _apply(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            dark = self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._scheme is Scheme.DARK
        theme = replace(DARK if dark else LIGHT, scale=min(self._scale, self._limit))
        if theme == self._theme and self._application.styleSheet():
            return
        self._theme = theme
        self._application.setPalette(_palette(theme))
        self._application.setFont(font(theme, 14))
        self._application.setStyleSheet(style_sheet(theme, resources_folder() / "icons" / theme.name))
        self.changed.emit(theme)


def appearance() -> Appearance:
    """The application's appearance, made when first asked for."""
    application = QApplication.instance()
    assert isinstance(application, QApplication), "make the QApplication first"
    found = application.findChild(Appearance)
    return found if found is not None else Appearance(application)


def current_theme() -> Theme:
    """The theme in force: what a ``paintEvent`` asks for."""
    return appearance().theme


def follow_theme(apply: Callable[[Theme], None]) -> None:
    """Calls a slot with the theme, now and whenever it changes.

    Args:
        apply: A bound method of a QObject, so that Qt forgets it together with the object.
    """
    if not isinstance(getattr(apply, "__self__", None), QObject):
        raise TypeError(f"{apply!r} is not a bound method of a QObject")
    appearance().changed.connect(apply)
    apply(appearance().theme)


def font(theme: Theme, size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with figures of one width.

    Args:
        theme: For its scale.
        size: Logical pixels: 12, 14, 18, 32 or 120.
        weight: Normal, Medium, DemiBold or Bold; others are not bundled.
    """
    made = QFont(FONT_FAMILY)
    made.setPixelSize(theme.px(size))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def tint(icon_name: str, colour: str, size: int, gap: int = 0) -> QIcon:
    """One of the bundled icons in a colour.

    Args:
        icon_name: A file of ``resources/icons`` without its suffix: "play".
        colour: Such as ``theme.text``.
        size: Edge in pixels, such as ``theme.px(20)``.
        gap: Empty pixels at its right, towards a text.
    """
    svg = (resources_folder() / "icons" / f"{icon_name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(svg.replace(b"currentColor", colour.encode())))
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    pixmap = QPixmap(QSize(size + gap, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return QIcon(pixmap)


def _load_fonts() -> None:
    for file in sorted((resources_folder() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def _palette(theme: Theme) -> QPalette:
    """For what the style sheet leaves to the style: selections, disabled text, dialogs of the system."""
    role = QPalette.ColorRole
    palette = QPalette()
    for colour, roles in {
        theme.background: (role.Window,),
        theme.surface: (role.Base, role.Button, role.ToolTipBase),
        theme.hover: (role.AlternateBase,),
        theme.text: (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText),
        theme.muted: (role.PlaceholderText,),
        theme.accent: (role.Highlight, role.Accent, role.Link),
        theme.on_accent: (role.HighlightedText,),
        theme.line: (role.Mid, role.Midlight, role.Light),
        theme.control: (role.Dark,),
    }.items():
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.control))
    return palette
