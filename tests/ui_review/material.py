"""Real evidence made on the spot: a clip with its frame number burnt in, documents, a photo; and a case to score."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw

from reviewer_app import paths
from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.workflow import intake, keyring, packing
from reviewer_app.workspace import Workspace
from tests.builders import FixedClock
from tests.evidence import made

BITS = 14
CELL = 20  # pixels of a bit of the burnt-in code, in a picture 320 wide
SID = SubmissionId("R-0417")
VIDEO, AUDIO, REFLECTION, PHOTO, SURVEY = (ItemId(f"000{n}") for n in range(1, 6))
EMOJI_LINE = "A parent wrote 👩‍👧 “gracias 🙏” and we both café-talked about it."

REFLECTION_TEXT = (
    "Before the conference I assumed the family did not want to be contacted during the week.",
    "When I asked instead of assuming, Ms. — told me that texts after 6 pm were the only thing that worked. I rewrote "
    "our contact plan with her and tried it for three weeks. Looking back, my own school experience had shaped what I "
    "took “involvement” to mean. The survey in the appendix shows that 19 of 22 families now prefer a short text.",
    EMOJI_LINE,
    "What I would do differently: ask in September, ask everybody, and write down what each family says in its words.",
)


CAPTIONS = """1
00:00:00,000 --> 00:00:01,900
Thank you for coming in today.

2
00:00:02,000 --> 00:00:03,900
…so what would help at home this week?

3
00:00:04,000 --> 00:00:06,000
A text after six. That is when we are all at home, and somebody can read it to her grandmother.
"""


def scene(width: int, height: int) -> Image.Image:
    """Three people at a table, as shapes."""
    top, low = np.array([92, 114, 104]), np.array([176, 160, 128])
    shade = np.linspace(0, 1, height)[:, None, None] * 0.7 + np.linspace(0, 1, width)[None, :, None] * 0.3
    picture = Image.fromarray((top + (low - top) * shade).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for x, y, w in ((0.17, 0.34, 0.12), (0.38, 0.40, 0.10), (0.66, 0.30, 0.14)):
        box = (x * width, y * height, (x + w) * width, 0.76 * height)
        draw.rounded_rectangle(box, radius=w * width / 2.2, fill=(66, 80, 78))
    return picture


def write_clip(path: Path, frames: int, fps: int, *, width: int = 320, height: int = 180, code: bool = True) -> Path:
    """A clip whose frames carry their number as a row of light and dark squares; with a tone that swells."""
    import av

    base = np.asarray(scene(width, height))
    cell = CELL * width // 320
    rate = 16_000
    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "g": "50"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio: Any = out.add_stream("aac", rate=rate, layout="mono")
        for number in range(frames):
            picture = base.copy()
            for bit in range(BITS if code else 0):
                picture[:cell, bit * cell : (bit + 1) * cell] = 235 if number >> bit & 1 else 20
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        _write_tone(out, audio, frames / fps, rate)
    return path


def _write_tone(out: Any, audio: Any, seconds: float, rate: int) -> None:
    import av

    for start in range(0, round(seconds * rate), 1024):
        times = np.arange(start, start + 1024, dtype=np.float32) / rate
        loud = 0.1 + 0.4 * np.abs(np.sin(times * 0.7) * np.sin(times * 2.3))
        sound = av.AudioFrame.from_ndarray(
            (loud * np.sin(2 * np.pi * 220 * times)).astype(np.float32)[None, :], format="fltp", layout="mono"
        )
        sound.sample_rate, sound.pts = rate, start
        out.mux(audio.encode(sound))
    out.mux(audio.encode(None))


def write_sound(path: Path, seconds: float) -> Path:
    """A recording without a picture."""
    import av

    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream("aac", rate=16_000, layout="mono")
        _write_tone(out, stream, seconds, 16_000)
    return path


def write_docx(path: Path) -> Path:
    """A reflection in Word."""
    from docx import Document

    document: Any = Document()
    document.add_heading("Reflection", 1)
    for paragraph in REFLECTION_TEXT:
        document.add_paragraph(paragraph)
    for n in range(1, 9):
        document.add_paragraph(f"Week {n}: what was tried, who was asked, and what they said about it. " * 3)
    document.save(str(path))
    return path


def write_pdf(path: Path, pages: int = 3) -> Path:
    """A survey of a few pages."""
    import pymupdf

    document: Any = pymupdf.open()  # type: ignore[no-untyped-call]
    for number in range(1, pages + 1):
        page = document.new_page(width=595, height=842)
        page.insert_text((60, 80), f"Survey results, page {number}", fontsize=20)
        for line in range(24):
            words = f"Question {number}.{line + 1}: how would you like to hear from us? {line + 3} of 22 said by text."
            page.insert_text((60, 120 + line * 26), words, fontsize=11)
    document.save(str(path))
    document.close()
    return path


def write_photo(path: Path) -> Path:
    """Student work, as a photo."""
    picture = Image.new("RGB", (1200, 900), (226, 210, 178))
    draw = ImageDraw.Draw(picture)
    for n in range(12):
        draw.line((120, 120 + n * 60, 1080 - (n % 3) * 120, 126 + n * 60), fill=(70, 80, 110), width=5)
    draw.ellipse((780, 560, 1060, 820), outline=(160, 70, 60), width=10)
    picture.save(path, quality=88)
    return path


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a case is made of."""

    video_frames: int = 150
    video_fps: int = 25
    video_size: tuple[int, int] = (320, 180)
    code: bool = True  # the frame number is burnt in
    audio_seconds: float = 6.0
    component: str = "partnerships"
    attempt: int = 2
    broken: bool = False
    hostile: bool = False
    only: tuple[str, ...] = ()
    pass_feedback: bool = False
    captions: bool = False


