"""Score matrices, disagreements with everybody's voice, and which levels of an indicator are read two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from reviewer_app.domain.agreement.report import Comparison
from reviewer_app.domain.agreement.table import Ratings
from reviewer_app.domain.calibration_figures import Resampling, overview
from reviewer_app.domain.calibration_material import (
    Material,
    Sheet,
    Unit,
    review_of,
    scale_of,
    score_of,
    table_of,
    units_of,
)
from reviewer_app.domain.calibration_report import (
    Against,
    Cell,
    ConfusionGrid,
    Dispute,
    IndicatorRow,
    Matrix,
    MatrixRow,
    Mixed,
    Ruling,
    SetSubmission,
    Step,
    Voice,
)
from reviewer_app.domain.calibration_set import Consensus, Master, SetItem
from reviewer_app.domain.calibration_unseen import not_seen
from reviewer_app.domain.citation import Citation
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.program import Indicator


def steps_of(material: Material) -> tuple[Step, ...]:
    """The levels of the scale with their names."""
    names = {level.value: level.name for one in material.all_indicators() for level in one.levels}
    names |= {level.value: level.name for level in material.program.scale}
    return tuple(Step(value=int(v), name=names.get(int(v), str(int(v)))) for v in scale_of(material).numbers())


def shown(material: Material, item: SetItem) -> SetSubmission:
    """A submission of the set as screens name it."""
    component = material.program.component(item.component)
    title = component.title if component else item.component
    return SetSubmission(label=item.label, id=item.submission, component=title, evidence=item.evidence)


def matrices(material: Material, indicator: str | None) -> tuple[Matrix, ...]:
    """The score matrix of each indicator, or of one."""
    return tuple(_matrix(material, one) for one in material.all_indicators() if indicator in (None, one.id))


def _matrix(material: Material, indicator: Indicator) -> Matrix:
    items = [i for i in material.set.items if any(one.id == indicator.id for one in material.indicators(i))]
    place = {int(v): n for n, v in enumerate(scale_of(material).numbers())}
    rulings = [material.ruling(i.submission, indicator.id) for i in items]
    rows = []
    for reviewer in material.reviewers:
        by = {s.decision.submission: s for s in material.sheets_of(reviewer)}
        cells = []
        for item, right in zip(items, rulings, strict=True):
            sheet = by.get(item.submission)
            level = None if sheet is None else score_of(sheet, indicator.id)
            cells.append(Cell(level=level, off=_off(place, level, right)))
        known = [c.off for c in cells if c.off is not None]
        rows.append(MatrixRow(reviewer=reviewer, cells=tuple(cells), exact=known.count(0), of=len(known)))
    return Matrix(
        indicator=indicator.id,
        title=indicator.title,
        submissions=tuple(i.label for i in items),
        masters=tuple(rulings),
        rows=tuple(rows),
    )


def _off(place: dict[int, int], level: int | None, right: int | None) -> int | None:
    if level is None or right is None or level not in place or right not in place:
        return None
    return place[level] - place[right]


def confusions(table: Ratings, found: Comparison) -> tuple[ConfusionGrid, ...]:
    """Everybody's confusions with the master together, then each reviewer's."""
    grids = [
        ConfusionGrid(reviewer=name, counts=found.confusions[name]) for name in table.raters if name in found.confusions
    ]
    if not grids:
        return ()
    whole = np.sum([g.counts for g in grids], axis=0)
    everybody = ConfusionGrid(reviewer="", counts=tuple(tuple(int(x) for x in row) for row in whole))
    return (everybody, *grids)


# --- disagreements ---------------------------------------------------------------------------------------------------


def disputes(material: Material, indicator: str | None, against: Against) -> tuple[Dispute, ...]:
    """Where scores differ (from the master as well, when that is what they are held against), largest first."""
    place = {int(v): n for n, v in enumerate(scale_of(material).numbers())}
    found = []
    for unit in units_of(material, indicator):
        made = _dispute(material, unit, against, place)
        if made is not None:
            found.append(made)
    return tuple(sorted(found, key=_size, reverse=True))


def _size(dispute: Dispute) -> tuple[int, int]:
    off = Counter(v.level for v in dispute.voices)
    usual = dispute.master.level if dispute.master else off.most_common(1)[0][0]
    return dispute.apart, sum(v.level != usual for v in dispute.voices)


def _dispute(material: Material, unit: Unit, against: Against, place: dict[int, int]) -> Dispute | None:
    item, one = unit.item, unit.indicator.id
    sheets = [s for s in material.sheets if s.decision.submission == item.submission and score_of(s, one) in place]
    ruling = material.ruling(item.submission, one) if against is Against.MASTER else None
    given = [level for s in sheets if (level := score_of(s, one)) is not None]
    levels = [*given, *([ruling] if ruling in place and ruling is not None else [])]
    if not given or min(levels) == max(levels):
        return None
    cited = _all_citations(material, sheets, item, one)
    voices = [_voice(material, s, item, one, cited, _off(place, score_of(s, one), ruling)) for s in sheets]
    voices.sort(key=lambda v: (-abs(v.off or 0), v.level, v.reviewer))
    return Dispute(
        submission=shown(material, item),
        indicator=one,
        title=unit.indicator.title,
        apart=place[max(levels)] - place[min(levels)],
        lowest=min(given),
        highest=max(given),
        voices=tuple(voices),
        master=_master(material, item, one),
        consensus=tuple(
            Ruling(level=c.level, rationale=c.rationale, citations=c.citations, at=c.at)
            for c in material.consensus
            if (c.submission, c.indicator) == (item.submission, one)
        ),
    )


def _master(material: Material, item: SetItem, indicator: IndicatorId) -> Ruling | None:
    same = [m for m in material.masters if (m.submission, m.indicator) == (item.submission, indicator)]
    return Ruling(level=same[0].level, rationale=same[0].rationale, citations=same[0].citations) if same else None


def _all_citations(
    material: Material, sheets: list[Sheet], item: SetItem, indicator: IndicatorId
) -> list[tuple[str, Citation]]:
    """Everybody's citations on it with who made them; the masters' and the room's are nobody's."""
    rulings: list[Master | Consensus] = [*material.masters, *material.consensus]
    found = [
        ("", c) for r in rulings if (r.submission, r.indicator) == (item.submission, indicator) for c in r.citations
    ]
    return found + [(s.reviewer, c) for s in sheets for c in s.decision.citations if c.indicator == indicator]


def _voice(
    material: Material,
    sheet: Sheet,
    item: SetItem,
    indicator: IndicatorId,
    cited: list[tuple[str, Citation]],
    off: int | None,
) -> Voice:
    decision, review = sheet.decision, review_of(sheet.decision)
    level = score_of(sheet, indicator)
    assert level is not None
    return Voice(
        reviewer=sheet.reviewer,
        level=level,
        off=off,
        citations=tuple(c for c in decision.citations if c.indicator == indicator),
        comment=next((c.text for c in decision.comments if c.indicator == indicator), ""),
        confidence=review.confidence.get(indicator, ""),
        unseen=not_seen(review, item.evidence, (c for who, c in cited if who != sheet.reviewer)),
        late=sheet.late or sheet.after,
    )


# --- indicators ------------------------------------------------------------------------------------------------------


def indicator_rows(
    material: Material, found: Mapping[IndicatorId, Comparison], how: Resampling
) -> tuple[IndicatorRow, ...]:
    """Each indicator's figures and which levels are read two ways, the worst agreed on first."""
    rows = [_indicator(material, one, found[one.id], how) for one in material.all_indicators() if one.id in found]
    return tuple(sorted(rows, key=lambda r: (r.exact / r.of if r.of else 1.0, r.indicator)))


