"""The laboratory for bad data: few pictures, a missing class, wrong labels, noise, and the way back."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSpinBox

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.laboratory import DataChanges
from mnist_desktop.i18n import _
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.widgets import ComboBox, Field, Fold, Label, Row, SecondaryButton, TextRole, explain
from mnist_desktop.ui.widgets.level import set_shown

_MOST_SEED = 2**31 - 1


class LaboratoryFold(Fold):
    """What is to be done to the training pictures; nothing happens before the button is pressed.

    Emits ``wanted`` with ``DataChanges``, and ``undo_clicked``.

    Args:
        session: Whose level decides how much of it shows.
    """

    wanted = Signal(object)
    undo_clicked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(_("Spoil the data on purpose"), name="laboratory_fold")
        self._shared = session
        self._applied = DataChanges()
        self._class_count = 0
        self._make_controls()
        session.level_changed.connect(self._on_level_changed)
        self._on_level_changed(session.level)
        self._on_edited()

    def show_dataset(self, dataset: Dataset) -> None:
        """Takes other data, and shows what was done to them."""
        names = dataset.class_names
        original = dataset.before_changes or dataset
        self._applied = dataset.changes or DataChanges(seed=self._seed.value())
        editors = (self._count, self._left_out, self._flipped, self._thinned, self._share, self._noise, self._seed)
        for editor in editors:
            editor.blockSignals(True)
            editor.setEnabled(len(original.train) > 0)
        for combo, nothing in ((self._left_out, _("none")), (self._thinned, _("none"))):
            combo.clear()
            combo.addItems([nothing, *names])
        self._count.setMaximum(max(len(original.train), 1))
        self._show_changes(self._applied)
        for editor in editors:
            editor.blockSignals(False)
        self._undo.setEnabled(dataset.before_changes is not None)
        self._on_level_changed(self._shared.level)
        self._on_edited()

    def submit(self) -> None:
        """Changes the data as the controls say, if that is something else than what is done already."""
        self._change.click()

    def _make_controls(self) -> None:
        self._count = _spin_box("picture_count", 0, 60_000, step=500)
        self._count.setSpecialValueText(_("all"))
        self._count.setGroupSeparatorShown(True)
        self._left_out = ComboBox("left_out")
        self._flipped = _spin_box("flipped_share", 0, 100, suffix=_(" %"), step=5)
        self._thinned = ComboBox("thinned")
        self._share = _spin_box("thinned_share", 0, 100, suffix=_(" %"), step=5)
        self._noise = _spin_box("noise", 0, 100, suffix=_(" %"), step=5)
        self._seed = _spin_box("data_seed", 0, _MOST_SEED)
        self._seed.setValue(DataChanges().seed)
        self._share.setValue(round(100 * DataChanges().thinned_share))
        few = Field(
            _("Use only"), self._count, _("Use only so many of the training pictures, drawn by chance; 0 uses all."),
            setting="picture_count",
        )  # fmt: skip
        out = Field(
            _("Leave out"), self._left_out, _("Keep no training picture of this class; the test still asks for it."),
            setting="left_out",
        )  # fmt: skip
        self._more = (
            Field(
                _("Wrong labels"), self._flipped, _("This share of the training pictures gets another, wrong label."),
                setting="flipped_share",
            ),
            Field(
                _("Make rare"), self._thinned, _("Keep only some of the training pictures of this class."),
                setting="thinned",
            ),
            Field(
                _("Keep of it"), self._share, _("So much of the class that is made rare is kept."),
                setting="thinned_share",
            ),
            Field(
                _("Noise"), self._noise, _("How far each pixel is moved by chance, as a share of black to white."),
                setting="noise",
            ),
            Field(_("Seed"), self._seed, _("The same number draws the same pictures again."), setting="data_seed"),
        )  # fmt: skip
        for editor in (self._count, self._flipped, self._share, self._noise, self._seed):
            editor.valueChanged.connect(self._on_edited)
        for combo in (self._left_out, self._thinned):
            combo.currentIndexChanged.connect(self._on_edited)
        self._change = SecondaryButton(_("Change"), name="change_data", icon="flask")
        explain(self._change, _("Changes the training pictures as set above; the test pictures stay as they are."))
        self._change.clicked.connect(self._on_change)
        self._undo = SecondaryButton(_("Undo all"), name="undo_all_changes", icon="arrow-counter-clockwise")
        explain(self._undo, _("Takes all changes back."))
        self._undo.clicked.connect(self.undo_clicked)
        row = Row(spacing=8)
        row.addWidget(self._change)
        row.addWidget(self._undo)
        note = _("What does a network make of bad pictures? Only those to learn from change; the test stays honest.")
        self.body.addWidget(Label(note, TextRole.CAPTION, name="laboratory_note"))
        for field in (few, out, *self._more):
            self.body.addWidget(field)
        self.body.addLayout(row)

    def _changes(self) -> DataChanges:
        """What the controls say."""
        count = self._count.value()
        whole = count in (0, self._count.maximum())
        return DataChanges(
            left_out=self._left_out.currentIndex() - 1 if self._left_out.currentIndex() > 0 else None,
            thinned=self._thinned.currentIndex() - 1 if self._thinned.currentIndex() > 0 else None,
            thinned_share=self._share.value() / 100,
            picture_count=None if whole else count,
            flipped_share=self._flipped.value() / 100,
            noise=self._noise.value() / 100,
            seed=self._seed.value(),
        )

    def _show_changes(self, changes: DataChanges) -> None:
        self._count.setValue(changes.picture_count or 0)
        self._left_out.setCurrentIndex(0 if changes.left_out is None else changes.left_out + 1)
        self._thinned.setCurrentIndex(0 if changes.thinned is None else changes.thinned + 1)
        self._share.setValue(round(100 * changes.thinned_share))
        self._flipped.setValue(round(100 * changes.flipped_share))
        self._noise.setValue(round(100 * changes.noise))
        self._seed.setValue(changes.seed)

    @Slot()
    def _on_edited(self) -> None:
        wanted = self._changes()
        self._share.setEnabled(self._thinned.isEnabled() and wanted.thinned is not None)
        done = self._applied
        self._change.setEnabled(wanted != done and not (wanted.is_nothing and done.is_nothing))
        changed = (
            wanted.picture_count is not None, wanted.left_out is not None, wanted.flipped_share > 0,
            wanted.thinned is not None, wanted.noise > 0,
        )  # fmt: skip
        self.set_changed_count(sum(changed))

    @Slot()
    def _on_change(self) -> None:
        self.wanted.emit(self._changes())

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        done = self._applied
        in_use = done.flipped_share > 0 or done.thinned is not None or done.noise > 0
        for field in self._more:
            set_shown(field, level is Level.EVERYTHING or in_use)


def _spin_box(name: str, least: int, most: int, *, suffix: str = "", step: int = 1) -> QSpinBox:
    box = QSpinBox(minimum=least, maximum=most, singleStep=step, suffix=suffix)
    box.setObjectName(name)
    box.setKeyboardTracking(False)
    return box
