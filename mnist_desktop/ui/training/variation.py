"""The fold "Vary the pictures": how far each training picture is varied, with a preview and what it costs."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSpinBox

from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.inputs import PercentBox, PlainBox
from mnist_desktop.ui.training.setting_field import SettingField
from mnist_desktop.ui.training.settings_fold import SettingsFold
from mnist_desktop.ui.training.variation_preview import VariationPreview
from mnist_desktop.ui.widgets import Row, SecondaryButton, explain

MIXTURE = AugmentationSpec(rotation=10.0, shift=2.0, zoom=0.1, shear=5.0, elastic=1.0)
"""About as far as people's handwriting differs; a digit stays what it is."""

_NONE = AugmentationSpec()


class VariationFold(SettingsFold):
    """Eight ways to vary a picture, one click for a sensible mixture, and pictures that show what comes of it.

    Args:
        session: For pictures, and the lane that varies them.
    """

    edited = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(_("Vary the pictures"), name="vary_the_pictures")
        self._mixture = SecondaryButton(_("A mixture"), name="vary_mixture")
        explain(self._mixture, _("A mixture: varies the pictures about as much as people's handwriting differs."))
        self._none = SecondaryButton(_("None"), name="vary_none")
        explain(self._none, _("None: the network sees every picture as it is."))
        self._mixture.clicked.connect(self.choose_mixture)
        self._none.clicked.connect(self.choose_none)
        row = Row(spacing=8)
        row.addWidget(self._mixture, stretch=1)
        row.addWidget(self._none, stretch=1)
        self.preview = VariationPreview(session)
        self._make_fields()
        self.body.insertLayout(0, row)
        self.body.insertWidget(1, self.preview)
        self.toggled.connect(self._on_toggled)

    @property
    def augmentation(self) -> AugmentationSpec:
        """What the fields ask for."""
        values = {field.setting.removeprefix("augmentation."): field.value for field in self.fields}
        return AugmentationSpec(**values)

    @Slot()
    def choose_mixture(self) -> None:
        """Puts a sensible mixture into the fields, as if it had been typed."""
        self._choose(MIXTURE)

    @Slot()
    def choose_none(self) -> None:
        """Takes all variation away."""
        self._choose(_NONE)

    def set_locked(self, locked: bool) -> None:
        """Nothing here is locked while a network learns; only what is said of it changes."""
        self.preview.set_learning(locked)

    def show_fields(self, level: Level, defaults: Settings) -> None:
        """As in ``SettingsFold``, and brings the preview up to date."""
        super().show_fields(level, defaults)
        self._none.setEnabled(self.augmentation.active)
        self._mixture.setEnabled(self.augmentation != MIXTURE)
        self.preview.show_augmentation(self.augmentation)

    @Slot(object)
    def _on_toggled(self, open_: bool) -> None:
        self.preview.set_wanted(open_)

    def _choose(self, augmentation: AugmentationSpec) -> None:
        self._showing = True
        for field in self.fields:
            name = field.setting.removeprefix("augmentation.")
            if field.differs_from(getattr(augmentation, name)):
                field.put_in(getattr(augmentation, name))
        self._showing = False
        self.edited.emit()

    def _make_fields(self) -> None:
        self._add(
            "rotation",
            _("Rotation"),
            PlainBox(minimum=0.0, maximum=180.0, singleStep=5.0, decimals=1, suffix=_(" °")),
            _("Rotation: turns each picture by up to so many degrees, to either side."),
        )
        self._add(
            "shift",
            _("Shift"),
            PlainBox(minimum=0.0, maximum=14.0, singleStep=1.0, decimals=1, suffix=_(" px")),
            _("Shift: moves each picture by up to so many of its 28 pixels, in any direction."),
        )
        self._add("zoom", _("Zoom"), PercentBox(0.5), _("Zoom: makes each picture larger or smaller by up to so much."))
        self._add(
            "shear",
            _("Shear"),
            PlainBox(minimum=0.0, maximum=45.0, singleStep=5.0, decimals=1, suffix=_(" °")),
            _("Shear: slants each picture by up to so many degrees, as handwriting slants."),
        )
        self._add(
            "elastic",
            _("Elastic"),
            PlainBox(minimum=0.0, maximum=5.0, singleStep=0.5, decimals=2, suffix=_(" px")),
            _("Elastic: pushes neighbouring parts about by so many pixels, as a trembling hand does."),
        )
        self._add(
            "thickness",
            _("Thickness"),
            PlainBox(minimum=0.0, maximum=1.0, singleStep=0.1, decimals=2, suffix=_(" px")),
            _("Thickness: makes strokes thicker or thinner by up to so much on each side, as pens do."),
        )
        self._add(
            "closing",
            _("Run together"),
            PercentBox(1.0),
            _("Run together: closes loops and gaps in so many of the pictures, as a pen does that is too wide."),
        )
        self._add("noise", _("Noise"), PercentBox(1.0), _("Noise: adds a random grey to each pixel, of that strength."))

        self._add(
            "plain_epochs",
            _("Not in the last"),
            QSpinBox(maximum=1000, suffix=_(" epochs")),
            _("Not in the last epochs: there the network sees the pictures as they are, as it will be tested."),
            everything=True,
        )

    def _add(
        self, name: str, label: str, box: PlainBox | QSpinBox, explanation: str, *, everything: bool = False
    ) -> None:
        field = SettingField(label, box, explanation, setting=f"augmentation.{name}", live=True, everything=everything)
        self.add_field(field, f"vary_{name}")
