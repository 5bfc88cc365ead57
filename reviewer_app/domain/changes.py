"""Which kinds of thing an act touched; screens read again only what they care about."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.domain.ids import SubmissionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Flags for what an act touched; ``submissions`` names those concerned (empty: any)."""

    queue: bool = False  # packages came, went or changed state
    review: bool = False  # a review's events
    outbox: bool = False  # decisions ready, bundles sealed or sent
    programs: bool = False
    keys: bool = False
    settings: bool = False
    calibration: bool = False  # sets, scores that came in for them, masters
    submissions: tuple[SubmissionId, ...] = ()
