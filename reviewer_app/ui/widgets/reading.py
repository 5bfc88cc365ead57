"""Text to read: help and program definitions, in the theme's colours and at the chosen size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtWidgets import QTextBrowser

from reviewer_app.ui import theme

_SHEET = """
body {{ color: {ink}; }}
h1 {{ font-size: {h1}px; font-weight: 700; margin: 0 0 10px 0; }}
h2 {{ font-size: {h2}px; font-weight: 600; margin: 20px 0 6px 0; }}
h3 {{ font-size: {h3}px; font-weight: 600; margin: 14px 0 4px 0; }}
p, li {{ font-size: {body}px; line-height: 145%; }}
ul {{ margin-left: -14px; }}
li {{ margin-bottom: 2px; }}
a {{ color: {accent}; text-decoration: none; }}
code {{ font-family: "DejaVu Sans Mono"; font-size: {code}px; background: {neutral_soft}; }}
pre {{ font-family: "DejaVu Sans Mono"; font-size: {code}px; background: {neutral_soft}; margin: 8px 0; }}
th {{ font-size: {code}px; color: {ink2}; font-weight: 600; text-align: left; padding: 4px 14px 4px 0; }}
td {{ font-size: {body}px; padding: 4px 14px 4px 0; }}
.quiet {{ color: {ink2}; }}
td.note {{ background: {caution_soft}; color: {ink}; padding: 8px 12px; }}
.level {{ color: {accent}; font-weight: 600; }}
"""


class Reading(QTextBrowser):
    """Shows HTML that this program made itself; nothing is ever fetched, links are handed out by ``anchorClicked``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._html = ""
        self.setProperty("role", "reading")
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(4)

    def show_html(self, html: str) -> None:
        """Show a text from its beginning."""
        self._html = html
        roles = theme.current().roles
        sizes = {"h1": theme.px(20), "h2": theme.px(15), "h3": theme.px(14), "body": theme.px(14), "code": theme.px(12)}
        self.document().setDefaultStyleSheet(_SHEET.format(**roles, **sizes))
        self.setHtml(html)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is loaded from anywhere."""
        return None

    def changeEvent(self, event: QEvent) -> None:
        """The same text in the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._html:
            place = self.verticalScrollBar().value()
            self.show_html(self._html)
            self.verticalScrollBar().setValue(place)
