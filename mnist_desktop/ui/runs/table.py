"""The runs as a table that can be sorted and searched."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.runs.disk_use import DiskUse
from mnist_desktop.runs.run import Run
from mnist_desktop.training.verdicts import percent
from mnist_desktop.ui.runs import words

_Index = QModelIndex | QPersistentModelIndex
_Cell = tuple[str, Any]
"""What a cell shows, and what it is sorted by."""

NETWORK_COLUMN, DATE_COLUMN = 1, 5
SORT_ROLE = Qt.ItemDataRole.UserRole


class RunsModel(QAbstractTableModel):
    """Name, network, epochs, validation, test, date, size and state of each run; damaged ones come last."""

    def __init__(self) -> None:
        super().__init__()
        self._headers = (
            (_("Name"), _("What the run is called.")),
            (_("Network"), _("The layers that learn, from the first to the last.")),
            (_("Epochs"), _("How often it has seen all pictures, and how often it was to see them.")),
            (_("Validation"), _("Right answers on pictures held back from training, after its last epoch.")),
            (_("Test"), _("Right answers on the test pictures; empty while it was not tested.")),
            (_("Made"), _("When its training began.")),
            (_("Size"), _("Room on the disk; a bundled run takes none of yours.")),
            (_("State"), _("Where it stands.")),
        )
        self._runs: tuple[Run | None, ...] = ()
        self._ids: tuple[str, ...] = ()
        self._cells: tuple[tuple[_Cell, ...], ...] = ()
        self._reasons: dict[str, str] = {}

    def show_runs(self, runs: tuple[Run, ...], use: DiskUse) -> None:
        """Shows other runs."""
        self.beginResetModel()
        self._reasons = use.damaged
        self._runs = (*runs, *(None for _run_id in use.damaged))
        self._ids = (*(run.id for run in runs), *use.damaged)
        self._cells = (
            *(_cells(run, use.sizes.get(run.id, 0)) for run in runs),
            *(_damaged_cells(run_id, use.sizes.get(run_id, 0)) for run_id in use.damaged),
        )
        self.endResetModel()

    def run_at(self, row: int) -> Run | None:
        """The run of a row; None for a damaged one."""
        return self._runs[row]

    def id_at(self, row: int) -> str:
        """The id of a row's run."""
        return self._ids[row]

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._cells)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headers)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text, value = self._cells[index.row()][index.column()]
        run = self._runs[index.row()]
        reason = self._reasons.get(self._ids[index.row()], "")
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.StatusTipRole:
                return reason or (words.moment(run) if run is not None and index.column() == DATE_COLUMN else text)
            case Qt.ItemDataRole.TextAlignmentRole if 2 <= index.column() <= 6:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ if role == SORT_ROLE:
                return value
            case _:
                return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._headers[section][0]
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.StatusTipRole:
                return self._headers[section][1]
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if 2 <= section <= 6 else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None


class RunsFilter(QSortFilterProxyModel):
    """Sorts by value, not by text, and shows the rows that hold every word that was typed."""

    def __init__(self, source: RunsModel) -> None:
        super().__init__()
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)
        self._source = source
        self._words: tuple[str, ...] = ()

    def set_text(self, text: str) -> None:
        """Shows the rows with these words in name, network or state."""
        self.beginResetModel()
        self._words = tuple(text.casefold().split())
        self.endResetModel()

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        columns = (0, 1, 7)
        text = " ".join(str(self._source.index(source_row, column).data()) for column in columns).casefold()
        return all(word in text for word in self._words)


def _cells(run: Run, bytes_: int) -> tuple[_Cell, ...]:
    validation = run.history[-1].val_accuracy if run.history else None
    test = run.test.accuracy if run.test else None
    return (
        (run.name, run.name.casefold()),
        (words.network(run.network), words.network(run.network)),
        (words.epochs(run), len(run.history)),
        (_share(validation), -1.0 if validation is None else validation),
        (_share(test), -1.0 if test is None else test),
        (words.date(run), run.created.timestamp()),
        ("" if run.bundled else words.size(bytes_), 0.0 if run.bundled else float(bytes_)),
        (words.state(run), words.state(run)),
    )


def _damaged_cells(run_id: str, bytes_: int) -> tuple[_Cell, ...]:
    damaged = _("damaged")
    empty = ("", -1.0)
    return (
        (run_id, run_id), ("", ""), empty, empty, empty, empty, (words.size(bytes_), float(bytes_)), (damaged, damaged)
    )  # fmt: skip


def _share(share: float | None) -> str:
    return "" if share is None else percent(share)
