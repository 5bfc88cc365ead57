"""A locked PDF opens with its password, question by question; the password stays nowhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Status
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

PASSWORD = "öpen sesame"


@pytest.fixture
def locked(tmp_path: Path) -> Recipe:
    return made.saved(tmp_path, "a.pdf", made.pdf(("Families first", "Second"), password=PASSWORD))


ASK: list[Callable[[Readers, Recipe, str], object]] = [
    lambda readers, file, password: readers.pages(file, password=password),
    lambda readers, file, password: readers.page(file, 1, 100, password=password),
    lambda readers, file, password: readers.words(file, 1, password=password),
    lambda readers, file, password: readers.text(file, password=password),
]


def code_of(ask: Callable[[Readers, Recipe, str], object], readers: Readers, file: Recipe, password: str) -> str:
    with pytest.raises(ReviewerError) as caught:
        ask(readers, file, password)
    assert password == "" or password not in f"{caught.value.message} {caught.value.hint}"
    return caught.value.code


def test_with_its_password_it_opens(readers: Readers, locked: Recipe) -> None:
    found = readers.probe(locked, password=PASSWORD)
    assert (found.status, found.pages, found.words, found.problems) == (Status.OPEN, 2, 3, ())
    assert len(readers.pages(locked, password=PASSWORD).sizes) == 2
    assert readers.page(locked, 1, 90, password=PASSWORD).width == 90
    assert [w.text for w in readers.words(locked, 2, password=PASSWORD)] == ["Second"]
    assert readers.text(locked, password=PASSWORD).text == "Families first\fSecond"


def test_the_probe_says_that_it_wants_one_or_another(readers: Readers, locked: Recipe) -> None:
    for password, code in (("", "encrypted"), ("sesame", "wrong-password")):
        found = readers.probe(locked, password=password)
        assert (found.status, [p.code for p in found.problems]) == (Status.REFUSED, [code])


@pytest.mark.parametrize("ask", ASK, ids=["pages", "page", "words", "text"])
def test_every_question_needs_it_anew(
    tmp_path: Path, locked: Recipe, ask: Callable[[Readers, Recipe, str], object]
) -> None:
    """The same child has the document open already; that is no way around the password."""
    with Readers(children=1) as readers:
        ask(readers, locked, PASSWORD)
        (pid,) = readers.pids()
        assert code_of(ask, readers, locked, "") == "encrypted"
        assert code_of(ask, readers, locked, "wrong") == "wrong-password"
        ask(readers, locked, PASSWORD)
        assert readers.text(locked, password=PASSWORD).text.startswith("Families first"), "no wrong keys are left"
        assert readers.pids() == (pid,)


def test_nothing_keeps_it(locked: Recipe) -> None:
    from reviewer_app.evidence.answers import Answers

    class Sent:
        def send(self, header: dict[str, object], body: bytes = b"") -> None:
            assert PASSWORD.encode() not in body
            assert PASSWORD not in str(header)

        def part(self, header: dict[str, object], body: bytes) -> bool:
            self.send(header, body)
            return True

        def loading(self) -> AbstractContextManager[None]:
            return nullcontext()

    answers = Answers(Sent())
    right: dict[str, object] = {"password": PASSWORD, "number": 1}
    wrong: dict[str, object] = {"password": "wrong", "number": 1}
    source = answers._shelf.source(locked)
    answers.to("words", locked, right)
    assert source.password == ""
    with pytest.raises(ReviewerError, match="not the password"):
        answers.to("words", locked, wrong)
    assert source.password == ""
    assert "password" not in {**right, **wrong}
    source.close()


def test_a_file_without_one_does_not_mind_one(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "b.pdf", made.pdf(("open",)))
    assert readers.text(file, password="anything").text == "open"
