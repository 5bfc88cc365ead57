"""What must stay hidden: scores in reasons, evidence under a privacy hold, letters that may not go out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.submission import Purpose
from reviewer_app.evidence.worker import Readers
from reviewer_app.workflow import deciding, holding, releasing, scoring, search, settling, snippets
from reviewer_app.workflow.letters import Letter, letter, write_docx, write_pdf
from reviewer_app.workflow.originals import save_original
from reviewer_app.workflow.snippets import OwnSnippet
from reviewer_app.workflow.stills import stills
from tests.builders import I1, I2, SID, make_case, office, png, score_all
from tests.workflow.test_double import ALWAYS, A, B, C, code, row, score, shared
from tests.workflow.test_letters import words_of_pdf, written


@pytest.mark.parametrize("rule", ["{rule: all_not_met}", "{rule: near_cut, within: 3}"])
def test_why_there_is_a_second_score_says_nothing_of_the_first(tmp_path: Path, rule: str) -> None:
    with shared(tmp_path, f"second_scoring: [{rule}, {{rule: random, percent: 100}}]") as ws:
        score(ws, A, (1, 3))
        assert any("cut" in why or "not met" in why for why in row(ws, A).why), "one's own may be told"
        for begun in (False, True):
            if begun:
                score(ws, B, (2, 3), final=False)
            told = " ".join((*row(ws, B).why, *scoring.desk(ws, SID).why))
            assert told and not any(word in told.lower() for word in ("cut", "met", "drawn")), told
            assert row(ws, B).purpose is Purpose.SECOND


@pytest.mark.parametrize("purpose", ["calibration", "formative", "second"])
def test_a_package_of_another_purpose_is_never_laid_side_by_side(tmp_path: Path, purpose: str) -> None:
    with shared(tmp_path, extra=f"purpose: {purpose}\n") as ws:
        for who in (A, B):
            ws.become(who)
            if purpose == "formative":
                scoring.comment(ws, SID, None, "The plan was changed by the family, well done")
            else:
                score(ws, who, (3, 3), final=False)
        for who in (A, B):
            ws.become(who)
            deciding.finalise(ws, SID)
        assert settling.side_by_side(ws, SID) is None
        assert scoring.desk(ws, SID).adjudication is None
        assert scoring.reopen(ws, SID, "a wrong key").review


def test_a_review_from_before_second_scores_stays_the_first(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        score(ws, A, (3, 3))
        score(ws, B, (2, 2))
        with ws.database.writing() as connection:  # as the migration leaves it
            connection.exec_driver_sql("UPDATE reviews SET purpose = '' WHERE purpose = 'first'")
    from reviewer_app.workspace import Workspace

    with Workspace.open(tmp_path / "ws") as ws:
        found = settling.side_by_side(ws, SID)
        assert found is not None and found.first.review.scores == {I1: 3, I2: 3}


# ----- holds
def test_a_privacy_hold_keeps_stills_copies_and_words_back(tmp_path: Path) -> None:
    with make_case(tmp_path, signer=office()) as ws, Readers() as readers:
        item = next(i for i in scoring.desk(ws, SID).submission.evidence if i.id == "0001")
        search.fill(ws, readers, _job())
        assert search.submissions(ws, "instead of assuming") or search.submissions(ws, "asked")
        quote = Selector(quote=TextQuote(exact="When I asked"))
        scoring.cite(ws, SID, ItemId("0001"), quote, I1)
        holding.hold(ws, SID, "a child can be seen", HoldKind.PRIVACY)
        assert code(lambda: save_original(ws, item, tmp_path / "copy")) == "on-hold"
        assert not (tmp_path / "copy").exists()
        assert not stills(ws, SID, readers)
        assert not search.submissions(ws, "asked"), "not even that the words are in it"
        assert SID in search.submissions(ws, "test-program")
        assert "When I asked" not in str(letter(ws, SID))


def test_a_reviewer_of_this_workspace_is_not_the_office(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        from reviewer_app.workflow import keyring

        ws.add_identity(B)
        holding.hold(ws, SID, "handed in before", HoldKind.INTEGRITY)
        releasing.ask(ws, SID, tmp_path / "ask")
        releasing.answer(ws, tmp_path / "ask", tmp_path / "mine", "it is fine")
        keyring.trust(ws, ws.signer().public.line, ws.name, office=True)
        assert code(lambda: releasing.take_answer(ws, tmp_path / "mine")) == "not-the-office"
        ws.become(B)
        releasing.answer(ws, tmp_path / "ask", tmp_path / "theirs", "it is fine")
        assert code(lambda: releasing.take_answer(ws, tmp_path / "theirs")) == "not-the-office"
        assert ws.marks.of(SID).holds


def test_the_bundle_tells_whose_word_lifted_a_hold(tmp_path: Path) -> None:
    with make_case(tmp_path, signer=office()) as ws:
        holding.hold(ws, SID, "handed in before", HoldKind.INTEGRITY)
        hold = ws.marks.of(SID).holds[0]
        holding.lift_signed(ws, SID, hold.id, "a shared handout", office().public.key_id)
        score_all(ws)
        deciding.finalise(ws, SID)
        (told,) = [r.text for r in deciding.decision_of(ws, SID).reasons if r.code == "hold-lifted"]
        assert office().public.key_id[:8] in told and "a shared handout" in told


# ----- letters
def test_an_adjudicated_letter_says_what_was_settled(tmp_path: Path) -> None:
    rules = ALWAYS + "\n  adjudication: {when: [{rule: differ_by_more_than, levels: 1}], how: expert}"
    with shared(tmp_path, rules) as ws:
        score(ws, A, (3, 3))
        score(ws, B, (3, 1))
        ws.become(C)
        scoring.score(ws, SID, I2, 1)
        scoring.comment(ws, SID, I2, "Say next what the family changed in the plan")
        scoring.cite(ws, SID, ItemId("0003"), Selector(time=TimeSpan(start=1, end=2)), I2)
        deciding.finalise(ws, SID)
        made = letter(ws, SID)
        assert scoring.desk(ws, SID).verdict.outcome is Outcome.NOT_MET
        assert made.outcome and made.outcome == scoring.desk(ws, SID).outcome_label
        assert made.sections[0].result.startswith("3 "), "what both agreed on"


def test_a_letter_that_may_not_go_out_says_so_on_its_face(tmp_path: Path) -> None:
    with shared(tmp_path, ALWAYS) as ws:
        ws.become(A)
        assert letter(ws, SID).draft
        score(ws, A, (3, 3))
        made = letter(ws, SID)
        assert made.draft and "second score" in made.why_draft
        for said in both_forms(tmp_path, made):
            assert "Draft" in said and "second score" in said
    with make_case(tmp_path / "other") as ws:
        score_all(ws)
        deciding.finalise(ws, SID)
        made = letter(ws, SID)
        assert not made.draft
        assert not any("Draft" in said for said in both_forms(tmp_path / "other", made))
        holding.hold(ws, SID, "a child can be seen", HoldKind.PRIVACY)
        assert letter(ws, SID).draft and not deciding.stands(ws, SID).letter


def both_forms(folder: Path, made: Letter) -> tuple[str, str]:
    from docx import Document

    write_docx(made, folder / "letter.docx")
    write_pdf(made, folder / "letter.pdf")
    document: Any = Document(str(folder / "letter.docx"))
    return " ".join(p.text for p in document.paragraphs), words_of_pdf(folder / "letter.pdf")


def test_hostile_words_break_no_letter(tmp_path: Path) -> None:
    bad = "fine\x00\x0b\x1b[2J \u202egnp.exe\u2066 \ud800\ufffe <img src='file:///etc/passwd'> </p> end"
    with make_case(tmp_path) as ws:
        written(ws)
        scoring.comment(ws, SID, I1, bad.replace("\ud800", ""))
        scoring.comment(ws, SID, None, "x" * 300_000 + " " + "word " * 40_000)
        kept = Selector(quote=TextQuote(exact=bad.replace("\ud800", "")))
        scoring.cite(ws, SID, ItemId("0001"), kept, I1, bad.replace("\ud800", ""))
        assert code(lambda: scoring.comment(ws, SID, I2, bad)) == "bad-text"
        scoring.comment(ws, SID, I2, "The journal goes on after that")
        word, pdf = both_forms(tmp_path, letter(ws, SID))
    for said in (word, pdf):
        assert "end" in said and "src=" in said
        assert not any(c in said for c in "\x00\x0b\x1b\u202e\u2066\ud800\ufffe")


def test_a_picture_taller_than_a_page_ends(tmp_path: Path) -> None:
    with make_case(tmp_path, signer=office()) as ws, Readers() as readers:
        one = Selector(region=Region(x=0, y=0, w=1, h=10_000))
        scoring.cite(ws, SID, ItemId("0002"), one, I1, "a stroke")
        assert isinstance(stills(ws, SID, readers), dict)
        (citation,) = scoring.desk(ws, SID).review.citations
        made = letter(ws, SID)
        place = replace(made.sections[0].places[0], picture=png(1, 960))
        tall = replace(made, sections=(replace(made.sections[0], places=(place,)), *made.sections[1:]))
        assert citation.note == "a stroke"
        word, pdf = both_forms(tmp_path, tall)
    assert "a stroke" in word and "a stroke" in pdf
    assert (tmp_path / "letter.pdf").stat().st_size < 1_000_000


def test_snippets_are_ones_own_and_a_spoilt_file_is_passed_over(tmp_path: Path) -> None:
    with shared(tmp_path) as ws:
        snippets.keep_snippet(ws, OwnSnippet(title="Mine", text="What I say of R-0417"))
        ws.become(B)
        assert snippets.own_snippets(ws) == ()
        snippets.keep_snippet(ws, OwnSnippet(title="Theirs", text="Something \ud800 else"))
        assert [s.title for s in snippets.own_snippets(ws)] == ["Theirs"]
        ws.become(A)
        assert [s.title for s in snippets.own_snippets(ws)] == ["Mine"]
        (ws.root / snippets.FILE).write_text("[" * 200_000, encoding="utf-8")
        assert snippets.own_snippets(ws) == ()
        assert search.submissions(ws, "a\ud800") == frozenset()


def _job() -> Any:
    from reviewer_app.jobs import Job

    return Job()
