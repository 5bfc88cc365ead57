"""A program as a page to read: all of it is there, and nothing of it is taken for markup."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from reviewer_app import paths
from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.ui.programs.page import program_html
from reviewer_app.ui.programs.wording import award_text

SHIPPED = ProgramLibrary([paths.rubrics()])


def test_every_shipped_program_can_be_put_into_words() -> None:
    for loaded in SHIPPED.all():
        program = loaded.program
        html = program_html(program)
        assert html.count("<h3>") >= len(program.indicators)
        assert "never a low score." in html
        assert program.feedback.norms and all(escape(norm) in html for norm in program.feedback.norms)
        assert all(award_text(a, program) for a in program.awards)


def test_what_a_program_says_is_never_taken_for_markup() -> None:
    program = replace(SHIPPED.all()[0].program, title="<img src=x>", description="<b>bold</b>")
    html = program_html(program)
    assert "<img" not in html
    assert "<b>bold" not in html
