"""What the documents in sealed files say, held against the files and the signature around them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from reviewer_app.bundles.sealed import EVIDENCE, Sealed
from reviewer_app.bundles.wire import DecisionsFile
from reviewer_app.bundles.zipdir import ASK, entry_problem
from reviewer_app.domain.citation import MOST_STILLS, STILL_BYTES, CitedStill
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.submission import EvidenceItem, Purpose, Submission
from reviewer_app.errors import Problem


def check_document(sealed: Sealed, data: bytes) -> Problem | None:
    """The problem when the document's bytes are not those that the manifest lists."""
    if hashlib.sha256(data).hexdigest() == sealed.manifest[sealed.document]:
        return None
    return entry_problem("checksum-mismatch", sealed.document, "is not what it was: another sha256")


def check_submission(sealed: Sealed, submission: Submission) -> list[Problem]:
    """Evidence and files are the same, and the signed statement is about this submission."""
    return [*_evidence(sealed, submission), *_assigned(sealed, submission)]


def _evidence(sealed: Sealed, submission: Submission) -> Iterator[Problem]:
    place = "$.submission.evidence"
    for what, many in (("id", [i.id for i in submission.evidence]), ("path", [i.path for i in submission.evidence])):
        for value, count in Counter(many).items():
            if count > 1:
                yield _bad("evidence-twice", f"Two pieces of evidence have the {what} “{value}”.", place)
    for n, item in enumerate(submission.evidence):
        if problem := _item(sealed, item, f"{place}[{n}]"):
            yield problem
    named = {i.path for i in submission.evidence} | {sealed.document}
    for name in sealed.manifest:
        if name not in named:
            yield _bad("evidence-unnamed", f"“{name}” is in the package, but the submission does not name it.", name)


def _item(sealed: Sealed, item: EvidenceItem, where: str) -> Problem | None:
    if not EVIDENCE.fullmatch(item.path) or item.path.rpartition("/")[2][:4] != item.id:
        return _bad("evidence-path", f"Evidence {item.id} does not lie where it must.", f"{where}.path")
    if item.path not in sealed.manifest:
        return _bad("evidence-missing", f"Evidence {item.id} is named in the submission but missing.", where)
    if item.sha256 != sealed.manifest[item.path]:
        return _bad("evidence-digest", f"Evidence {item.id} has another SHA-256 than its file.", f"{where}.sha256")
    if item.size != sealed.source.files[item.path]:
        return _bad("evidence-size", f"Evidence {item.id} has another size than its file.", f"{where}.size")
    return None


def _assigned(sealed: Sealed, submission: Submission) -> Iterator[Problem]:
    if sealed.statement is None:
        return
    said = sealed.statement.predicate
    if said.id != submission.package:
        yield _bad("statement-id", "The signed statement is about another package.", "$.submission.package")
    if said.audience != submission.audience:
        yield _bad("statement-audience", "The signed statement names another audience.", "$.submission.audience")
    if said.nonces != ((submission.nonce,) if submission.nonce else ()):
        yield _bad("statement-nonce", "The signed statement is about another assignment.", "$.submission.nonce")


def check_decisions(sealed: Sealed, document: DecisionsFile) -> list[Problem]:
    """Each decision is by the signer and cites only the evidence it names; the statement is about these decisions."""
    found = []
    if not document.decisions:
        found.append(_bad("decisions-none", "The bundle holds no decision.", "$.decisions"))
    for value, count in Counter(d.id for d in document.decisions).items():
        if count > 1:
            found.append(_bad("decision-twice", f"The decision {value} is there twice.", "$.decisions"))
    for n, decision in enumerate(document.decisions):
        found += _decision(sealed, decision, f"$.decisions[{n}]")
    found += _stills(sealed, document)
    if sealed.statement is not None:
        said = sealed.statement.predicate
        if said.id != document.id:
            found.append(_bad("statement-id", "The signed statement is about another bundle.", "$.id"))
        if said.nonces != nonces(document.decisions):
            found.append(_bad("statement-nonce", "The signed statement is about other assignments.", "$.decisions"))
    return found


def _decision(sealed: Sealed, decision: Decision, where: str) -> Iterator[Problem]:
    if sealed.signer is not None and decision.key != sealed.signer.key_id:
        yield _bad(
            "decision-key", f"Decision {decision.id} was made with another key than the signer's.", f"{where}.key"
        )
    if not decision.evidence:
        yield _bad("decision-evidence", f"Decision {decision.id} names no evidence.", f"{where}.evidence")
    judged = {(e.item, e.sha256) for e in decision.evidence}
    for n, citation in enumerate(decision.citations):
        if (citation.item, citation.sha256) not in judged:
            message = f"Decision {decision.id} cites a file that is not part of its evidence."
            yield _bad("citation-target", message, f"{where}.citations[{n}]")
    if decision.settled and decision.purpose is not Purpose.ADJUDICATION:
        yield _bad(
            "settled-purpose", f"Decision {decision.id} settles scores, but is no adjudication.", f"{where}.settled"
        )
    for indicator, count in Counter(s.indicator for s in decision.settled).items():
        if count > 1:
            yield _bad("settled-twice", f"Decision {decision.id} settles {indicator} twice.", f"{where}.settled")
    for n, event in enumerate(decision.events):
        if event.review != decision.review:
            message = f"Decision {decision.id} comes with events of another review."
            yield _bad("event-review", message, f"{where}.events[{n}].review")


def _stills(sealed: Sealed, document: DecisionsFile) -> Iterator[Problem]:
    """Each still shows an area that a decision here cites, lies where it must, and no picture is there unnamed."""
    of = {c.id: d.id for d in document.decisions for c in d.citations if c.selector.region is not None}
    for n, still in enumerate(document.stills):
        where = f"$.stills[{n}]"
        if still.citation not in of:
            yield _bad("still-citation", "A still shows a place that no decision here cites as an area.", where)
        if problem := _still(sealed, still, where):
            yield problem
    for value, count in Counter(s.path for s in document.stills).items():
        if count > 1:
            yield _bad("still-twice", f"“{value}” is named twice.", "$.stills")
    for decision, count in Counter(of[s.citation] for s in document.stills if s.citation in of).items():
        if count > MOST_STILLS:
            message = f"Decision {decision} comes with {count:,} stills; no more than {MOST_STILLS} are read."
            yield _bad("still-count", message, "$.stills")
    named = {s.path for s in document.stills} | {sealed.document}
    for name in sealed.manifest:
        if name not in named:
            yield _bad("still-unnamed", f"“{name}” is in the bundle, but no decision names it.", name)


def _still(sealed: Sealed, still: CitedStill, where: str) -> Problem | None:
    if still.path != f"data/stills/{still.citation}.jpg":
        return _bad("still-path", f"The still of {still.citation} does not lie where it must.", f"{where}.path")
    if still.path not in sealed.manifest:
        return _bad("still-missing", f"The still {still.path} is named but missing.", where)
    if still.sha256 != sealed.manifest[still.path]:
        return _bad("still-digest", f"The still {still.path} has another SHA-256 than its file.", f"{where}.sha256")
    if still.size != sealed.source.files[still.path] or still.size > STILL_BYTES:
        return _bad("still-size", f"The still {still.path} has another size than its file, or is too large.", where)
    return None


def nonces(decisions: tuple[Decision, ...]) -> tuple[str, ...]:
    """The assignment nonces that the decisions answer, each once, in order."""
    return tuple(dict.fromkeys(d.nonce for d in decisions if d.nonce))


def _bad(code: str, message: str, where: str) -> Problem:
    return Problem(code=code, message=message, hint=ASK, where=where)
