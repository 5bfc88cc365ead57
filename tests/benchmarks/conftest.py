"""Ratio benchmarks: a baseline and a subject measured in turn in one run, so that a busy machine slows both alike.

A benchmark takes the ``ratio`` fixture::

    def test_an_act_costs_little_more_than_a_commit(ratio):
        ratio("acknowledged act", "bare commit", subject=act, baseline=commit, limit=2.0, of=p99)

The rounds are pytest-benchmark's. It can't take two things in turn by itself, so the baseline runs in each round's
set-up, which is not timed. ``REVIEWER_BENCH=full`` (``python3 bootstrap.py bench``) takes many rounds and holds each
limit to the letter. The short form takes a few and fails from 1.3 times the limit on: so few rounds tell no less, on a
machine that does other things as well. All results are printed as one table and kept in ``.venv/reports/bench.json``.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("REVIEWER_BENCH") == "full"
SHORT_ROUNDS, FULL_ROUNDS = 5, 25
SLACK = 1.0 if FULL else 1.3

Work = Callable[[], object]
"""Does the thing once. A number it returns is taken as the seconds it measured itself; else the call is timed."""
Summary = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One benchmark: seconds (or bytes) of the subject and its baseline, and how they may relate."""

    subject: str
    baseline: str
    of: str
    unit: str
    subject_value: float
    baseline_value: float
    limit: float
    rounds: int

    @property
    def ratio(self) -> float:
        """How many times the baseline."""
        return self.subject_value / self.baseline_value


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def best(values: Sequence[float]) -> float:
    """The smallest: what it takes when nothing disturbs."""
    return min(values)


def p99(values: Sequence[float]) -> float:
    """The value that 99 of 100 stay within (nearest rank)."""
    ordered = sorted(values)
    return ordered[math.ceil(0.99 * len(ordered)) - 1]


class Ratio(Protocol):
    """Measures subject and baseline in turn and fails when the ratio is over its limit."""

    def __call__(
        self,
        subject_name: str,
        baseline_name: str,
        *,
        subject: Work,
        baseline: Work,
        limit: float,
        of: Summary = median,
        rounds: int = 0,
        warm_up: int = 1,
    ) -> Result: ...


RESULTS = pytest.StashKey[list[Result]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RESULTS] = []


def timed(work: Work) -> float:
    """Seconds that ``work`` took, or says it took."""
    began = time.perf_counter()
    said = work()
    took = time.perf_counter() - began
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else took


