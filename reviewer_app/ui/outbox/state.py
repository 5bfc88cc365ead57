"""What the outbox shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.domain.ids import BundleId, SubmissionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyLine:
    """A decision that waits to be sealed. ``problem`` says why it can't be; ``stills``: pictures that go along."""

    submission: SubmissionId
    component: str
    program: str
    outcome: str
    tone: str
    reason: str
    finalised: str
    digest: str
    audience: str
    checked: bool
    problem: str = ""
    stills: int = 0

    @property
    def what(self) -> str:
        """What it is, in full."""
        return f"{self.component} · {self.program}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleLine:
    """A sealed bundle and where verified copies of it went."""

    id: BundleId
    name: str
    path: str
    decisions: int
    sealed: str
    where: str
    places: str  # all of them, for the tool tip


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """What is about to be sealed; ``locked`` asks for the key's passphrase, ``wrong`` says why it was refused."""

    text: str
    locked: bool = False
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """The page but for the panel."""

    ready: tuple[ReadyLine, ...] = ()
    bundles: tuple[BundleLine, ...] = ()
    chosen: int = 0
    reopened: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()  # bundles that the database does not know
    confirm: Confirm | None = None
    working: str = ""
    loaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step of a check; ``ok`` None: it could not be checked."""

    title: str
    detail: str
    ok: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """The panel: nothing, a check under way, or what it found."""

    working: bool = False
    name: str = ""
    tone: str = ""
    headline: str = ""
    summary: str = ""
    steps: tuple[StepLine, ...] = ()
    problems: tuple[tuple[str, str, str], ...] = ()  # tone, what, what to do
    command: str = ""
    bundle: BundleId | None = None  # when it is one of those sealed here
