"""Program files to read in tests: a small whole one, and one with as many faults as can be had."""

from __future__ import annotations

WHOLE = """\
format: 1
id: small
version: "1.0"
title: Small program
issuer: Test office
approval: {status: draft}
scale:
  - {value: 1, name: Not yet}
  - {value: 2, name: Met}
indicators:
  - id: 3.10
    title: Builds partnership
    category: Families
    levels:
      - {value: 1, name: Not yet, descriptor: Nothing of it is seen.}
      - {value: 2, name: Met, descriptor: It is seen.}
components:
  - id: unit
    title: Unit
    kind: course
    group: Course
    effort: 2
    requirements:
      - {id: clip, title: Clip, kinds: [video]}
rules:
  pass_rule: {rule: all_at_least, level: 2}
awards:
  - id: badge
    title: Badge
    kind: badge
    requires: {need: component_met, component: unit}
    earns: {credit: 0.5, credit_unit: points}
"""

BROKEN = """\
format: 1
id: Broken one
version: 2
issuer: Test office
approval: {status: approved, on: 2026-13-01}
colour: red
scale:
  - {value: 1, name: Not yet}
  - {value: 2, name: Met}
indicators:
  - id: "1.1"
    title: One
    levels:
      - {value: 1, name: Not yet, descriptor: Nothing.}
      - {value: 5, name: Best, descriptor: All.}
  - id: "1.1"
    title: Two
    weight: heavy
    levels: []
components:
  - id: unit
    title: Unit
    kind: course
    indicators: [1.1, 9.9]
    opens: 2026-05-01
    closes: 2026-04-01
    requirements:
      - {id: clip, title: Clip, kinds: [film], minimum: 3, maximum: 2}
  - id: unit
    title: Again
    kind: course
    review: maybe
    pass_rule: {rule: focus_at_least, level: 2}
rules:
  pass_rule: {rule: all_at_least, level: 7}
  second_scoring:
    - {rule: sometimes}
    - {percent: 10}
    - {rule: random, percent: 200}
  resubmission: {attempts: 2, coach_after: 2}
awards:
  - id: first
    title: First
    kind: badge
    requires: {need: award_earned, award: second}
  - id: second
    title: Second
    kind: badge
    requires:
      need: all_of
      of:
        - {need: award_earned, award: first}
        - {need: component_met, component: nowhere}
        - {need: n_of, n: 3, of: [{need: attested, code: x}]}
        - {need: components_met, count: 3}
  - id: third
    title: Third
    kind: badge
    requires: {need: effort, stars: 10}
    earns: {stipend: 100}
"""
