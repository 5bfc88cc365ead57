"""What calibration says of evidence under a privacy hold: that it was cited, and nothing of what stands there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer_app.domain.calibration_material import Material
    from reviewer_app.domain.citation import Citation
    from reviewer_app.workspace import Workspace


def covered(ws: Workspace, material: Material) -> Material:
    """The material without the quotes and notes of citations of files that must not be seen."""
    if not ws.marks.hiding():
        return material
    return replace(
        material,
        masters=tuple(replace(m, citations=_bare(ws, m.citations)) for m in material.masters),
        sheets=tuple(
            replace(s, decision=replace(s.decision, citations=_bare(ws, s.decision.citations))) for s in material.sheets
        ),
        consensus=tuple(replace(c, citations=_bare(ws, c.citations)) for c in material.consensus),
    )


def _bare(ws: Workspace, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(
        replace(c, note="", selector=replace(c.selector, quote=None)) if c.sha256 in ws.withheld else c
        for c in citations
    )
