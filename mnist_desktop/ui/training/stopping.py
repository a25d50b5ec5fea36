"""The fold "Stop by itself": early stopping, the best epoch, a time limit."""

from PySide6.QtWidgets import QCheckBox

from mnist_desktop.i18n import _
from mnist_desktop.ui.training.boxes import PatienceBox, TimeBox
from mnist_desktop.ui.training.setting_field import SettingField
from mnist_desktop.ui.training.settings_fold import SettingsFold


class StoppingFold(SettingsFold):
    """When a training ends without being told, and which epoch then answers."""

    def __init__(self) -> None:
        super().__init__(_("Stop by itself"), name="stop_by_itself")
        patience = PatienceBox()
        patience.setPrefix(_("after "))
        self.add_field(
            SettingField(
                _("Stop early"),
                patience,
                _("Early stopping: ends after so many epochs in a row without a lower validation loss."),
                setting="stop_after",
                live=True,
            ),
            "stop_after",
        )
        self.add_field(
            SettingField(
                _("Use the best epoch"),
                QCheckBox(),
                _("Best epoch: the model answers as it was after the lowest validation loss, not after the last."),
                setting="use_best_epoch",
                live=True,
            ),
            "use_best_epoch",
        )
        self.add_field(
            SettingField(
                _("Time limit"),
                TimeBox(),
                _("Time limit: learns for so many minutes:seconds, pauses left out; the schedule is fitted to it."),
                setting="time_limit",
            ),
            "time_limit",
        )