def program_yaml(recipe: Recipe) -> str:
    """The shipped micro-courses program with its third course as one component."""
    shipped = next(paths.rubrics().glob("crt-micro-courses-*.yaml")).read_text(encoding="utf-8")
    data = yaml.safe_load(shipped)
    data |= {"id": "crt-partnerships", "title": "CRT Partnerships", "short_title": "CRT Partnerships", "version": "2.1"}
    indicators = [i | {"id": str(i["id"])} for i in data["indicators"]]
    data["indicators"] = [i for i in indicators if i["id"].startswith("3.")]
    for indicator in data["indicators"]:
        indicator["alignment"] = [a | {"code": str(a["code"])} for a in indicator["alignment"]]
    wants = [
        {"id": "all", "title": "Evidence", "kinds": ["video", "audio", "document", "text", "image", "pdf", "other"]}
    ]
    data["components"] = [
        {"id": "partnerships", "title": "Micro-Course 3 · Partnerships", "kind": "course", "requirements": wants},
        {"id": "look", "title": "One look", "kind": "challenge", "indicators": ["3.1"], "review": "quick"}
        | {"requirements": wants},
        {"id": "intent", "title": "Intent", "kind": "intent", "review": "formative", "requirements": wants},
    ]
    data["rules"] = {
        "pass_rule": {"rule": "all_at_least", "level": 3},
        "resubmission": {"redo": "all", "attempts": 3, "sees_earlier": True},
        "feedback": {"each_unmet": not recipe.pass_feedback},
    }
    data["awards"] = [
        {"id": "credit", "title": "Credit", "kind": "course"}
        | {"requires": {"need": "component_met", "component": "partnerships"}}
    ]
    data["feedback"] = {
        "outcome_met": "Demonstrated",
        "snippets": [
            {"title": "Strong evidence", "text": "The evidence for {indicator} is clear, especially here:"},
            {"title": "Whose plan is it", "indicator": "3.2", "text": "Show where the family changed the plan."},
        ],
    }
    data["approval"] = {"status": "approved", "by": "Sample Program Committee", "on": "2026-07-01"}
    data.pop("sections", None)
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}" for key, value in data.items())
    return "\n".join(lines) + "\n"


_MADE: dict[tuple[str, Recipe], Path] = {}


def _once(make: Callable[[Path], object], name: str, recipe: Recipe, wanted: Path) -> None:
    """Made once in a run, then copied: encoding is slow."""
    key = (
        name,
        replace(
            recipe, component="", attempt=0, broken=False, hostile=False, only=(), pass_feedback=False, captions=False
        ),
    )
    if key not in _MADE:
        if not _MADE:
            atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
        folder = _HOME / str(len(_MADE))
        folder.mkdir(parents=True)
        make(folder / name)
        _MADE[key] = folder / name
    shutil.copyfile(_MADE[key], wanted)


_HOME = Path(tempfile.gettempdir()) / f"reviewer-material-{os.getpid()}"


