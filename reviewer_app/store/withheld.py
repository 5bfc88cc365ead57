"""Evidence that must not be seen now: every file of a submission that a privacy hold stands on, wherever it lies."""

from __future__ import annotations

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.similarity import HANDOUT
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import UsageError
from reviewer_app.store.catalogue import Catalogue
from reviewer_app.store.marks import Marks


class Withheld:
    """The files under privacy holds, by SHA-256; follows the marks and the packages.

    The same file handed in with another submission is withheld there, too. A handout of many candidates is not: it is
    out of sight in the submission that is held. Copies in calibration sets are nobody's handout.
    """

    def __init__(self, catalogue: Catalogue, marks: Marks) -> None:
        self._catalogue, self._marks = catalogue, marks
        self._at = (-1, -1)
        self._digests: frozenset[str] = frozenset()

    def __contains__(self, sha256: str) -> bool:
        return bool(self._marks.hiding()) and sha256 in self._now()

    def check(self, sha256: str) -> None:
        """UsageError ``on-hold`` when the file must not be seen."""
        if sha256 in self:
            raise UsageError(
                "A privacy hold stands on this evidence, so it is not shown.",
                hint="The office lifts it: send it the request.",
                code="on-hold",
            )

    def items(self, submission: SubmissionId) -> frozenset[str]:
        """The ids of a submission's items that must not be seen."""
        hiding = self._marks.hiding()
        record = self._catalogue.package(submission) if hiding else None
        if record is None:
            return frozenset()
        every = submission in hiding
        return frozenset(i.id for i in record.submission.evidence if every or i.sha256 in self)

    def _now(self) -> frozenset[str]:
        at = (len(self._marks.touched), self._catalogue.count())
        if at != self._at:
            held = [r for s in self._marks.hiding() if (r := self._catalogue.package(s)) is not None]
            every = {i.sha256 for r in held for i in r.submission.evidence}
            whose = {r.submission.candidate for r in held}
            self._digests = frozenset(s for s in every if not self._everybodys(s, whose))
            self._at = at
        return self._digests

    def _everybodys(self, sha256: str, held: set[str]) -> bool:
        where = (s for s, _ in self._catalogue.places(sha256) if s.purpose is not Purpose.CALIBRATION)
        return len({s.candidate for s in where} - held) >= HANDOUT
