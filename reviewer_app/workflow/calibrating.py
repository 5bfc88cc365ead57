"""Calibration, step by step: make a set, take it in, bring scores back, reveal, compare, agree, qualify, watch."""

from __future__ import annotations

from reviewer_app.workflow.calibrating_bundles import AddResult, add_bundles, add_bytes, status
from reviewer_app.workflow.calibrating_live import LiveReport, WatchResult, monitoring, watch
from reviewer_app.workflow.calibrating_minutes import minutes
from reviewer_app.workflow.calibrating_reports import (
    Revealed,
    consensus,
    qualification,
    report,
    reveal,
)
from reviewer_app.workflow.calibrating_sets import MadeSet, SetRow, new_set, sets
from reviewer_app.workflow.calibrating_taking import TakenSet, take_set
from reviewer_app.workflow.setfile import SetSpec, SpecItem, SpecMaster, read_spec

__all__ = [
    "AddResult",
    "LiveReport",
    "MadeSet",
    "Revealed",
    "SetRow",
    "SetSpec",
    "SpecItem",
    "SpecMaster",
    "TakenSet",
    "WatchResult",
    "add_bundles",
    "add_bytes",
    "consensus",
    "minutes",
    "monitoring",
    "new_set",
    "qualification",
    "read_spec",
    "report",
    "reveal",
    "sets",
    "status",
    "take_set",
    "watch",
]
