"""A lead and reviewers, each with a workspace of their own, and a set that goes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.domain.calibration_set import Expected, SetUse
from reviewer_app.domain.ids import IndicatorId, ItemId, SubmissionId
from reviewer_app.domain.selectors import parse_place
from reviewer_app.errors import ReviewerError
from reviewer_app.workflow import calibrating, deciding, intake, keyring, packing, scoring, sealing
from reviewer_app.workflow.calibrating import MadeSet, SetSpec, SpecItem, SpecMaster
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, START, FixedClock, make_folder, make_workspace, program_text, submission_text

RULE = "  calibration: [{rule: master_agreement, percent: 75, valid_months: 12, attempts: 3}]\n"
MASTERS: tuple[tuple[int, int], ...] = ((3, 3), (2, 2), (4, 3))
TEXT = ItemId("0001")


def programs(folder: Path, *, title: str = "Partnerships with families") -> ProgramLibrary:
    """A library of the test program with a calibration rule."""
    folder.mkdir(parents=True, exist_ok=True)
    text = program_text(title=title).replace("  resubmission:", RULE + "  resubmission:")
    (folder / "test-program.yaml").write_text(text, encoding="utf-8")
    return ProgramLibrary([folder])


@dataclass(slots=True)
class World:
    """The room: the lead, reviewers by name, the set, and what comes back."""

    root: Path
    lead: Workspace
    people: dict[str, Workspace] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)
    made: MadeSet | None = None

    @property
    def set_id(self) -> str:
        """The set's id."""
        assert self.made is not None
        return self.made.id

    @property
    def file(self) -> Path:
        """The set's file."""
        assert self.made is not None
        return self.made.path

    def reviewer(self, name: str, *, title: str = "Partnerships with families") -> Workspace:
        """A reviewer's workspace."""
        if name not in self.people:
            salt = 10 + len(self.people)
            ws = self.stack.enter_context(make_workspace(self.root / name, name, salt=salt))
            programs(self.root / name / "programs", title=title)
            self.people[name] = ws
        return self.people[name]

    def items(self) -> tuple[SubmissionId, ...]:
        """The set's submissions in its order."""
        assert self.made is not None
        return self.made.submissions

    def score(self, name: str, levels: Sequence[tuple[int, int]], *, only: int | None = None) -> Workspace:
        """Let a reviewer take the set in (once) and score it as told."""
        ws = self.reviewer(name)
        if not ws.calibration.sets():
            calibrating.take_set(ws, self.file)
        for sid, pair in list(zip(self.items(), levels, strict=True))[:only]:
            score(ws, sid, pair)
        return ws

    def bundle(self, name: str, levels: Sequence[tuple[int, int]], *, only: int | None = None) -> Path:
        """Let a reviewer score and seal."""
        ws = self.score(name, levels, only=only)
        return sealing.seal(ws).path


def score(ws: Workspace, sid: SubmissionId, pair: tuple[int, int]) -> None:
    """Score, comment, cite, look, finalise."""
    scoring.viewed(ws, sid, TEXT, 0, 0, 40)
    for indicator, level in zip((I1, I2), pair, strict=True):
        scoring.score(ws, sid, indicator, level)
        scoring.comment(ws, sid, indicator, f"{level} because of the plan.")
        item, selector = parse_place("0001#quote=asked instead of assuming")
        scoring.cite(ws, sid, item, selector, indicator)
    deciding.finalise(ws, sid)


@contextmanager
def world(root: Path, count: int = 3) -> Iterator[World]:
    """A lead whose workspace holds that many submissions."""
    with ExitStack() as stack:
        lead = stack.enter_context(make_workspace(root / "lead", "Lead", salt=1))
        library = programs(root / "lead" / "programs")
        made = []
        for n in range(1, count + 1):
            sid = f"R-{n:04}"
            folder = make_folder(root / f"{sid}.folder", submission_text(sid))
            (folder / "Maria Lopez reflection.txt").write_text(f"When I asked instead of assuming, {n}.\n")
            package = root / f"{sid}.zip"
            packing.pack(folder, package, signer=None, clock=FixedClock(salt=100 + n), programs=library)
            made.append(package)
        assert len(intake.intake(lead, made).added) == count
        yield World(root=root, lead=lead, stack=stack)


def spec(
    masters: Sequence[tuple[int, int]] = MASTERS,
    *,
    expected: Sequence[str] = ("Ana", "Ben", "Cy"),
    keys: Mapping[str, str] | None = None,
    use: SetUse = SetUse.CALIBRATION,
    title: str = "Fall set A",
) -> SetSpec:
    """A set of the lead's submissions with these masters."""
    return SetSpec(
        title=title,
        items=tuple(
            SpecItem(
                submission=SubmissionId(f"R-{n:04}"),
                masters=tuple(
                    SpecMaster(
                        indicator=IndicatorId(i), level=level, rationale=f"{level}: the plan says so.",
                        places=(parse_place("0002#page=1"),),
                    )
                    for i, level in zip((I1, I2), pair, strict=True)
                ),
            )
            for n, pair in enumerate(masters, 1)
        ),
        expected=tuple(Expected(label=name, key=(keys or {}).get(name, "")) for name in expected),
        use=use,
    )  # fmt: skip


def make(made: World, wanted: SetSpec | None = None, name: str = "set.zip") -> World:
    """Make the set."""
    made.made = calibrating.new_set(made.lead, wanted or spec(), made.root / name)
    return made


def trusting(ws: Workspace, *others: Workspace) -> None:
    """Trust the keys of these."""
    for other in others:
        keyring.trust(ws, keyring.show(other).line, other.name)


def codes(error: pytest.ExceptionInfo[ReviewerError]) -> set[str]:
    """The codes of everything that an error says is wrong."""
    return {p.code for p in error.value.problems} or {error.value.code}


__all__ = ["MASTERS", "START", "World", "codes", "make", "programs", "score", "spec", "trusting", "world"]
