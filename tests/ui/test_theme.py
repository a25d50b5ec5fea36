"""The look: contrast, scale, schemes, fonts and icons."""

import math

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from mnist_desktop.paths import resources_folder
from mnist_desktop.ui.theme import (
    DARK,
    LIGHT,
    SCALES,
    Scheme,
    Theme,
    appearance,
    current_theme,
    follow_theme,
    font,
    tint,
)


class Follower(QObject):
    """Remembers the themes that it was told of."""

    def __init__(self) -> None:
        super().__init__()
        self.themes: list[Theme] = []
        follow_theme(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.themes.append(theme)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""

    def luminance(colour: str) -> float:
        parsed = QColor(colour)
        parts = (parsed.redF(), parsed.greenF(), parsed.blueF())
        linear = [value / 12.92 if value <= 0.03928 else math.pow((value + 0.055) / 1.055, 2.4) for value in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_every_text_can_be_read(theme: Theme) -> None:
    for text, behind in (
        (theme.text, theme.background),
        (theme.text, theme.surface),
        (theme.text, theme.hover),
        (theme.muted, theme.background),
        (theme.muted, theme.surface),
        (theme.on_accent, theme.accent),
        (theme.accent_text, theme.accent_soft),
        (theme.wrong_text, theme.surface),
    ):
        assert contrast(text, behind) >= 4.5, (text, behind)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_edges_lines_and_large_numbers_can_be_seen(theme: Theme) -> None:
    for mark in (theme.control, theme.accent, theme.training, theme.validation, theme.right, *theme.series):
        assert contrast(mark, theme.surface) >= 3.0, mark


def test_that_a_follower_hears_of_schemes_and_scales() -> None:
    follower = Follower()
    appearance().set_scheme(Scheme.DARK)
    appearance().set_scale(1.25)
    appearance().set_scale(1.25)
    assert [(theme.name, theme.scale) for theme in follower.themes] == [
        ("light", 1.0),
        ("dark", 1.0),
        ("dark", 1.25),
    ]


def test_that_a_function_that_is_no_method_of_a_qobject_cannot_follow() -> None:
    with pytest.raises(TypeError, match="bound method"):
        follow_theme(print)


def test_that_the_system_decides_unless_told_otherwise(qapp: QApplication) -> None:
    look = appearance()
    look.set_scheme(Scheme.DARK)
    look.set_scheme(Scheme.SYSTEM)
    system = qapp.styleHints().colorScheme()
    assert look.theme.dark is (system is Qt.ColorScheme.Dark)


def test_that_projector_view_enlarges_and_goes_back() -> None:
    look = appearance()
    look.set_scale(1.1)
    look.set_projector(True)
    assert (current_theme().scale, look.lasting_scale) == (1.5, 1.1)
    assert current_theme().px(16) == 24
    look.set_projector(False)
    assert current_theme().scale == 1.1


def test_that_larger_and_smaller_stop_at_the_ends() -> None:
    look = appearance()
    for _ in range(20):
        look.larger()
    assert current_theme().scale == SCALES[-1]
    for _ in range(20):
        look.smaller()
    assert current_theme().scale == SCALES[0]


def test_that_nothing_grows_beyond_the_screen() -> None:
    look = appearance()
    look.set_limit(1.2)
    look.set_projector(True)
    assert current_theme().scale == 1.2


def test_that_text_is_set_in_the_bundled_inter(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == "Inter"
    for weight in (QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold, QFont.Weight.Bold):
        assert QFontDatabase.font("Inter", "", 14).family() == "Inter"
        assert QFontInfo(font(LIGHT, 14, weight)).weight() == weight.value


def test_that_figures_are_of_one_width() -> None:
    metrics = QFontMetrics(font(LIGHT, 32))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")
    label = QLabel("1111")
    label.setProperty("kind", "big")
    label.ensurePolished()
    label_metrics = label.fontMetrics()
    assert label_metrics.horizontalAdvance("1111") == label_metrics.horizontalAdvance("0000")


def test_that_the_style_sheet_has_no_holes(qapp: QApplication) -> None:
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        appearance().set_scheme(scheme)
        sheet = qapp.styleSheet()
        assert not {"«", "»", "@"} & set(sheet)
        for part in sheet.split("url(")[1:]:
            assert (resources_folder() / part.split(")")[0]).is_file()


def test_that_every_icon_takes_its_colour() -> None:
    for file in (resources_folder() / "icons").glob("*.svg"):
        image = tint(file.stem, "#D55E00", 96).pixmap(96, 96).toImage()
        colours = {image.pixelColor(x, y).name() for x in range(96) for y in range(96)}
        assert "#d55e00" in colours, file.stem
