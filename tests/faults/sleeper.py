"""The real program on a real workspace, with half a comment typed and the video playing; to be put to sleep.

Says ``ready``, goes on when a line comes, types the rest, leaves in order and says how it ended.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.ui import theme
from tests import screens
from tests.ui_review.material import SID, VIDEO


def main(root: Path) -> None:
    """Until a line comes it only runs."""
    app = QApplication([])
    theme.load_fonts()
    stage = screens.Stage(root, root.parent, "light", screens.FULL)
    stage.ready()
    stage.shell.open_review(str(SID))
    review = stage.shell.review
    assert review is not None
    stage.until(lambda: VIDEO in review.stage.viewers and review.rubric.active_card is not None, "the video")
    stage.rest()
    QTest.keyClick(review, Qt.Key.Key_3)
    stage.rest()
    review.stage.viewers[VIDEO].key("play")
    body = review.rubric.active_card.body  # type: ignore[union-attr]
    assert body is not None
    body.comment.setFocus()
    QTest.keyClicks(body.comment, "Half a sen")
    woken = threading.Event()

    def wait() -> None:
        sys.stdin.readline()
        woken.set()

    threading.Thread(target=wait, daemon=True).start()
    os.write(1, b"ready\n")
    stage.until(woken.is_set, "being woken")
    stage.rest()
    body.comment.setFocus()
    QTest.keyClicks(body.comment, "tence")
    stage.rest()
    stage.close()
    os.write(1, b"ended\n")
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
