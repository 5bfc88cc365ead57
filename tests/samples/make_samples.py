"""Make the samples in ``resources/sample``: ``python tests/samples/make_samples.py [FOLDER]``.

The results are committed; this runs only when a text, picture or scene is changed. Narration is spoken by espeak-ng,
whose recordings are kept in ``narration/`` (delete one there to have it spoken anew).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.samples import charts, clips, documents, photos, scene

OUT = Path(__file__).parents[2] / "resources" / "sample"
SUBMISSIONS = Path(__file__).parent / "submissions"

Maker = Callable[[Path], None]


def _write(dest: Path, content: str) -> None:
    dest.write_text(content, encoding="utf-8", newline="\n")


def _word(name: str, **pictures: bytes) -> Maker:
    return lambda dest: documents.docx(name, dest, pictures)


def _pdf(name: str) -> Maker:
    return lambda dest: documents.pdf(name, dest)


def _text(name: str) -> Maker:
    return lambda dest: _write(dest, documents.words(name))


def _photo(sheet: Callable[[], photos.Sheet], turned: bool = False) -> Maker:
    return lambda dest: sheet().photo(dest, turned=turned)


def _lines(seed: int, *texts: str, turned: bool = False) -> Maker:
    return _photo(lambda: photos.lines(seed, texts), turned)


def _page(title: str, *facts: str) -> Maker:
    """A saved web page."""
    body = "".join(f"<p>{fact}</p>" for fact in facts)
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>\n"
    return lambda dest: _write(dest, html)


FILES: dict[str, dict[str, Maker]] = {
    "R-0417": {
        "conference.mp4": lambda dest: clips.clip("conference", scene.CONFERENCE, dest),
        "call-week-3.m4a": lambda dest: clips.recording("call", dest),
        "reflection.docx": _word("r0417-reflection", fraction=photos.fraction().png()),
        "student-work-1.jpg": _photo(photos.fraction),
        "student-work-2.jpg": _lines(
            5,
            "Reading log   Student 1",
            "Mon  20 min  with my brother",
            "Tue  choir",
            "Wed  25 min, grandma asked me why",
            "Thu  15 min + photo of problem 3",
            "",
            "What I noticed: when I read it in Spanish",
            "first I know what the question wants.",
            turned=True,
        ),
        "survey.pdf": charts.survey,
    },
    "R-0421": {
        "reflection.docx": _word("r0421-reflection"),
        "participation-notes.jpg": _lines(
            4,
            "Week of Oct 12      one voice please:",
            "M  II     T  III    W  I    Th  IIII    F  I",
            "to: S4 IIII  S7 II  S11 II  S15 I  others II",
            "",
            "candle reading, S9: the moon was lonely so it",
            "followed her home",
            "call-in: 17 of 19 spoke!  (before: 8)",
        ),
    },
    "R-0422": {
        "reflection.docx": _word("r0422-reflection"),
        "exit-notes-1.jpg": _lines(
            6,
            "What did you hear that you had not thought of?",
            "",
            "That the book was written by somebody and",
            "that person decided what is in it. I thought",
            "books were just there.",
            "",
            "Student 9 asked a good question.",
        ),
        "exit-notes-2.jpg": _lines(
            10,
            "What did you hear that you had not thought of?",
            "",
            "I'd rather not talk about it in school when it",
            "is in the news. Other days ok.",
            "",
            "My uncle lived on that street.",
        ),
    },
    "R-0428": {
        "reflection.docx": _word("r0428-reflection"),
        "system-map.jpg": _photo(photos.system_map),
        "tally.pdf": charts.tally,
    },
    "R-0430": {
        "screenshot.png": photos.screenshot,
        "saved-page.html": _page(
            "Missed Tuesday? Reading the graph of a falling object",
            "Address: https://class.example/physics-1/missed-tuesday",
            "Length 2:58, captions on. Views: 6. Published Tuesday, 4:12 pm.",
            "Watch it, pause at the question, write your answer, then go on. There is an exit question on Wednesday.",
        ),
    },
    "R-0433": {
        "reflection.pdf": _pdf("r0433-reflection"),
        "voice-message.m4a": lambda dest: clips.recording("father", dest),
    },
    "R-0436": {
        "reflection.pdf": _pdf("r0436-reflection"),
        "walk-notes.jpg": _lines(
            9,
            "Monday walk   Sept 28",
            "- leak above locker 212 (since spring!)",
            "- gym door does not close, heat goes out",
            "- 2nd floor north: done, and done well",
            "",
            "agreed: look first, then talk.",
            "next: Oct 5, two more want to come",
        ),
    },
    "R-0440": {
        "reflection.docx": _word("r0440-reflection"),
        "class-notes.jpg": _lines(
            13,
            "Is there a place for you in the first 10 min?",
            "yes 22    no 3",
            "",
            "you can be wrong on paper first",
            "i never knew that [S11] is funny",
            "takes too long on lab days",
            "my partner says it back better than i said it",
        ),
    },
    "R-0443": {
        "audit.docx": _word("r0443-audit"),
        "organizer.pdf": _pdf("r0443-organizer"),
    },
    "R-0445": {
        "essay.pdf": _pdf("r0445-essay"),
        "lesson-plan.pdf": charts.lesson_plan,
        "word-bank.jpg": _lines(
            12,
            "word bank (ours)",
            "step - escalón - pla        jump - salto",
            "round up - always to the next whole one",
            "end point: does it belong? filled = yes",
            "waste - sobras",
            "so that - para que",
            "because if not, then ...",
        ),
        "student-2-staircase.jpg": _photo(photos.staircase),
        "student-7-table.jpg": _lines(
            11,
            "tiles needed 47    box = 6",
            "boxes:  7 -> 42   not enough",
            "        8 -> 48   one left over",
            "",
            "rule: always round UP, even if only 1 more.",
            "It jumps because you can't buy a piece of a box.",
            "Who pays for the 1? I think who orders.",
        ),
    },
    "R-0447": {
        "feedback.mp4": lambda dest: clips.clip("feedback", scene.LESSON, dest),
        "reflection.docx": _word("r0447-reflection"),
        "student-3-first.jpg": _lines(
            15,
            "The pond   first draft   Student 3",
            "",
            "The pond is getting worse because it looks",
            "worse. It is green and it smells.",
        ),
        "student-3-second.jpg": _lines(
            18,
            "The pond   second draft   Student 3",
            "",
            "The pond is mostly getting worse. Oxygen fell",
            "from 8.1 to 6.9 mg/L in four of six tests.",
            "In May and June it rose, so it is not all worse.",
            "It may be because of the rain then.",
            turned=True,
        ),
        "student-8-second.jpg": _lines(
            16,
            "The pond   second draft   Student 8",
            "",
            "The pond is getting better because the fish",
            "count was 112 in 2019.",
        ),
        "checklist.md": _text("r0447-checklist"),
    },
}


def make(out: Path) -> None:
    """Every folder with its ``submission.yaml`` and files."""
    for name, makers in FILES.items():
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SUBMISSIONS / f"{name}.yaml", folder / "submission.yaml")
        for file, maker in makers.items():
            maker(folder / file)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
