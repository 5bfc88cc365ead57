"""What helps to score an indicator, on demand: what to look for, examples of each level; and what others came to."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui.review.state import CardState, PeerScore
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text, section


class GuideBox(QFrame):
    """Description, look-fors, examples per level."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "quote")
        self.setAccessibleName("Look-fors and examples")
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 2, 0, 4)
        self._column.setSpacing(3)

    @staticmethod
    def has(state: CardState) -> bool:
        """Whether there is anything to show."""
        return bool(state.description or state.look_fors or any(x.anchors for x in state.levels))

    def show_card(self, state: CardState) -> None:
        """Show what helps with this card."""
        anchors = tuple((f"{x.value} {x.name}", x.anchors) for x in state.levels if x.anchors)
        wanted = (state.description, state.look_fors, anchors)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._column)
        if state.description:
            self._add(state.description, "second")
        if state.look_fors:
            self._head("Look for")
            for words in state.look_fors:
                self._add(f"• {words}")
        if anchors:
            self._head("Examples")
        for level, examples in anchors:
            self._add(f"{level}: {' / '.join(examples)}", "second")

    def _head(self, words: str) -> None:
        if self._column.count():
            self._column.addSpacing(4)
        self._column.addWidget(section(words))

    def _add(self, words: str, role: str = "") -> None:
        self._column.addWidget(Text(words, role, wrap=True))


class PeersBox(QWidget):
    """The two reviews that are settled, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[PeerScore, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def show_peers(self, peers: tuple[PeerScore, ...]) -> None:
        """Show them."""
        self.setVisible(bool(peers))
        if peers == self._shown:
            return
        self._shown = peers
        clear(self._row)
        for peer in peers:
            box = QFrame()
            box.setProperty("role", "quote")
            box.setAccessibleName(f"{peer.label}: {peer.level}")
            column = QVBoxLayout(box)
            column.setContentsMargins(8, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(Text(peer.label, "small"))
            column.addWidget(Text(peer.level, "strong", wrap=True))
            cited = (
                f"{peer.citations} citation{'' if peer.citations == 1 else 's'}" if peer.citations else "no citation"
            )
            column.addWidget(Text(cited, "third"))
            if peer.feedback:
                column.addWidget(Text(peer.feedback, "second", wrap=True))
            column.addStretch(1)
            self._row.addWidget(box, 1)
