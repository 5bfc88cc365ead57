"""A strip under the top bar: that a submission is held, or what kind of review this is. Never in the way."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from reviewer_app.ui.review.state import ReviewState
from reviewer_app.ui.widgets.labels import Pill, Text


class Banner(QFrame):
    """One line in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._shown: object = None
        self.sign = Pill("", "accent")
        self.words = Text("", "second", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(10)
        row.addWidget(self.sign)
        row.addWidget(self.words, 1)
        self.setVisible(False)

    def render_banner(self, state: ReviewState) -> None:
        """Show why it is held, else what kind of review it is."""
        wanted = (state.hold, state.banner, state.why)
        self.setVisible(state.hold is not None or state.banner is not None)
        if wanted == self._shown:
            return
        self._shown = wanted
        if state.hold is not None:
            self._say(state.hold.title, state.hold.text, "bad" if state.hold.hides else "caution")
        elif state.banner is not None:
            title, _, rest = state.banner.text.partition(": ")
            self._say(title, " ".join((rest[:1].upper() + rest[1:], *state.why)), state.banner.tone)

    def _say(self, title: str, words: str, tone: str) -> None:
        self.sign.set(title, tone)
        self.words.setText(words.strip())
        self.setAccessibleName(f"{title}. {words}".strip())
