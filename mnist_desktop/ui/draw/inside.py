"""Inside: what each layer of the network makes of the drawing, layer under layer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.asking import Asking, Question
from mnist_desktop.ui.draw.layer_maps import LayerMaps
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.inference.layer_pictures import LayerPicture

_NAMED = 6
"""Silent channels that are named one by one."""


class InsideView(QWidget):
    """Shows the output of every layer for the drawing, once the pen rests; a ``SideView``.

    Args:
        session: Whose predictor is looked into.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("inside_view")
        self._empty = True
        self._asking = Asking(session, self)
        self._asking.rested.connect(self._on_rested)
        self._asking.came.connect(self._on_came)
        self._hint = Label(role=TextRole.CAPTION, name="inside_hint")
        self._layers = Column(spacing=12)
        self._rows: list[_LayerRow] = []
        above_nothing = Column(spacing=0, margins=(0, 0, 8, 0))
        above_nothing.addLayout(self._layers)
        above_nothing.addStretch(1)
        content = QWidget()
        content.setObjectName("column")  # transparent, as that of a page
        content.setLayout(above_nothing)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setObjectName("inside_layers")
        self._area.setAccessibleName(_("Layers, from the first to the last"))
        explain(self._area, _("What each layer makes of the drawing; the arrow keys scroll from layer to layer."))
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(content)
        layout = Column(spacing=8)
        layout.addWidget(self._hint)
        layout.addWidget(self._area, stretch=1)
        self.setLayout(layout)
        self._show_nothing()

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """All that the tab key may come to."""
        return (self._area,)

    @Slot(object)
    def show_answered(self, answered: Answered) -> None:
        """Looks at another drawing as soon as the pen rests."""
        self._asking.follow(answered)

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(200), px(160))

    @Slot(object)
    def _on_rested(self, answered: Answered) -> None:
        self._empty = answered.image is None or answered.probabilities is None
        if self._empty:
            self._show_nothing()
        elif answered.image is not None:
            self._asking.ask(Question("layers", answered.image))

    @Slot(object, object)
    def _on_came(self, _question: Question, pictures: "tuple[LayerPicture, ...]") -> None:
        if self._empty:  # the canvas was emptied while it was worked out
            return
        self._hint.setText(_("White or blue is above 0, orange below; each layer is scaled by itself."))
        while len(self._rows) < len(pictures):
            row = _LayerRow(len(self._rows))
            self._rows.append(row)
            self._layers.addWidget(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(pictures))
            if place < len(pictures):
                row.show_layer(pictures[place])

    def _show_nothing(self) -> None:
        self._hint.setText(_("Draw a digit: then this shows what each layer makes of it."))
        for row in self._rows:
            row.hide()


class _LayerRow(QWidget):
    """One layer: its name and shape, its pictures, and what is silent in it."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.setObjectName(f"layer_{place}")
        self._title = Label(role=TextRole.STRONG, name="layer_title")
        self._silent = Label(role=TextRole.CAPTION, name="layer_silent")
        self._maps = LayerMaps()
        layout = Column(spacing=4)
        layout.addWidget(self._title)
        layout.addWidget(self._maps)
        layout.addWidget(self._silent)
        self.setLayout(layout)

    def show_layer(self, picture: "LayerPicture") -> None:
        """Shows the output of a layer."""
        shape = " × ".join(f"{side:,}" for side in picture.shape)
        title = f"{picture.index + 1}  {picture.type}, {picture.function}" if picture.function else ""
        self._title.setText(f"{title or f'{picture.index + 1}  {picture.type}'} · {shape}")
        silent = _silent_text(picture)
        self._silent.setText(silent)
        self._silent.setVisible(bool(silent))
        self._maps.show_maps(picture.maps, picture.silent)
        self._maps.setAccessibleName(self._title.text())
        self._maps.setAccessibleDescription(silent)


def _silent_text(picture: "LayerPicture") -> str:
    """Which channels or units are 0 everywhere; "" where none is."""
    count, total = len(picture.silent), picture.shape[-1]
    if not count:
        return ""
    named = ", ".join(str(index + 1) for index in picture.silent[:_NAMED])
    if count > _NAMED:
        named += " …"
    if len(picture.shape) > 1:
        text = ngettext(
            "{count} of {total:,} channels is silent here (✕): {named}",
            "{count} of {total:,} channels are silent here (✕): {named}",
            count,
        )
    else:
        text = ngettext(
            "{count} of {total:,} units is silent here: {named}",
            "{count} of {total:,} units are silent here: {named}",
            count,
        )
    return text.format(count=count, total=total, named=named)
