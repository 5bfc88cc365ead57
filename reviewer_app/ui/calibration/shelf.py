"""Reports that were computed once: of the set, table or program in hand, by indicator and what it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reviewer_app.domain.calibration_report import Against, CalibrationReport

Choice = tuple[str, str]  # indicator (empty: all), against


@dataclass(slots=True, kw_only=True, eq=False)
class Shelf:
    """Made anew whenever anything of what it is about changes. ``ahead``: what may be asked next is computed before."""

    make: Callable[[str, str], CalibrationReport]
    ahead: bool = True
    reports: dict[Choice, CalibrationReport] = field(default_factory=dict)

    def take(self, choice: Choice) -> CalibrationReport:
        """The report of a choice, computed if it wasn't."""
        if choice not in self.reports:
            self.reports[choice] = self.make(*choice)
        return self.reports[choice]

    def neighbour(self, choice: Choice) -> Choice | None:
        """What is one click away and not computed yet."""
        shown = self.reports.get(choice)
        if not self.ahead or shown is None:
            return None
        indicator, against = choice
        near = [(indicator, other.value) for other in Against]
        near += [(i, against) for i in ("", *(str(n.id) for n in shown.indicators))]
        return next((one for one in near if one not in self.reports), None)
