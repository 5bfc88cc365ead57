"""The helpers of the benchmarks measure what they say, and fail what is over its limit."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks import conftest as bench


def result(subject_value: float, limit: float = 2.0) -> bench.Result:
    return bench.Result(
        subject="act", baseline="commit", of="p99", unit="s", subject_value=subject_value, baseline_value=0.5,
        limit=limit, rounds=5,
    )  # fmt: skip


def test_p99_is_the_nearest_rank() -> None:
    assert bench.p99([float(n) for n in range(1, 101)]) == 99.0
    assert bench.p99([float(n) for n in range(1, 1001)]) == 990.0
    assert bench.p99([3.0, 1.0, 2.0]) == 3.0


def test_over_the_limit_fails_and_is_still_in_the_table(request: pytest.FixtureRequest) -> None:
    config = request.config
    before = config.stash.get(bench.RESULTS, None)
    config.stash[bench.RESULTS] = []
    try:
        assert bench.keep(config, result(1.0)).ratio == 2.0
        with pytest.raises(AssertionError, match=r"act: 2\.80 x commit, the limit is 2 x"):
            bench.keep(config, result(1.4))
        assert len(config.stash[bench.RESULTS]) == 2
    finally:
        if before is None:
            del config.stash[bench.RESULTS]
        else:
            config.stash[bench.RESULTS] = before


def test_the_table_names_both_their_values_and_the_ratio() -> None:
    _, line = bench.table([result(0.8)])
    for part in ("act", "p99", "800.00 ms", "500.00 ms", "1.60x", "2x", "commit"):
        assert part in line


def test_work_is_timed_unless_it_says_how_long_it_took() -> None:
    assert bench.timed(lambda: 12.5) == 12.5
    assert 0.02 <= bench.timed(lambda: time.sleep(0.02)) < 5
    assert bench.timed(lambda: True) < 1


def test_a_process_is_measured_from_outside(tmp_path: Path) -> None:
    code = "import sys; data = b'x' * 150_000_000; print(len(data)); sys.stderr.write('said')"
    small = bench.run_process(tmp_path / "small", sys.executable, "-c", "pass")
    large = bench.run_process(tmp_path / "large", sys.executable, "-c", code)
    assert (large.stdout, large.stderr) == ("150000000\n", "said")
    assert large.seconds > 0
    assert small.peak < 100_000_000 < 150_000_000 < large.peak < 400_000_000


def test_a_mark_is_awaited_and_the_program_ended() -> None:
    code = "import sys, time; print('painted 1.0', file=sys.stderr, flush=True); time.sleep(60)"
    began = time.monotonic()
    said = bench.until_mark("painted", sys.executable, "-c", code)
    assert 0 < said <= time.monotonic() - began < 30


def test_a_program_that_never_says_its_mark_fails() -> None:
    code = "import sys; print('no window', file=sys.stderr)"
    with pytest.raises(AssertionError, match=r"painted was never said; instead:\nno window"):
        bench.until_mark("painted", sys.executable, "-c", code)
