"""The evidence of a disagreement with everybody's citations on it, each person in a hue and by name. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.domain.ids import CitationId, ItemId
from reviewer_app.ui import theme
from reviewer_app.ui.calibration.picks import Picks
from reviewer_app.ui.calibration.side import heading, scrolled
from reviewer_app.ui.calibration.voices import citation_words
from reviewer_app.ui.viewers.base import Material, SlowLane, Viewer
from reviewer_app.ui.viewers.cite_button import CiteButton
from reviewer_app.ui.viewers.factory import viewer_for
from reviewer_app.ui.viewers.message import MessageViewer
from reviewer_app.ui.viewers.places import Mark, shorten
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import Dispute
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.citation import Citation
    from reviewer_app.domain.submission import EvidenceItem
    from reviewer_app.errors import ReviewerError
    from reviewer_app.evidence.values import Probe
    from reviewer_app.ui.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One person's citation as it stands in the legend and on the evidence."""

    who: str
    level: int
    hue: int
    citation: Citation
    mark: Mark


def everyone(dispute: Dispute) -> tuple[Cited, ...]:
    """Everybody's citations: consensus and master first; marks have ids of their own, so that none hides another."""
    people = [(f"Consensus {n}", r.level, r.citations) for n, r in enumerate(dispute.consensus, 1)]
    if dispute.master is not None:
        people.append(("Master", dispute.master.level, dispute.master.citations))
    people += [(v.reviewer, v.level, v.citations) for v in dispute.voices]
    found = []
    for hue, (who, level, citations) in enumerate(p for p in people if p[2]):
        for n, citation in enumerate(citations):
            mark = Mark(
                citation=CitationId(f"{hue}.{n}.{citation.id}"),
                selector=citation.selector,
                indicator=None,
                hue=hue,
                label=f"{who} · {level}",
            )
            found.append(Cited(who=who, level=level, hue=hue, citation=citation, mark=mark))
    return tuple(found)


def short_of(who: str) -> str:
    """What stands for a person in three signs: the end of a number, else the initials."""
    first, _, rest = who.partition(" ")
    if first in ("Master", "Consensus"):
        return first[0] + rest
    digits = "".join(c for c in who if c.isdigit())
    return digits[-3:] or "".join(word[0] for word in who.split())[:3]


