"""Which files of a submission are the words of which recording."""

from __future__ import annotations

from collections.abc import Iterable

from reviewer_app.domain.submission import EvidenceItem, Kind

CAPTIONS = ("application/x-subrip", "text/vtt")
_RECORDINGS = (Kind.VIDEO, Kind.AUDIO)


def captions_for(item: EvidenceItem, evidence: Iterable[EvidenceItem]) -> list[tuple[EvidenceItem, bool]]:
    """The caption files of a submission, and whether each seems to belong to this recording.

    It does when its title begins with the recording's or has it in it, or when it is the only recording (of its
    requirement).
    """
    everything = list(evidence)
    found = []
    for each in everything:
        if each.media_type not in CAPTIONS and not each.path.lower().endswith((".srt", ".vtt")):
            continue
        others = [o for o in everything if o.kind in _RECORDINGS and o.id != item.id]
        rivals = [o for o in others if o.requirement == each.requirement]
        named = bool(item.title) and _folded(item.title) in _folded(each.title)
        better = any(o.title and _folded(o.title) in _folded(each.title) for o in others)
        alone = not rivals and (item.requirement == each.requirement or not others)
        found.append((each, named or (alone and not better)))
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
