"""Unions told apart by their tag."""

from __future__ import annotations

from typing import get_args

import pytest

from reviewer_app.domain.requirements import Requirement
from reviewer_app.domain.rules import AdjudicationWhen, CalibrationRule, PassRule, SecondRule
from reviewer_app.domain.tagged import Tagged


@pytest.mark.parametrize(
    ("alias", "names"),
    [
        (PassRule, "all_at_least all_top category_majority percent focus_at_least"),
        (SecondRule, "always random near_cut all_not_met all_resubmissions backread"),
        (AdjudicationWhen, "differ_by_more_than outcome_differs"),
        (CalibrationRule, "match_master exact_by_scale master_agreement each_and_overall"),
        (
            Requirement,
            "component_met components_met effort award_earned all_of n_of chain attested not_same_year "
            "not_together_with within_time once",
        ),
    ],
)
def test_each_member_has_its_own_name(alias: object, names: str) -> None:
    union, tag = get_args(alias)
    assert isinstance(tag, Tagged)
    assert list(tag.members(union)) == names.split()
