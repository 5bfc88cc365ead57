"""What each person said on a disagreement: level, citations to jump to, comment, what they did not look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui.viewers.places import shorten, where
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.words import many

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import Dispute, Ruling, Voice
    from reviewer_app.domain.citation import Citation
    from reviewer_app.domain.submission import EvidenceItem

_QUOTE = 80


def citation_words(citation: Citation, evidence: Sequence[EvidenceItem], limit: int = _QUOTE) -> str:
    """A citation in a line: a sign for its kind, the item where it isn't a recording, the place, words."""
    item = next((i for i in evidence if i.id == citation.item), None)
    selector = citation.selector
    sign = "▶" if selector.time is not None else "¶" if selector.quote is not None else "▣"
    title = "" if selector.time is not None or item is None else item.title
    quote = f"“{shorten(selector.quote.exact, limit)}”" if selector.quote is not None else ""
    said = shorten(citation.note, limit)
    return " ".join(p for p in (sign, title, where(selector), quote, said) if p)


class VoiceCard(Card):
    """One person's; each citation is a link to its place."""

    citation_asked = Signal(object)  # Citation

    def __init__(
        self, title: str, citations: Sequence[Citation], evidence: Sequence[EvidenceItem], tone: str = ""
    ) -> None:
        super().__init__(tone, margins=10, spacing=2)
        self.setAccessibleName(title)
        self.body.addWidget(Text(title, "strong", wrap=True))
        for citation in citations:
            link = Button(shorten(citation_words(citation, evidence), 56), "link")
            link.let_elide()
            link.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            link.setToolTip(citation_words(citation, evidence, 400))
            link.setAccessibleName(f"Open {citation_words(citation, evidence)}")
            link.clicked.connect(lambda _on=False, c=citation: self.citation_asked.emit(c))
            self.body.addWidget(link)

    def add(self, text: str, role: str = "second") -> None:
        """A line of words."""
        if text:
            self.body.addWidget(Text(text, role, wrap=True))


_MOST = 24  # cards; who comes after is counted


class Voices(QWidget):
    """Everybody's, the master first, the farthest off next; with ``short``, who gave the master's level is counted."""

    citation_asked = Signal(object)  # Citation

    def __init__(self, *, short: bool = False) -> None:
        super().__init__()
        self._short = short
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_dispute(self, dispute: Dispute) -> None:
        """Show this disagreement."""
        clear(self._column)
        evidence = dispute.submission.evidence
        rulings: list[tuple[str, Ruling]] = [("Consensus", r) for r in reversed(dispute.consensus)]
        if dispute.master is not None:
            rulings.append(("Master", dispute.master))
        for name, ruling in rulings[:1] if self._short else rulings:
            card = self._card(f"{name} · {ruling.level}", ruling.citations, evidence)
            card.add(ruling.rationale)
        base = rulings[0][1].level if rulings else None
        apart = [v for v in dispute.voices if v.level != base]
        alike = [v for v in dispute.voices if v.level == base]
        everybody = [*apart, *alike]
        loud = min(len(apart), 2) if self._short else _MOST
        for voice in everybody[:loud]:
            self._voice(voice, evidence)
        for level, count in sorted(Counter(v.level for v in everybody[loud:]).items()):
            self._card(f"{many(count, 'other')} · {level}", (), evidence)

    def _voice(self, voice: Voice, evidence: Sequence[EvidenceItem]) -> None:
        far = abs(voice.off or 0) > 1
        side = {True: " above the master", False: " below the master"}
        off = f" · {abs(voice.off)}{side[voice.off > 0]}" if voice.off and not self._short else ""
        card = self._card(
            f"{voice.reviewer} · {voice.level}{off}{' · late' if voice.late else ''}",
            voice.citations,
            evidence,
            edge=far,
        )
        if not voice.citations and evidence:
            card.add("No citation.", "third")
        card.add(shorten(voice.comment, 160) if self._short else voice.comment)
        if voice.confidence and not self._short:
            card.add(f"Says: {voice.confidence}", "third")
        unseen = [u.words for u in voice.unseen]
        card.add(" ".join(unseen[:1] if self._short else unseen), "third")

    def _card(
        self, title: str, citations: Sequence[Citation], evidence: Sequence[EvidenceItem], *, edge: bool = False
    ) -> VoiceCard:
        card = VoiceCard(title, citations[:2] if self._short else citations, evidence)
        card.setProperty("edge", "bad" if edge else "")
        card.citation_asked.connect(self.citation_asked)
        self._column.addWidget(card)
        return card