@pytest.fixture
def ratio(request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> Ratio:
    """See the module's words."""

    def measure(
        subject_name: str,
        baseline_name: str,
        *,
        subject: Work,
        baseline: Work,
        limit: float,
        of: Summary = median,
        rounds: int = 0,
        warm_up: int = 1,
    ) -> Result:
        count = rounds or (FULL_ROUNDS if FULL else SHORT_ROUNDS)
        for _ in range(warm_up):
            baseline()
            subject()
        baselines: list[float] = []
        subjects: list[float] = []
        benchmark.pedantic(  # type: ignore[no-untyped-call]
            lambda: subjects.append(timed(subject)),
            setup=lambda: baselines.append(timed(baseline)),
            rounds=count,
        )
        result = Result(
            subject=subject_name,
            baseline=baseline_name,
            of=of.__name__,
            unit="s",
            subject_value=of(subjects),
            baseline_value=of(baselines),
            limit=limit,
            rounds=len(subjects),
        )
        benchmark.extra_info.update(asdict(result), ratio=result.ratio)
        return keep(request.config, result)

    return measure


def keep(config: pytest.Config, result: Result) -> Result:
    """Put a result into the table; fail when it is over its limit."""
    config.stash[RESULTS].append(result)
    over = f"{result.subject}: {result.ratio:.2f} x {result.baseline}, the limit is {result.limit:g} x"
    assert result.ratio <= result.limit * SLACK, over
    return result


class Budget(Protocol):
    """Holds the median of some rounds against a limit in seconds."""

    def __call__(self, name: str, work: Work, limit: float, rounds: int = 0) -> Result: ...


@pytest.fixture
def budget(request: pytest.FixtureRequest) -> Budget:
    """``budget("queue filter keystroke", key, 0.05)``: what a person must not wait for.

    The short form allows for what else the machine does just then.
    """
    from tests.stalls import crowding

    def measure(name: str, work: Work, limit: float, rounds: int = 0) -> Result:
        limit *= 1.0 if FULL else crowding()
        timed(work)
        taken = [timed(work) for _ in range(rounds or 7 * (FULL_ROUNDS if FULL else SHORT_ROUNDS))]
        result = Result(
            subject=name,
            baseline="limit",
            of="median",
            unit="s",
            subject_value=median(taken),
            baseline_value=limit,
            limit=1.0,
            rounds=len(taken),
        )
        return keep(request.config, result)

    return measure


class Ceiling(Protocol):
    """Compares one measured number of bytes with its limit."""

    def __call__(self, name: str, measured: int, limit: int) -> Result: ...


@pytest.fixture
def ceiling(request: pytest.FixtureRequest) -> Ceiling:
    """``ceiling("intake of 2 GiB, peak memory", peak, 200_000_000)``."""

    def compare(name: str, measured: int, limit: int) -> Result:
        result = Result(
            subject=name,
            baseline="limit",
            of="peak",
            unit="B",
            subject_value=measured,
            baseline_value=limit,
            limit=1.0,
            rounds=1,
        )
        return keep(request.config, result)

    return compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A finished process: seconds, peak resident memory in bytes (it and its children; 0 where unknown), its output."""

    seconds: float
    peak: int
    stdout: str
    stderr: str


_WRAPPER = """
import json, subprocess, sys, time
began = time.monotonic()
run = subprocess.run(sys.argv[2:])
took = time.monotonic() - began
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
except ImportError:
    peak = 0
open(sys.argv[1], "w").write(json.dumps({"seconds": took, "peak": peak}))
raise SystemExit(run.returncode)
"""


def run_process(report: Path, *command: str, timeout: float = 600, **env: str) -> Ran:
    """Run a command to its end and measure it from outside; ``report`` is a scratch file. Raises when it fails.

    The peak is that of the largest process of its tree, as the system counts it; a small process waits between, because
    the count never falls again.
    """
    done = subprocess.run(
        [sys.executable, "-c", _WRAPPER, str(report), *command],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=os.environ | env,
        cwd=ROOT,
        check=True,
    )
    measured = json.loads(report.read_text())
    return Ran(seconds=measured["seconds"], peak=measured["peak"], stdout=done.stdout, stderr=done.stderr)


def until_mark(mark: str, *command: str, timeout: float = 60, **env: str) -> float:
    """Start a program and return the seconds until it says ``mark`` on a line of its own to stderr; then end it.

    Counted from before the process was started, on the clock of the one who waits.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | env, cwd=ROOT
    )
    assert process.stderr is not None
    seen: list[str] = []
    try:
        for line in process.stderr:
            seen.append(line)
            if line.split()[:1] == [mark]:
                return time.monotonic() - began
            if time.monotonic() - began > timeout:
                break
        raise AssertionError(f"{mark} was never said; instead:\n{''.join(seen)}")
    finally:
        process.kill()
        process.communicate()


def table(results: Sequence[Result]) -> list[str]:
    """The results as lines of text."""

    def amount(value: float, unit: str) -> str:
        return f"{value * 1000:10.2f} ms" if unit == "s" else f"{value / 1e6:10.1f} MB"

    lines = [f"{'subject':<44} {'':>6} {'subject':>13} {'baseline':>13} {'ratio':>7} {'limit':>6}  baseline"]
    for r in results:
        values = f"{amount(r.subject_value, r.unit)} {amount(r.baseline_value, r.unit)}"
        lines.append(f"{r.subject:<44} {r.of:>6} {values} {r.ratio:>6.2f}x {r.limit:>5g}x  {r.baseline}")
    return lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    results = config.stash.get(RESULTS, [])
    if not results:
        return
    terminalreporter.section("benchmarks, each against its baseline")
    for line in table(results):
        terminalreporter.write_line(line)
    reports = ROOT / ".venv" / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    listed = [asdict(result) | {"ratio": result.ratio} for result in results]
    (reports / "bench.json").write_text(json.dumps({"full": FULL, "results": listed}, indent=2), encoding="utf-8")