def make_files(folder: Path, recipe: Recipe) -> list[dict[str, str]]:
    """The evidence files and what submission.yaml says of them; names that must never be seen."""
    width, height = recipe.video_size

    def video(path: Path) -> Path:
        size = {"width": width, "height": height}
        return write_clip(path, recipe.video_frames, recipe.video_fps, code=recipe.code, **size)

    makers = {
        "Maria Lopez conference.mp4": ("Family conference", video),
        "Maria Lopez call.m4a": ("Follow-up call", lambda p: write_sound(p, recipe.audio_seconds)),
        "Maria Lopez reflection.docx": ("Reflection", write_docx),
        "IMG_2041.jpg": ("Student work A", write_photo),
        "survey Lopez.pdf": ("Survey results", write_pdf),
    }  # fmt: skip
    found = []
    for name, (title, make) in makers.items():
        if recipe.only and title not in recipe.only:
            continue
        _once(make, name, recipe, folder / name)
        found.append({"file": name, "title": title, "requirement": "all"})
    if recipe.captions:
        (folder / "Lopez.srt").write_text(CAPTIONS, encoding="utf-8")
        found.append({"file": "Lopez.srt", "title": "Family conference, captions", "requirement": "all"})
    if recipe.broken:
        (folder / "broken.mp4").write_bytes(np.random.default_rng(7).bytes(40_000))
        found.append({"file": "broken.mp4", "title": "Second lesson", "requirement": "all", "kind": "video"})
    if recipe.hostile:
        for name, (title, data) in hostile_files(folder).items():
            (folder / name).write_bytes(data)
            found.append({"file": name, "title": title, "requirement": "all"})
    return found


def hostile_files(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Files that can't be shown, one of each sort."""
    whole = write_clip(folder / "whole.mp4", 50, 25).read_bytes()
    (folder / "whole.mp4").unlink()
    return {
        "cut.mp4": ("Cut off", whole[: len(whole) // 2]),
        "noise.mp4": ("Garbage", whole[:32] + np.random.default_rng(3).bytes(60_000)),
        "locked.pdf": ("Locked", made.pdf(("Secret",), password="secret")),
        "huge.png": ("Huge", made.huge_png(60_000, 60_000)),
        "torn.docx": ("Torn", made.docx(made.para("Words"))[:300]),
    }


def make_case(root: Path, recipe: Recipe | None = None, *submissions: str) -> Workspace:
    """A workspace with the case taken in, signed by a trusted office; close it."""
    ws = Workspace.create(root / "ws", name="Reviewer 17", clock=FixedClock())
    take_in(ws, root, recipe or Recipe(), *submissions)
    return ws


def take_in(ws: Workspace, root: Path, recipe: Recipe, *submissions: str) -> None:
    """Make the packages and take them in."""
    (ws.root / "programs" / "crt-partnerships.yaml").write_text(program_yaml(recipe), encoding="utf-8")
    office = Signer.generate("Program Office")
    keyring.trust(ws, office.public.line, "Program Office")
    folder = root / "files"
    folder.mkdir(parents=True)
    evidence = make_files(folder, recipe)
    for sid in submissions or (str(SID),):
        text = {
            "format": 1,
            "id": sid,
            "program": "crt-partnerships",
            "component": recipe.component,
            "candidate": "C-2001",
            "attempt": recipe.attempt,
            "audience": "office",
            "nonce": f"n-{sid}",
            "due": "2026-12-04",
            "evidence": evidence,
            "statements": [
                {"code": "own-work", "text": "Own work", "given": True, "on": "2026-10-01"},
                {"code": "releases", "text": "Releases on file (7)", "given": True, "on": "2026-10-01"},
                {"code": "faces-blurred", "text": "Faces blurred", "given": False},
            ],
        }
        if recipe.attempt > 1:
            text["earlier"] = [
                {
                    "attempt": 1,
                    "outcome": "Not yet",
                    "unmet": ["3.2"],
                    "feedback": "The plan reads as yours. Show where the family changed it.",
                    "decided_on": "2026-10-09",
                }
            ]
        (folder / "submission.yaml").write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
        package = root / f"{sid}.zip"
        packing.pack(folder, package, signer=office, clock=FixedClock(salt=int(sid[2:])), programs=ws.programs)
        result = intake.intake(ws, [package])
        assert result.added == (sid,), result
