"""PDFs that are drawn: the survey of families, a tally sheet, a lesson plan."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from tests.samples.documents import save_pdf

pymupdf: Any = importlib.import_module("pymupdf")
_INK, _SOFT, _BAR, _OTHER = (0.11, 0.15, 0.19), (0.4, 0.45, 0.5), (0.23, 0.43, 0.65), (0.71, 0.45, 0.16)
_MARGIN = 64


def _heading(page: Any, text: str, sub: str) -> None:
    page.insert_text((_MARGIN, 84), text, fontsize=19, fontname="hebo", color=_INK)
    page.insert_text((_MARGIN, 106), sub, fontsize=10.5, fontname="helv", color=_SOFT)


def _bars(page: Any, top: float, rows: tuple[tuple[str, int], ...], most: int, colour: tuple[float, ...]) -> float:
    for number, (label, value) in enumerate(rows):
        y = top + number * 30
        page.insert_text((_MARGIN, y + 13), label, fontsize=10.5, fontname="helv", color=_INK)
        page.draw_rect(pymupdf.Rect(240, y, 240 + 270 * value / most, y + 18), color=None, fill=colour)
        page.insert_text((248 + 270 * value / most, y + 13), str(value), fontsize=10.5, fontname="hebo", color=_INK)
    return top + len(rows) * 30


def _text(page: Any, top: float, paragraphs: tuple[str, ...], size: float = 11) -> float:
    for paragraph in paragraphs:
        box = pymupdf.Rect(_MARGIN, top, page.rect.width - _MARGIN, page.rect.height - _MARGIN)
        left = page.insert_textbox(box, paragraph, fontsize=size, fontname="helv", color=_INK, lineheight=1.45)
        top = page.rect.height - _MARGIN - left + 8
    return top


def survey(dest: Path) -> None:
    """Two pages: how families want to be reached, and what they wrote."""
    document = pymupdf.open()
    page = document.new_page(width=612, height=792)
    _heading(
        page,
        "How should school reach you?",
        "One-question survey, October. 26 families asked, 22 answered. No names were collected.",
    )
    page.insert_text((_MARGIN, 150), "The way you would choose", fontsize=13, fontname="hebo", color=_INK)
    ways = (("Text after 6 pm", 19), ("Text during the day", 1), ("Phone call", 1), ("Paper in the backpack", 1))
    top = _bars(page, 164, ways, 22, _BAR)
    page.insert_text(
        (_MARGIN, top + 34), "The way we had used most until then", fontsize=13, fontname="hebo", color=_INK
    )
    used = (("Phone call during the day", 14), ("Paper in the backpack", 6), ("Text", 2))
    top = _bars(page, top + 48, used, 22, _OTHER)
    _text(
        page,
        top + 26,
        (
            "Four families did not answer. Two of them have no number on file that works. I asked the liaison to "
            "visit "
            "with the question; one answer has come back since and is not counted here.",
            "Languages of the answers: English 9, Spanish 8, Dari 3, Karen 2.",
        ),
    )
    page = document.new_page(width=612, height=792)
    _heading(
        page,
        "What families wrote",
        "All remarks, translated where needed; details that could tell who wrote are left out.",
    )
    _text(
        page,
        140,
        (
            "1.  “I can read a text on the bus. I can't pick up on the line.”",
            "2.  “Please do not only write when something is wrong.”",
            "3.  “My daughter translates the letters. She leaves out what she does not like.”",
            "4.  “A picture of the homework is better than a description.”",
            "5.  “We are three adults at home. Ask all of us.”",
            "6.  “I would like to be asked what my son is good at.”",
            "7.  “Evening, but not during prayer. I can tell you when.”",
            "What I take from this: the time of day is the easy part. Remarks 2, 5 and 6 are about something "
            "else, and I "
            "have not answered them yet.",
        ),
    )
    save_pdf(document, dest)


def tally(dest: Path) -> None:
    """One page: late arrivals by day and bus over four weeks."""
    document = pymupdf.open()
    page = document.new_page(width=612, height=792)
    _heading(
        page,
        "Late arrivals at the window, four weeks",
        "Counted by hand, 8:05 to 8:20. Students are counted, not named.",
    )
    page.insert_text((_MARGIN, 150), "By day", fontsize=13, fontname="hebo", color=_INK)
    top = _bars(
        page, 164, (("Monday", 47), ("Tuesday", 21), ("Wednesday", 19), ("Thursday", 52), ("Friday", 23)), 60, _BAR
    )
    page.insert_text((_MARGIN, top + 34), "By how they came", fontsize=13, fontname="hebo", color=_INK)
    top = _bars(page, top + 48, (("Bus 12", 108), ("Other buses", 17), ("Car", 29), ("On foot", 8)), 120, _OTHER)
    _text(
        page,
        top + 26,
        (
            "Green slips since week 5: Monday 24, Thursday 27. Time at the window on Thursdays: 11 minutes "
            "before, 4 minutes now.",
            "Asked of the driver of bus 12: “On band days I start at the other school. I have said so every year.”",
        ),
    )
    save_pdf(document, dest)


def lesson_plan(dest: Path) -> None:
    """Two pages: the plan of the lesson on step functions."""
    document = pymupdf.open()
    page = document.new_page(width=612, height=792)
    _heading(
        page,
        "Lesson plan: who pays for the waste?",
        "Algebra 1, unit 3 (linear functions and beyond), two periods of 50 minutes",
    )
    _text(
        page,
        140,
        (
            "Goal. Students explain why a rule that “jumps” describes a price better than a straight line, in a "
            "way that somebody "
            "who was absent could follow. One standard; sentence, labeled drawing, worked example with notes, or "
            "recording.",
            "Where it comes from. Contexts were collected from students and families in September. The prepaid "
            "card and the tile "
            "are used with the consent of those who sent them.",
            "Period 1.  (10 min) Three prices for phone cards on the board; students say what they notice. (15) "
            "Alone, then with a "
            "partner: draw what you pay for 1 to 10 weeks. (15) Compare two drawings: a line and a staircase. "
            "Which tells the truth "
            "about week 3 and a half? (10) One line each: what do the ends of a step mean?",
            "Period 2.  (20) A guest who lays tile asks: 47 tiles are needed, boxes hold 6. Who pays for the "
            "rest? (20) Students "
            "choose a context and write the explanation. (10) Partners check with the class standard.",
        ),
    )
    page = document.new_page(width=612, height=792)
    _heading(page, "Support that leaves the thinking to students", "What is there for everybody, and what is not given")
    _text(
        page,
        140,
        (
            "There for everybody: a word bank in three languages, made by students; graph paper and tiles; a "
            "partner of their choice; "
            "time to write before speaking; a recorder.",
            "Not given: the first step, a table to fill in, the word “ceiling”. It is named only after students "
            "have described it.",
            "What I look for: does the explanation say what happens between two whole numbers? Is the end of a "
            "step decided, and is "
            "there a reason? Does the drawing fit the rule?",
            "Results by form (first explanations): sentence 9, labeled drawing 8, worked example 6, recording 4. "
            "All 27 handed in.",
            "Explanation items, difference between English learners and others: 23 points last year, 9 points "
            "this year, same items, "
            "second reader. Groups of fewer than eight are left out.",
        ),
    )
    save_pdf(document, dest)