def _indicator(material: Material, one: Indicator, found: Comparison, how: Resampling) -> IndicatorRow:
    table = table_of(material, units_of(material, one.id))
    against = Against.MASTER if table.master is not None else Against.EACH_OTHER
    grids = confusions(table, found)
    counts = np.array(grids[0].counts) if grids else np.zeros((0, 0), dtype=np.int64)
    statistics = overview(material, table, found, against, how)
    return IndicatorRow(
        indicator=one.id,
        title=one.title,
        exact=int(np.trace(counts)),
        of=int(counts.sum()),
        statistics=tuple(s for s in statistics if s.key != "same-outcome"),
        mixed=_mixed(material, counts),
        descriptors=tuple((level.value, level.descriptor or level.name) for level in one.levels),
    )


def _mixed(material: Material, counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> tuple[Mixed, ...]:
    """Pairs of levels that are taken for each other more than once and in a fifth of the cases, most often first."""
    steps = steps_of(material)
    found = []
    for right in range(len(counts)):
        of = int(counts[:, right].sum())
        for given in range(len(counts)):
            times = int(counts[given, right])
            if given != right and times >= 2 and times * 5 >= of:
                settled, taken = steps[right], steps[given]
                words = f"settled as {settled.name}, confused with {taken.name}: {times} of {of}"
                found.append(Mixed(settled=settled, given=taken, times=times, of=of, words=words))
    return tuple(sorted(found, key=lambda m: (-m.times / m.of, -m.times)))
