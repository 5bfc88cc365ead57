"""Snippets of one's own, and spelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.errors import UsageError
from reviewer_app.workflow.snippets import FILE, OwnSnippet, drop_snippet, fitting, keep_snippet, own_snippets
from reviewer_app.workflow.spelling import keep_word, own_words, speller, words_of
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SID, make_case, make_workspace


def test_own_snippets_are_kept_changed_and_dropped(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        keep_snippet(ws, OwnSnippet(title="Ask first", text="You ask at {time}."))
        keep_snippet(ws, OwnSnippet(title="", text="A text that names itself by its own first words and then goes on."))
        keep_snippet(ws, OwnSnippet(title="Ask early", text="Ask at {time}."), instead_of="Ask first")
        assert [x.title for x in own_snippets(ws)] == ["Ask early", "A text that names itself by its own fir…"]
        with pytest.raises(UsageError):
            keep_snippet(ws, OwnSnippet(title="Empty", text="  "))
    with Workspace.open(tmp_path / "ws") as ws:
        drop_snippet(ws, "Ask early")
        assert len(own_snippets(ws)) == 1


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1}', '[1, {"title": 3, "text": "x"}, {"title": "x", "text": " "}]', "[null]"]
)
def test_a_damaged_file_of_snippets_is_passed_over(tmp_path: Path, text: str) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        (ws.root / FILE).write_text(text)
        assert own_snippets(ws) == ()


def test_what_fits_is_filled_in_own_first(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        from reviewer_app.workflow.scoring import desk

        program = desk(ws, SID).program
        own = (
            OwnSnippet(title="Here", text="See {time}: {level}", indicator=I1),
            OwnSnippet(title="Elsewhere", text="No", indicator=I2),
            OwnSnippet(title="Other program", text="No", program="another"),
        )
        found = fitting(program, I1, own, {"time": "05:31"})
        assert [(x.title, x.text, x.own) for x in found] == [("Here", "See 05:31: …", True)]


def test_misspelt_words_are_found_and_can_be_learnt(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        spell = speller(ws)
        assert spell is not None
        text = "The familys evidense isn’t shown at 05:31 to Ms. Ortegaz, see a@bexample or IEP."
        words = [w for _, w in words_of(text)]
        assert spell.wrong(words) == {"familys", "evidense", "Ortegaz"}
        assert spell.suggest("evidense")[0] == "evidence"
        keep_word(ws, "Ortegaz")
        spell.learn("Ortegaz")
        assert "Ortegaz" not in spell.wrong(words)
        assert own_words(ws) == ("Ortegaz",)
        assert speller(ws, "fi") is None
