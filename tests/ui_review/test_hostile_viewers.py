"""Each viewer when its file is cut off, built to harm, gone, or its reader dies: it says so, the rest goes on."""

from __future__ import annotations

import io
import os
import signal
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reviewer_app.domain.ids import ItemId
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui.viewers.message import MessageViewer
from tests.evidence import made
from tests.evidence.madeoffice import BOMB
from tests.ui_review.conftest import Hands
from tests.ui_review.material import AUDIO, PHOTO, REFLECTION, SID, SURVEY, VIDEO
from tests.ui_review.still import Bench

pytestmark = [
    pytest.mark.gui,
    pytest.mark.slow,
    pytest.mark.serial,  # a reader's seconds are counted, and readers are stopped and ended
    pytest.mark.skipif(os.name == "nt", reason="signals, and files that are open"),
]
STILL = {"document": REFLECTION, "image": PHOTO, "pdf": SURVEY}
ALL = {**STILL, "video": VIDEO, "audio": AUDIO}


def choose(hands: Hands, item: ItemId) -> Any:
    button = hands.view.evidence.button(item)
    assert button is not None
    hands.click(button)
    hands.until(lambda: item in hands.view.stage.viewers)
    return hands.view.stage.viewers[item]


def end_readers(hands: Hands, how: signal.Signals = signal.SIGKILL) -> None:
    for pid in hands.readers.pids():
        os.kill(pid, how)


def is_read(hands: Hands, item: ItemId) -> bool:
    """Whether a reader has been asked something about an item and has not answered."""
    evidence = next(i for i in hands.desk.submission.evidence if i.id == item)
    return hands.ws.recipe(evidence).path in [child.last for child in tuple(hands.readers._busy)]


def goes_on(hands: Hands, other: ItemId) -> None:
    """Another item opens, and a score is kept."""
    hands.until(lambda: not isinstance(choose(hands, other), MessageViewer))
    hands.view.setFocus()
    hands.key("3")
    assert hands.desk.review.scores and not hands.crashes


@pytest.mark.parametrize("kind", ["image", "pdf"])
def test_a_reader_that_dies_while_it_reads_is_said_in_the_viewer(hands: Hands, kind: str) -> None:
    hands.open()
    item = STILL[kind]
    assert item not in hands.view.stage.viewers
    end_readers(hands, signal.SIGSTOP)
    button = hands.view.evidence.button(item)
    assert button is not None
    button.click()
    hands.until(lambda: item in hands.view.stage.viewers and is_read(hands, item))
    end_readers(hands)
    hands.until(lambda: isinstance(hands.view.stage.viewers.get(item), MessageViewer))
    message: Any = hands.view.stage.viewers[item]
    assert "made its reader stop" in message.words.text() and message.isVisible()
    hands.rest()
    goes_on(hands, REFLECTION)


def test_a_reader_that_dies_while_a_submission_opens_is_said_on_the_stage(hands: Hands) -> None:
    hands.open()
    hands.view.leave()
    hands.rest()
    end_readers(hands, signal.SIGSTOP)
    hands.view.open(SID)
    hands.until(lambda: hands.readers._busy)
    end_readers(hands)
    hands.rest()
    messages: Any = [v for v in hands.view.stage.viewers.values() if isinstance(v, MessageViewer)]
    assert messages and all("made its reader stop" in m.words.text() for m in messages)
    goes_on(hands, PHOTO)


@pytest.mark.parametrize("kind", ALL)
def test_a_file_that_goes_while_it_is_shown_takes_nothing_down_and_is_said(hands: Hands, kind: str) -> None:
    hands.open()
    item = ALL[kind]
    other = PHOTO if item != PHOTO else REFLECTION
    viewer = choose(hands, item)
    hands.rest()
    assert not isinstance(viewer, MessageViewer)
    evidence = next(i for i in hands.desk.submission.evidence if i.id == item)
    os.unlink(hands.ws.recipe(evidence).path)
    end_readers(hands)
    for key in ("Ctrl+=", "PgDown", ".", "Space", "Space"):  # larger, further, a frame on, play and pause
        hands.key(key, viewer)
    assert hands.view.stage.viewers[item].isVisible() and not hands.crashes
    hands.view.leave()
    hands.rest().open()
    choose(hands, item)
    hands.until(lambda: isinstance(hands.view.stage.viewers.get(item), MessageViewer))
    again: Any = hands.view.stage.viewers[item]
    assert "missing" in again.words.text(), again.words.text()
    assert next(r for r in hands.state.items if r.id == item).bad
    goes_on(hands, other)


def sound() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(16_000))
    return target.getvalue()


def jpeg() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((600, 400), 90).save(target, "JPEG")
    return target.getvalue()


def entities() -> bytes:
    return made.docx("x", **{"word/document.xml": BOMB + "<x>&c;</x>"})


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "pdf cut off": ("a.pdf", lambda: made.pdf(("one", "two"))[:200], "This PDF was damaged"),
    "document cut off": ("a.docx", lambda: made.docx(made.para("Words"))[:300], "damaged and can't be opened"),
    "picture cut off": ("a.jpg", lambda: jpeg()[:200], "damaged and can't be shown"),
    "video cut off": ("a.mp4", lambda: made.clip(30)[:2_000], "cut off"),
    "sound cut off": ("a.wav", lambda: sound()[:30], "damaged and can't be played"),
    "text that is empty": ("a.txt", lambda: b"", "empty"),
    "pdf bomb": ("a.pdf", made.nested_pdf, "longer than 2.5 seconds"),
    "document bomb": ("a.docx", entities, "unpacks to more than is allowed"),
    "picture bomb": ("a.png", lambda: made.huge_png(60_000, 60_000), "more memory than is allowed"),
    "text bomb": ("a.txt", lambda: b"line\n" * 3_000_000, "Only the first"),
}


def told(viewer: Any) -> str:
    """What a viewer says of its file."""
    if isinstance(viewer, MessageViewer):
        return str(viewer.words.text())
    notes = getattr(viewer, "notes", None)
    words = [str(problem.message) for problem in viewer.material.probe.problems]
    strip = getattr(viewer, "strip", None)
    if strip is not None:
        words.append(str(strip.feed.trouble(1) or ""))
    return " ".join(words) + str(getattr(notes, "text", lambda: "")())


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_says_what_is_wrong_and_the_next_opens(bench: Bench, tmp_path: Path, case: str) -> None:
    name, make, words = FILES[case]
    bench.readers.close()
    bench.readers = Readers(seconds=2.5) if case == "pdf bomb" else Readers()
    bad, good = tmp_path / name, tmp_path / "good.png"
    bad.write_bytes(make())
    good.write_bytes(made.picture("PNG"))
    viewer = bench.show(bad)
    troubles: list[str] = []
    viewer.trouble.connect(troubles.append)
    bench.until(lambda: words in told(viewer) + " ".join(troubles), 20_000)
    bench.rest()
    assert viewer.isVisible() and not bench.crashes
    fine = bench.show(good)
    bench.until(lambda: fine._item.dots)
