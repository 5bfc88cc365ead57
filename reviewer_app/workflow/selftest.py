"""The self-test: does every part of an installed or built program work on this computer?

What needs Qt runs in a child process (``--window-check``), so that a library that is missing or hangs there is one
failed part and not the end of the test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from reviewer_app import paths
from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job

WINDOW_CHECK = "--window-check"
WINDOW_SECONDS = 60
SHIPPED_PROGRAMS = 5
WORDS = "Reviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part that was tried: ``detail`` says what it did, or why it failed."""

    name: str
    passed: bool
    detail: str
    seconds: float


class _Failed(Exception):
    """A part does not do what it should."""


def self_test(job: Job) -> tuple[Part, ...]:
    """Try every part in a throw-away folder; never raises for a part that fails."""
    parts: list[Part] = []
    with tempfile.TemporaryDirectory(prefix="reviewer-self-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for count, (part, check) in enumerate(_CHECKS.items()):
            job.report(count, len(_CHECKS) + 1, part)
            parts.append(_try(part, partial(check, folder)))
        job.report(len(_CHECKS), len(_CHECKS) + 1, "window")
        parts += _window(folder)
    return tuple(parts)


def _try(name: str, check: Callable[[], str]) -> Part:
    began = time.monotonic()
    try:
        passed, detail = True, check()
    except _Failed as failure:
        passed, detail = False, str(failure)
    except ReviewerError as error:
        passed, detail = False, f"{error.message} {error.hint}".strip()
    except Exception as error:  # noqa: BLE001 - whatever a broken library raises is the finding
        passed, detail = False, f"{type(error).__name__}: {error}"
    return Part(name=name, passed=passed, detail=detail, seconds=round(time.monotonic() - began, 3))


def _must(right: bool, otherwise: str) -> None:
    if not right:
        raise _Failed(otherwise)


# ------------------------------------------------------------------------------------------------------------ the parts
def _files(_: Path) -> str:
    import tomllib

    themes = sorted((paths.resources() / "themes").glob("*.toml"))
    _must(len(themes) >= 2, "The themes are missing.")
    for theme in themes:
        tomllib.loads(theme.read_text("utf-8"))
    fonts = [p for p in (paths.resources() / "fonts").iterdir() if p.suffix in {".ttf", ".otf"}]
    _must(bool(fonts), "The fonts are missing.")
    return f"{len(themes)} themes, {len(fonts)} font files"


def _schemas(_: Path) -> str:
    found = sorted((paths.resources() / "schemas").glob("*.json"))
    _must(bool(found), "The schemas are missing.")
    for path in found:
        schema = json.loads(path.read_text("utf-8"))
        _must("$schema" in schema, f"{path.name} is no JSON Schema.")
    return f"{len(found)} schemas"


def _programs(_: Path) -> str:
    from reviewer_app.bundles.library import ProgramLibrary

    shelf = ProgramLibrary([paths.rubrics()]).shelf()
    _must(not shelf.problems, " ".join(f"{p.where}: {p.message}" for p in shelf.problems))
    _must(len(shelf.programs) >= SHIPPED_PROGRAMS, f"Only {len(shelf.programs)} programs are there.")
    return ", ".join(f"{loaded.ref.id} {loaded.ref.version}" for loaded in shelf.programs)


def _database(folder: Path) -> str:
    from reviewer_app.workspace import Workspace

    with Workspace.create(folder / "workspace", name="Self-test") as made:
        key = made.key_id
    with Workspace.open(folder / "workspace") as opened:
        _must(opened.key_id == key, "What was written is not what was read.")
    return "made, closed and opened again"


def _signing(folder: Path) -> str:
    from reviewer_app.bundles.signature import Signer, verify_signatures

    Signer.create(folder / "key", "Self-test", "a passphrase")
    signer = Signer.load(folder / "key", "a passphrase")
    said = b'{"said":"self-test"}'
    key, problems = verify_signatures(said, signer.dsse(said), signer.sshsig(said))
    _must(key is not None and key.raw == signer.public.raw, " ".join(p.message for p in problems))
    forged, _ = verify_signatures(said + b" ", signer.dsse(said), signer.sshsig(said))
    _must(forged is None, "A forged statement was accepted.")
    return "signed and verified; a forged statement was refused"


def _clip(folder: Path) -> Path:
    from reviewer_app.evidence.testcard import write_clip

    path = folder / "clip.mp4"
    return path if path.exists() else write_clip(path, seconds=2.0)


def _codecs(folder: Path) -> str:
    from reviewer_app.evidence.vault import Recipe
    from reviewer_app.evidence.worker import Readers

    clip = _clip(folder)
    recipe = Recipe(path=str(clip), size=clip.stat().st_size, sha256="")
    with Readers() as readers:
        probe = readers.probe(recipe)
        _must(probe.has_video and probe.has_audio, " ".join(p.message for p in probe.problems) or "It is no video.")
        frame = readers.frame(recipe, 1000)
        _must((frame.full_width, frame.full_height) == (160, 90), "The frame has another size than was written.")
        grey, wanted = sum(frame.rgb) / len(frame.rgb), 125
        _must(abs(grey - wanted) < 12, f"The frame at one second is of grey {grey:.0f} instead of {wanted}.")
    return f"{probe.video_codec} and {probe.audio_codec} written and read"


def _pages(folder: Path) -> str:
    from reviewer_app.evidence.testcard import tiny_pdf
    from reviewer_app.evidence.vault import Recipe
    from reviewer_app.evidence.worker import Readers

    path = folder / "page.pdf"
    path.write_bytes(tiny_pdf(WORDS))
    recipe = Recipe(path=str(path), size=path.stat().st_size, sha256="")
    with Readers() as readers:
        page = readers.page(recipe, 1, 400)
        corner, last = page.rgb[(page.height - 1) * page.width * 3], page.rgb[-1]
        _must(corner < 64 and last > 192, "The page was drawn wrongly.")
        words = [word.text for word in readers.words(recipe, 1)]
        _must(words == [WORDS], f"The page reads {words}.")
    return f"a page drawn {page.width} x {page.height}, its text read"


def _faces(_: Path) -> str:
    from reviewer_app.evidence.values import Picture
    from reviewer_app.evidence.worker import Readers

    grey = Picture(width=320, height=240, rgb=bytes([128]) * (320 * 240 * 3))
    with Readers() as readers:
        _must(readers.faces(grey) == (), "Faces were found where there are none.")
    return "the finder is there and looked at a picture"


def _captions(folder: Path) -> str:
    from reviewer_app.evidence.vault import Recipe
    from reviewer_app.evidence.worker import Readers

    beside = folder / "clip.srt"
    beside.write_text(f"1\n00:00:00,500 --> 00:00:01,500\n{WORDS}\n", encoding="utf-8")
    files = [Recipe(path=str(path), size=path.stat().st_size, sha256="") for path in (_clip(folder), beside)]
    with Readers() as readers:
        found = readers.captions(*files)
    said = [(cue.start_ms, cue.text) for track in found.tracks for cue in track.cues]
    _must(said == [(500, WORDS)], f"The captions read {said}.")
    return "captions beside a clip read"


def _dictionary(_: Path) -> str:
    from reviewer_app.workflow.spelling import LANGUAGES, Speller

    for name in sorted(set(LANGUAGES.values())):
        wrong = Speller(paths.resources() / "dictionaries" / name).wrong(("family", "plans", "conferense"))
        _must(wrong == {"conferense"}, f"{name} marks {', '.join(sorted(wrong)) or 'nothing'}.")
    return ", ".join(sorted(set(LANGUAGES.values())))


def _codes(_: Path) -> str:
    import numpy

    from reviewer_app.sync import qr

    text = qr.transfer(WORDS.encode()).frame(0)
    modules = numpy.pad(numpy.array(qr.matrix(text), dtype=bool), 4)
    picture = numpy.where(modules, 0, 255).astype(numpy.uint8).repeat(6, 0).repeat(6, 1)
    _must(qr.read_picture(picture) == (text,), "A code that was made could not be read.")
    return "a code made and read"


_CHECKS: dict[str, Callable[[Path], str]] = {
    "files": _files,
    "schemas": _schemas,
    "programs": _programs,
    "database": _database,
    "signing": _signing,
    "codecs": _codecs,
    "pages": _pages,
    "faces": _faces,
    "captions": _captions,
    "spelling": _dictionary,
    "codes": _codes,
}


# ----------------------------------------------------------------------------------------------------------- the window
def _window(folder: Path) -> Iterator[Part]:
    """What the window's part of the program finds out about itself, in a child process."""
    began = time.monotonic()
    try:
        found = _ask_window(_clip(folder))
        yield from (Part(**each) for each in found)
    except (OSError, subprocess.SubprocessError, ValueError, TypeError, ImportError) as error:
        detail = f"The window's part stopped: {_reason(error)}"
        yield Part(name="window", passed=False, detail=detail, seconds=round(time.monotonic() - began, 3))


def _ask_window(clip: Path) -> list[dict[str, Any]]:
    command = [sys.executable, *([] if paths.is_built() else ["-m", "reviewer_app"]), WINDOW_CHECK, str(clip)]
    environment = dict(os.environ)
    if not paths.is_built():
        environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    run = subprocess.run(
        command, capture_output=True, env=environment, timeout=WINDOW_SECONDS, check=True, stdin=subprocess.DEVNULL
    )
    found = json.loads(run.stdout.decode("utf-8").splitlines()[-1])
    if not isinstance(found, list) or not found:
        raise ValueError("it said nothing")
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"no answer within {WINDOW_SECONDS} seconds."
    if isinstance(error, subprocess.CalledProcessError):
        last = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
        return f"exit {error.returncode}, {last[0]}"
    return f"{type(error).__name__}: {error}"
