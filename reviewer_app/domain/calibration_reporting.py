"""A calibration report from its material: pure, and the same for the same material and seed."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from datetime import date
from typing import Final

from reviewer_app.domain.agreement.report import Comparison, Options, compare, quick
from reviewer_app.domain.agreement.table import Ratings
from reviewer_app.domain.calibration_disputes import confusions, disputes, indicator_rows, matrices, shown, steps_of
from reviewer_app.domain.calibration_figures import Resampling, decision_study, overview
from reviewer_app.domain.calibration_material import Material, table_of, units_of
from reviewer_app.domain.calibration_people import lines, note_on_size, reviewer_rows, severity
from reviewer_app.domain.calibration_report import Against, CalibrationReport, Named, ResultRow
from reviewer_app.domain.calibration_results import session_of, standing_of
from reviewer_app.domain.ids import IndicatorId, KeyId
from reviewer_app.domain.wording import calibration_in_words

DEFAULT: Final = Resampling(seed=20261121, resamples=2000)
Known = MutableMapping[tuple[IndicatorId | None, bool, bool], Comparison]
"""What was computed before from the same material and seed: of which indicator, with masters or not, whole or quick."""


def build(
    material: Material,
    *,
    earlier: Sequence[Material] = (),
    indicator: IndicatorId | None = None,
    against: Against = Against.MASTER,
    how: Resampling = DEFAULT,
    today: date,
    known: Known | None = None,
) -> CalibrationReport:
    """The report of a session; ``earlier`` are the sessions of the same program before it, oldest first.

    ``known`` is filled with what other views of the same session need again.
    """
    seen = {} if known is None else known
    masters = against is Against.MASTER
    full = table_of(material, units_of(material))
    with_masters = _compare(full, how, seen, (None, True, True))
    table = table_of(material, units_of(material, indicator), masters=masters)
    narrow = _compare(table, how, seen, (indicator, masters, True))
    each = {
        one.id: _compare(table_of(material, units_of(material, one.id)), how, seen, (one.id, True, False))
        for one in material.all_indicators()
        if indicator in (None, one.id)
    }
    n = len({s.decision.submission for s in material.counted})
    sessions = (*earlier, material)
    return CalibrationReport(
        set_id=material.set.id,
        title=material.set.title,
        program=material.program.short_title or material.program.title,
        against=against,
        indicator=indicator,
        indicators=tuple(Named(id=i.id, title=i.title) for i in material.all_indicators()),
        submissions=tuple(shown(material, item) for item in material.set.items),
        levels=steps_of(material),
        reviewers=reviewer_rows(material, full, with_masters),
        overview=overview(material, table, narrow, against, how),
        matrices=matrices(material, indicator),
        confusions=confusions(table, narrow),
        severity=severity(table, narrow, against),
        disputes=disputes(material, indicator, against),
        by_indicator=indicator_rows(material, each, how),
        over_time=lines(sessions),
        results=results(sessions, today),
        seed=how.seed,
        resamples=how.resamples,
        note=note_on_size(n, len({(c.submission, c.indicator) for c in material.consensus})),
        revealed_at=material.revealed_at,
        rule="; ".join(calibration_in_words(r) for r in material.program.rules.calibration),
        everything=tuple(narrow.statistics.items()),
        decision_study=decision_study(narrow, len(table.raters)),
    )


def _compare(table: Ratings, how: Resampling, seen: Known, key: tuple[IndicatorId | None, bool, bool]) -> Comparison:
    if key not in seen:
        work = compare if key[2] else quick
        seen[key] = work(table, Options(resamples=how.resamples, seed=how.seed))
    return seen[key]


def results(sessions: Sequence[Material], today: date) -> tuple[ResultRow, ...]:
    """Everybody's standing after these sessions of one program, oldest first; also those expected who never came."""
    if not sessions:
        return ()
    names: dict[KeyId, str] = {s.key: s.reviewer for m in sessions for s in m.sheets}
    rules = sessions[-1].program.rules.calibration
    rows = []
    for key, name in names.items():
        own = [m for m in sessions if any(s.key == key for s in m.sheets)]
        rows.append(standing_of(rules, [session_of(m, key) for m in own], name, today))
    for label in sorted(sessions[-1].expected - set(names.values())):
        rows.append(standing_of(rules, [], label, today))
    return tuple(sorted(rows, key=lambda r: r.reviewer.casefold()))