class Swatch(QWidget):
    """A round or a square in a person's hue with what stands for their name in it."""

    def __init__(self, who: str, hue: int) -> None:
        super().__init__()
        self._who, self._hue = short_of(who), hue
        self.setFixedSize(QSize(theme.px(26), theme.px(26)))
        self.setAccessibleName(who)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.indicator_colour(self._hue))
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._hue % 2:  # every other one is a square, so that no two neighbours differ by hue alone
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), 4, 4)
        else:
            painter.drawEllipse(whole)
        painter.setPen(theme.colour("panel"))
        painter.setFont(theme.font(10, QFont.Weight.Bold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._who)


class Evidence(QWidget):
    """Items at the left, the viewer in the middle, everybody's citations at the right."""

    closed = Signal()
    said = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._slow = SlowLane(session.tasks, self)
        session.tasks.changed.connect(self._changed)
        self.dispute: Dispute | None = None
        self.cited: tuple[Cited, ...] = ()
        self.viewer: Viewer | None = None
        self.links: list[Button] = []
        self._item: ItemId | None = None
        self._probes: dict[ItemId, Probe] = {}
        self._jump: Citation | None = None
        self.items = Picks("Evidence items")
        self.items.setFixedWidth(min(theme.px(210), 260))
        self.items.picked.connect(self._picked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._build_head())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.items)
        ground = QFrame()
        ground.setProperty("ground", "stage")
        self._place = QVBoxLayout(ground)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._waiting = Text("Opening…", "third")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place.addWidget(self._waiting)
        row.addWidget(ground, 1)
        inner = QWidget()
        self._people = QVBoxLayout(inner)
        self._people.setContentsMargins(14, 12, 14, 12)
        self._people.setSpacing(4)
        area = scrolled(inner)
        area.setFixedWidth(min(theme.px(290), 330))
        row.addWidget(area)
        outer.addLayout(row, 1)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 14, 8)
        row.setSpacing(12)
        self.back = Button("Back to the disagreement", icon="caret-left")
        self.back.clicked.connect(self.close_evidence)
        self.title = Text("", "strong")
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        row.addWidget(Text("Read only · marks of all reviewers", "third"))
        return row

    # --- opening -----------------------------------------------------------------------------------------------------

    def open(self, dispute: Dispute, citation: Citation | None = None) -> None:
        """Show the evidence of a disagreement, at a citation if one is given."""
        self.release()
        self.dispute, self.cited = dispute, everyone(dispute)
        self.title.setText(heading(dispute))
        self._show_people()
        evidence = dispute.submission.evidence
        first = citation or (self.cited[0].citation if self.cited else None)
        rows = [i.id for i in evidence]
        row = rows.index(first.item) if first is not None and first.item in rows else 0
        self.items.show_lines([(i.title or str(i.id), self._count(i)) for i in evidence], row)
        self._jump = first
        if evidence:
            self._show_item(evidence[row])

    def _count(self, item: EvidenceItem) -> str:
        count = sum(1 for c in self.cited if c.citation.item == item.id)
        return "1 citation" if count == 1 else f"{count} citations"

    def _show_people(self) -> None:
        clear(self._people)
        self.links = []
        dispute, before = self.dispute, -1
        if dispute is None:
            return
        for cited in self.cited:
            if cited.hue != before:
                before = cited.hue
                row = QHBoxLayout()
                row.addWidget(Swatch(cited.who, cited.hue))
                row.addWidget(Text(f"{cited.who} · {cited.level}", "strong"), 1)
                self._people.addSpacing(6)
                self._people.addLayout(row)
            words = citation_words(cited.citation, dispute.submission.evidence)
            link = Button(shorten(words, 60), "link")
            link.let_elide()
            link.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            link.setToolTip(words)
            link.setAccessibleName(f"{cited.who} cites {words}")
            link.clicked.connect(lambda _on=False, c=cited.citation: self.jump(c))
            self._people.addWidget(link)
            self.links.append(link)
        silent = [v.reviewer for v in dispute.voices if not v.citations]
        if silent:
            self._people.addSpacing(10)
            self._people.addWidget(Text(f"No citation from {', '.join(silent)}.", "third", wrap=True))
        self._people.addStretch(1)

    # --- items -------------------------------------------------------------------------------------------------------

    def jump(self, citation: Citation) -> None:
        """Go to a citation's place."""
        dispute = self.dispute
        item = next((i for i in dispute.submission.evidence if i.id == citation.item), None) if dispute else None
        if item is None:
            self.said.emit("That citation names a file that is not in this submission.", "caution")
            return
        self._jump = citation
        if item.id == self._item and self.viewer is not None:
            self._go()
        else:
            rows = [i.id for i in dispute.submission.evidence] if dispute is not None else []
            self.items.blockSignals(True)
            self.items.setCurrentRow(rows.index(item.id))
            self.items.blockSignals(False)
            self._show_item(item)

    def _picked(self, row: int) -> None:
        if self.dispute is not None:
            self._jump = None
            self._show_item(self.dispute.submission.evidence[row])

    def _show_item(self, item: EvidenceItem) -> None:
        self._drop()
        self._item = item.id
        workspace, readers = self._session.workspace, self._session.readers
        if item.id in self._probes:
            self._arrived(item, self._probes[item.id])
            return
        self._waiting.setText("Opening…")
        self._session.tasks.read(
            lambda: readers.probe(workspace.recipe(item)),
            lambda probe: self._arrived(item, probe),
            lambda error: self._refused(item, error),
        )

    def _refused(self, item: EvidenceItem, error: ReviewerError) -> None:
        if self._item == item.id:
            self._waiting.setText(f"{error.message}\n{error.hint}".strip())

    def _arrived(self, item: EvidenceItem, probe: Probe) -> None:
        if self.dispute is None or self._item != item.id or self.viewer is not None:
            return
        self._probes[item.id] = probe
        self._hold(viewer_for(self._material(item, probe)), item, probe)

    def _hold(self, viewer: Viewer, item: EvidenceItem, probe: Probe) -> None:
        self.viewer = viewer
        viewer.said.connect(lambda words: self.said.emit(words, "caution"))
        viewer.cited.connect(self._on_mark)
        viewer.trouble.connect(lambda why: QTimer.singleShot(0, self, lambda: self._in_words(viewer, item, probe, why)))
        self._waiting.hide()
        self._place.addWidget(viewer)
        viewer.show()
        viewer.show_target(None)
        for button in viewer.findChildren(CiteButton):
            button.hide()  # nothing is recorded here
        viewer.show_marks(tuple(c.mark for c in self.cited if c.citation.item == item.id))
        self._go()

    def _in_words(self, viewer: Viewer, item: EvidenceItem, probe: Probe, why: str) -> None:
        if self.viewer is viewer:
            self._drop()
            self._hold(MessageViewer(self._material(item, probe), why), item, probe)

    def _material(self, item: EvidenceItem, probe: Probe) -> Material:
        session = self._session
        return Material(
            item=item,
            probe=probe,
            recipe=lambda: session.workspace.recipe(item),
            open=lambda: session.workspace.evidence(item),
            readers=session.readers,
            tasks=session.tasks,
            slow=self._slow,
            volume=session.settings.volume,
            rate=session.settings.playback_rate,
            strips=session.workspace.strips,
            settings=session.settings,
            read_only=True,
        )

    def _go(self) -> None:
        jump, self._jump = self._jump, None
        if jump is not None and self.viewer is not None and jump.item == self._item:
            self.viewer.go_to(jump.selector)

    def _on_mark(self, mark: CitationId) -> None:
        found = next((c for c in self.cited if c.mark.citation == mark), None)
        if found is not None:
            self.said.emit(f"Cited by {found.who}, who gave {found.level}.", "neutral")
            self.jump(found.citation)

    # --- leaving -----------------------------------------------------------------------------------------------------

    def _drop(self) -> None:
        viewer, self.viewer = self.viewer, None
        if viewer is not None:
            viewer.release()
            self._place.removeWidget(viewer)
            viewer.hide()
            viewer.deleteLater()
        self._waiting.show()

    def release(self) -> None:
        """Let go of everything."""
        self._drop()
        self.dispute, self._item, self._jump = None, None, None
        self._probes = {}

    def _changed(self, changes: Changes) -> None:
        """A privacy hold came while it was open: nothing of it stays in sight."""
        withheld = self._session.workspace.withheld
        if changes.queue and self.dispute and any(i.sha256 in withheld for i in self.dispute.submission.evidence):
            self.close_evidence()

    def close_evidence(self) -> None:
        """Back to the disagreement."""
        self.release()
        self.closed.emit()
