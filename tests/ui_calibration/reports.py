"""A calibration report with a severe and a lenient reviewer in it, as plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reviewer_app.domain.calibration_report import (
    Against,
    CalibrationReport,
    Cell,
    ConfusionGrid,
    Dispute,
    IndicatorRow,
    Line,
    Matrix,
    MatrixRow,
    Mixed,
    Named,
    Point,
    Raised,
    ResultRow,
    ReviewerRow,
    Ruling,
    SetSubmission,
    Severity,
    SeverityRow,
    Standing,
    Statistic,
    Step,
    Strength,
    Unseen,
    Voice,
)
from reviewer_app.domain.citation import Citation, Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, KeyId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem, Kind

AT = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)
LEVELS = (
    Step(value=1, name="Not evident"),
    Step(value=2, name="Emerging"),
    Step(value=3, name="Meets"),
    Step(value=4, name="Exceeds"),
)
MASTER = (3, 2, 4, 3, 1, 3, 2, 4, 3, 2)
GIVEN: dict[str, tuple[int | None, ...]] = {
    "R-03": (3, 2, 4, 3, 1, 3, 3, 4, 3, 2),
    "R-07": (3, 3, 4, 3, 2, 3, 2, 4, 4, 2),
    "R-11": (3, 2, 3, 3, 1, 2, 2, 3, 3, 2),
    "R-12": (3, 2, 4, 4, 1, 3, 2, 4, 3, 2),
    "R-15": (2, 2, 2, 2, 1, 2, 2, 3, 2, 2),
    "R-17": (3, 2, 4, 3, 1, 3, 2, 4, 3, 2),
    "R-21": (3, 2, 4, 2, 1, 3, 3, 4, 3, None),
    "R-24": (4, 3, 4, 4, 2, 3, 3, 4, 4, 3),
}
LABELS = tuple(f"A{n:02d}" for n in range(1, 11))
I2 = IndicatorId("3.2")
VIDEO, REFLECTION = ItemId("0001"), ItemId("0002")
_SHA = "ab" * 32
ITEMS = (
    EvidenceItem(
        id=VIDEO,
        title="Conference video",
        path="data/evidence/0001.mp4",
        media_type="video/mp4",
        kind=Kind.VIDEO,
        size=10,
        sha256=_SHA,
    ),
    EvidenceItem(
        id=REFLECTION,
        title="Reflection",
        path="data/evidence/0002.txt",
        media_type="text/plain",
        kind=Kind.TEXT,
        size=10,
        sha256=_SHA,
    ),
)


def statistic(key: str, label: str, value: float | None, *, percent: bool = False, **more: object) -> Statistic:
    base = Statistic(
        key=key,
        label=label,
        value=value,
        percent=percent,
        n=10,
        strength=Strength.ROUGH,
        formula="the share of scores that are the master's",
        caveat="A share hides which way people differ.",
    )
    from dataclasses import replace

    return replace(base, **more)  # type: ignore[arg-type]


OVERVIEW = (
    statistic("exact", "Exact", 0.683, percent=True, low=0.59, high=0.78, counts="164 of 240 scores", goal=0.6),
    statistic(
        "adjacent", "Within one level", 0.958, percent=True, low=0.92, high=0.98, counts="230 of 240", chance=0.93
    ),
    statistic(
        "outcome", "Same outcome", 0.85, percent=True, low=0.75, high=0.92, counts="68 of 80 decisions", goal=0.8
    ),
    statistic("kappa", "Weighted kappa", 0.74, low=0.63, high=0.83, goal=0.7),
    statistic("alpha", "Krippendorff α (ordinal)", 0.71, low=0.6, high=0.8, goal=0.667),
)


def submission(label: str) -> SetSubmission:
    return SetSubmission(label=label, id=SubmissionId(f"cal-{label}"), component="unit", evidence=ITEMS)


def citation(item: ItemId, selector: Selector, note: str = "") -> Citation:
    return Citation(
        id=CitationId(f"c-{item}-{note}"), item=item, sha256=_SHA, selector=selector, indicator=I2, note=note
    )


def matrix() -> Matrix:
    rows = []
    for name, given in GIVEN.items():
        cells = tuple(Cell(level=g, off=None if g is None else g - m) for g, m in zip(given, MASTER, strict=True))
        rows.append(
            MatrixRow(
                reviewer=name,
                cells=cells,
                exact=sum(c.off == 0 for c in cells),
                of=sum(c.level is not None for c in cells),
            )
        )
    return Matrix(indicator=I2, title="Builds partnership", submissions=LABELS, masters=MASTER, rows=tuple(rows))


def dispute() -> Dispute:
    severe = Voice(
        reviewer="R-15",
        level=2,
        off=-2,
        citations=(
            citation(
                VIDEO, Selector(time=TimeSpan(start=62_000, end=90_000)), "The teacher opens with a plan of her own."
            ),
        ),
        comment="Opens with her own plan.",
        unseen=(
            Unseen(item=VIDEO, title="Conference video", words="Did not cite anything after 04:00 (watched to 04:12)."),
        ),
    )
    middle = Voice(
        reviewer="R-11",
        level=3,
        off=-1,
        citations=(citation(REFLECTION, Selector(page=3, quote=TextQuote(exact="we agreed on the next step"))),),
    )
    others = tuple(Voice(reviewer=r, level=4, off=0) for r in ("R-03", "R-07", "R-12", "R-17", "R-21", "R-24"))
    master = Ruling(
        level=4,
        rationale="Family-led change reaches the grade team (08:15).",
        citations=(citation(VIDEO, Selector(time=TimeSpan(start=430_000, end=472_000)), "family names the next step"),),
    )
    return Dispute(
        submission=submission("A03"),
        indicator=I2,
        title="Builds partnership",
        apart=2,
        lowest=2,
        highest=4,
        voices=(severe, middle, *others),
        master=master,
    )


def severity() -> Severity:
    values = {
        "R-03": (0.02, 0.1),
        "R-07": (0.13, 0.12),
        "R-11": (-0.14, 0.13),
        "R-12": (0.06, 0.09),
        "R-15": (-0.48, 0.17),
        "R-17": (0.0, 0.0),
        "R-21": (-0.02, 0.12),
        "R-24": (0.44, 0.16),
    }
    words = {"R-15": "severe", "R-24": "lenient"}
    rows = tuple(
        SeverityRow(
            reviewer=name, value=v, low=v - e, high=v + e, n=10, word=words.get(name, ""), flagged=name in words
        )
        for name, (v, e) in values.items()
    )
    sentences = (
        "R-15 scores about half a level below master on 3.2.",
        "R-24 scores half a level above. Ranges exclude 0 with 10 submissions each.",
    )
    return Severity(
        title="mean difference from master, 95 %",
        rows=rows,
        sentences=sentences,
        formula="score minus master, averaged over submissions",
        caveat="Ten masters are ten observations.",
    )


def reviewer(name: str) -> ReviewerRow:
    given = [g for g in GIVEN[name] if g is not None]
    everything = [g for row in GIVEN.values() for g in row if g is not None]
    pairs = [(g, m) for g, m in zip(GIVEN[name], MASTER, strict=True) if g is not None]
    flagged = {"R-15": "severe", "R-24": "lenient"}.get(name)
    return ReviewerRow(
        reviewer=name,
        key=KeyId(f"k{name}"),
        scores=len(given),
        submissions=10,
        distribution=tuple(given.count(s.value) for s in LEVELS),
        group=tuple(everything.count(s.value) for s in LEVELS),
        exact=sum(g == m for g, m in pairs),
        of=len(pairs),
        off_by_two=sum(abs(g - m) > 1 for g, m in pairs),
        statistics=(
            statistic("bias", "Bias", sum(g - m for g, m in pairs) / len(pairs), low=-0.6, high=0.4),
            statistic("halo", "Spread within a submission", None, reason="only one indicator was scored"),
        ),
        flags=(Raised(pattern=flagged, words=f"{name} is {flagged}."),) if flagged else (),
        unseen=(("A03", Unseen(item=VIDEO, title="Conference video", words="07:10–07:52, which 6 others cite")),)
        if name == "R-15"
        else (),
        minutes=84.0,
        late=name == "R-21",
    )


def line(name: str, values: tuple[float, ...]) -> Line:
    points = tuple(
        Point(
            at=AT + timedelta(days=60 * n),
            label=f"Set {n + 1}",
            value=v,
            low=v - 0.2,
            high=v + 0.2,
            n=10,
            signal=v < -0.4,
        )
        for n, v in enumerate(values)
    )
    return Line(reviewer=name, points=points, smoothed=values, low=-0.4, high=0.4, words=f"{name} moves.")


def made(*, against: Against = Against.MASTER, indicator: IndicatorId | None = None) -> CalibrationReport:
    counts = [[0] * 4 for _ in LEVELS]
    for given in GIVEN.values():
        for g, m in zip(given, MASTER, strict=True):
            if g is not None:
                counts[g - 1][m - 1] += 1
    return CalibrationReport(
        set_id="set-1",
        title="Fall set A",
        program="Partnerships",
        against=against,
        indicator=indicator,
        indicators=tuple(Named(id=f"3.{n}", title=f"Indicator {n}") for n in (1, 2, 3)),
        submissions=tuple(submission(x) for x in LABELS),
        levels=LEVELS,
        reviewers=tuple(reviewer(n) for n in GIVEN),
        overview=OVERVIEW,
        matrices=(matrix(),),
        confusions=(ConfusionGrid(reviewer="", counts=tuple(tuple(r) for r in counts)),),
        severity=severity(),
        disputes=(dispute(),),
        by_indicator=(
            IndicatorRow(
                indicator=I2,
                title="Builds partnership",
                exact=57,
                of=79,
                statistics=OVERVIEW[:1],
                mixed=(
                    Mixed(
                        settled=LEVELS[2],
                        given=LEVELS[1],
                        times=7,
                        of=31,
                        words="settled as Meets, confused with Emerging: 7 of 31",
                    ),
                ),
                descriptors=(
                    (1, "Nothing of it is seen."),
                    (2, "Some of it is seen."),
                    (3, "It is seen."),
                    (4, "Throughout."),
                ),
            ),
        ),
        over_time=(line("R-15", (-0.1, -0.3, -0.48)), line("R-24", (0.2, 0.4, 0.44))),
        results=(
            ResultRow(reviewer="R-17", standing=Standing.QUALIFIED, words="exact 93 % · none off by 2"),
            ResultRow(reviewer="R-12", standing=Standing.QUALIFIED, words="exact 83 %"),
            ResultRow(reviewer="R-15", standing=Standing.RETRAIN, words="1 off by 2 · 47 %", attempts_left=2),
        ),
        seed=20261121,
        resamples=2000,
        note="Small set: intervals are wide",
        revealed_at=AT,
        rule="80 % exact with master",
    )
