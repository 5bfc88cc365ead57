"""Calibration, step by step: make a set, take it in, bring scores back, reveal, compare, agree, qualify, watch."""

from __future__ import annotations

from reviewer_app.workflow.calibrating_bundles import AddResult, add_bundles, add_bytes, status
from reviewer_app.workflow.calibrating_files import copy_set
from reviewer_app.workflow.calibrating_live import (
    LiveReport,
    SeededDecision,
    WatchResult,
    live_report,
    monitoring,
    watch,
)
from reviewer_app.workflow.calibrating_minutes import minutes
from reviewer_app.workflow.calibrating_reports import (
    Kept,
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
    "Kept",
    "LiveReport",
    "MadeSet",
    "Revealed",
    "SeededDecision",
    "SetRow",
    "SetSpec",
    "SpecItem",
    "SpecMaster",
    "TakenSet",
    "WatchResult",
    "add_bundles",
    "add_bytes",
    "consensus",
    "copy_set",
    "live_report",
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
