"""Where found faces are between two looks: each goes on as it went, in a box that grows with what is not known."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer_app.evidence.values import Box

HELD_S = 1.2  # how long a face stays covered that was not found again
GROWN = 0.35  # of its size: what a box is larger than what was found
GROWN_A_SECOND = 0.5  # of its size, for what may have begun since
MOST_GROWN = 0.9
JUMP_MS = 1_000  # frames so far apart belong to different places


def widened(box: Box, by: float) -> Box:
    """A box larger by a part of its size, kept inside the picture."""
    return spread(box, box.width * by / 2, box.height * by / 2)


def spread(box: Box, aside: float, down: float) -> Box:
    """A box larger by so much on each side, kept inside the picture."""
    left, top = min(100.0, max(0.0, box.x - aside)), min(100.0, max(0.0, box.y - down))
    right, bottom = min(100.0, box.x + box.width + aside), min(100.0, box.y + box.height + down)
    return Box(x=left, y=top, width=max(0.1, right - left), height=max(0.1, bottom - top))


@dataclass(slots=True, kw_only=True)
class Track:
    """One face: where and when it was found last, and how fast it goes (percent of the picture a second)."""

    number: int
    box: Box
    ms: int
    seen_s: float
    across: float = 0.0
    down: float = 0.0

    def at(self, ms: int) -> Box:
        """Where it should be at a time, with some room."""
        later = (ms - self.ms) / 1000
        x, y = self.box.x + self.across * later, self.box.y + self.down * later
        grown = min(MOST_GROWN, GROWN + GROWN_A_SECOND * abs(later)) / 2
        moved = Box(
            x=min(99.0, max(-99.0, x)), y=min(99.0, max(-99.0, y)), width=self.box.width, height=self.box.height
        )
        aside = self.box.width * grown + abs(self.across * later) / 3
        return spread(moved, aside, self.box.height * grown + abs(self.down * later) / 3)

    def found(self, box: Box, ms: int, now_s: float) -> None:
        """It was found again."""
        if ms > self.ms:
            each = 1000 / (ms - self.ms)
            across = (box.x + box.width / 2 - self.box.x - self.box.width / 2) * each
            down = (box.y + box.height / 2 - self.box.y - self.box.height / 2) * each
            self.across, self.down = (self.across + 2 * across) / 3, (self.down + 2 * down) / 3
        self.box, self.ms, self.seen_s = box, ms, now_s


@dataclass(slots=True)
class Tracks:
    """The faces of a video that plays."""

    known: list[Track] = field(default_factory=list)
    _count: int = 0

    def clear(self) -> None:
        """Another place of the video: nothing is known."""
        self.known.clear()

    def go_on(self, now_s: float) -> None:
        """It stood, and plays on: what was found is as good as new."""
        for track in self.known:
            track.seen_s = now_s

    def found(self, boxes: tuple[Box, ...], ms: int, now_s: float) -> None:
        """Faces were found in the frame of that time; those that were not are kept for a while."""
        free = list(self.known)
        for box in boxes:
            track = min(free, key=lambda t: _apart(t.at(ms), box), default=None)
            if track is not None and _apart(track.at(ms), box) < (track.box.width + box.width) / 2:
                free.remove(track)
                track.found(box, ms, now_s)
            else:
                self._count += 1
                self.known.append(Track(number=self._count, box=box, ms=ms, seen_s=now_s))
        for track in free:
            track.across, track.down = track.across * 0.7, track.down * 0.7
        self.known = [t for t in self.known if now_s - t.seen_s <= HELD_S]

    def at(self, ms: int, now_s: float) -> tuple[Box, ...]:
        """What is to be covered at a time."""
        return tuple(t.at(ms) for t in self.known if now_s - t.seen_s <= HELD_S)


def _apart(a: Box, b: Box) -> float:
    across = a.x + a.width / 2 - b.x - b.width / 2
    down = a.y + a.height / 2 - b.y - b.height / 2
    return float((across * across + down * down) ** 0.5)
