"""What a calibration set and its reveal say, held against the files and the signature around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from reviewer_app.bundles.sealed import EVIDENCE, PACKAGE, Sealed
from reviewer_app.bundles.setwire import read_masters
from reviewer_app.bundles.zipdir import ASK
from reviewer_app.domain.calibration_set import CalibrationSet, Consensus, Master, Masters, Reveal, SetItem
from reviewer_app.errors import BadInput, Problem

MOST_ITEMS = 500
_KEY = re.compile(r"([0-9a-f]{64})?")


def check_set(sealed: Sealed, found: CalibrationSet) -> list[Problem]:
    """Packages and files are the same, nothing is there twice, and the signed statement is about this set."""
    return [*_items(sealed, found), *_people(found), *_said(sealed, found.id, found.audience)]


def _items(sealed: Sealed, found: CalibrationSet) -> Iterator[Problem]:
    place = "$.set.items"
    if not found.items:
        yield _bad("set-empty", "The set holds no submission.", place)
    if len(found.items) > MOST_ITEMS:
        yield _bad("set-too-large", f"The set holds more than {MOST_ITEMS} submissions.", place)
    yield from _twice("label", (i.label for i in found.items), place)
    yield from _twice("submission", (i.submission for i in found.items), place)
    yield from _twice("path", (i.path for i in found.items), place)
    for n, item in enumerate(found.items):
        yield from _item(sealed, item, f"{place}[{n}]")
    named = {i.path for i in found.items} | {sealed.document}
    for name in sealed.manifest:
        if name not in named:
            yield _bad("package-unnamed", f"“{name}” is in the set's file, but the set does not name it.", name)


def _item(sealed: Sealed, item: SetItem, where: str) -> Iterator[Problem]:
    if not PACKAGE.fullmatch(item.path):
        yield _bad("package-path", f"The package of {item.label} does not lie where it must.", f"{where}.path")
    elif item.path not in sealed.manifest:
        yield _bad("package-missing", f"The package of {item.label} is named in the set but missing.", where)
    if not item.evidence:
        yield _bad("set-evidence", f"{item.label} has no evidence.", f"{where}.evidence")
    yield from _twice("id", (i.id for i in item.evidence), f"{where}.evidence")
    for n, one in enumerate(item.evidence):
        if not EVIDENCE.fullmatch(one.path) or one.path.rpartition("/")[2][:4] != one.id:
            message = f"Evidence {one.id} of {item.label} does not lie where it must."
            yield _bad("evidence-path", message, f"{where}.evidence[{n}].path")


def _people(found: CalibrationSet) -> Iterator[Problem]:
    place = "$.set.expected"
    yield from _twice("name", (e.label for e in found.expected), place)
    yield from _twice("key", (e.key for e in found.expected if e.key), place)
    for n, one in enumerate(found.expected):
        if not one.label.strip() or not _KEY.fullmatch(one.key):
            yield _bad("set-reviewer", "A reviewer of the set has no name, or a key that is none.", f"{place}[{n}]")


def _said(sealed: Sealed, id_: str, audience: str | None) -> Iterator[Problem]:
    if sealed.statement is None:
        return
    said = sealed.statement.predicate
    if said.id != id_:
        yield _bad("statement-id", "The signed statement is about another calibration set.", "$.set")
    if audience is not None and said.audience != audience:
        yield _bad("statement-audience", "The signed statement names another audience.", "$.set.audience")


def check_reveal(sealed: Sealed, reveal: Reveal) -> list[Problem]:
    """The masters can be read, nothing is there twice, and the signed statement is about this set."""
    found = list(_said(sealed, reveal.set, None))
    try:
        masters = read_masters(reveal.masters)
    except BadInput as error:
        return [*found, *error.problems]
    return [*found, *check_masters(masters, reveal.set), *_agreed(reveal)]


def check_masters(masters: Masters, set_id: str) -> list[Problem]:
    """The masters are of that set, each indicator of a submission has one, and citations are about the indicator."""
    place = "$.reveal.masters"
    found = []
    if masters.set != set_id:
        found.append(_bad("masters-set", "The masters are of another calibration set.", place))
    if not masters.scores:
        found.append(_bad("masters-none", "There is no master.", place))
    found += _twice("indicator", (f"{m.submission} {m.indicator}" for m in masters.scores), place)
    return [*found, *_citations(masters.scores, place)]


def _agreed(reveal: Reveal) -> list[Problem]:
    place = "$.reveal.consensus"
    found = list(_twice("id", (c.id for c in reveal.consensus), place))
    found += [
        _bad("consensus-set", "A consensus is about another calibration set.", f"{place}[{n}].set")
        for n, one in enumerate(reveal.consensus)
        if one.set != reveal.set
    ]
    return [*found, *_citations(reveal.consensus, place)]


def _citations(rulings: Iterable[Master | Consensus], place: str) -> Iterator[Problem]:
    for n, one in enumerate(rulings):
        if any(c.indicator != one.indicator for c in one.citations):
            message = f"A citation on {one.submission}, {one.indicator} is about another indicator."
            yield _bad("citation-indicator", message, f"{place}[{n}].citations")


def fits_set(found: CalibrationSet, rulings: Iterable[Master | Consensus]) -> list[Problem]:
    """Masters or consensus are about submissions and evidence of the set."""
    problems = []
    for one in rulings:
        item = found.item(one.submission)
        if item is None:
            message = f"There is a master for {one.submission}, which is not in the set."
            problems.append(_bad("master-submission", message, one.submission))
            continue
        files = {(e.id, e.sha256) for e in item.evidence}
        if any((c.item, c.sha256) not in files for c in one.citations):
            message = f"The master of {item.label}, {one.indicator} cites a file that is not part of its evidence."
            problems.append(_bad("citation-target", message, one.submission))
    return problems


def _twice(what: str, values: Iterable[str], where: str) -> Iterator[Problem]:
    for value, count in Counter(values).items():
        if count > 1:
            yield _bad(f"{what}-twice", f"The {what} “{value[:80]}” is there twice.", where)


def _bad(code: str, message: str, where: str) -> Problem:
    return Problem(code=code, message=message, hint=ASK, where=where)
