"""``reviewer-app agreement FILE``: the documented JSON, words for people, exit codes."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.cli.main import main
from tests.domain.agreement_cases import PUBLISHED, cases_of, misses

CSV = "unit,Ann,Bo,Cy,Lead\n" + "".join(
    f"S{n},{1 + n % 4},{1 + (n + n // 7) % 4},{min(4, 2 + n % 4)},{1 + n % 4}\n" for n in range(24)
)


class Run:
    """One run of the command."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        capsys.readouterr()
        self.code = main(["agreement", *map(str, arguments)])
        self.out, self.err = capsys.readouterr()
        assert not re.search(r"\b(nan|inf|infinity)\b", self.out, re.IGNORECASE)

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def wrong(document: Any, path: Path) -> dict[str, Any]:
    shown = document.get("cases", [document])
    pairs = zip(cases_of(path), shown, strict=True)
    found = {c["name"]: misses(c, {k: v["value"] for k, v in s["statistics"].items()}) for c, s in pairs}
    return {name: missed for name, missed in found.items() if missed}


def test_published_cases_come_out(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, PUBLISHED, "--json", "--resamples", 20)
    assert (run.code, wrong(run.json, PUBLISHED)) == (0, {})


@pytest.mark.corpus
def test_reference_cases_come_out(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((corpus / "irr").glob("*.json"))
    assert len(files) >= 21
    for path in files:
        run = Run(capsys, path, "--json", "--resamples", 20)
        assert (path.name, run.code, wrong(run.json, path)) == (path.name, 0, {})


def test_the_json_is_the_documented_one(csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = Run(capsys, csv, "--json", "--scale", "1-4", "--master", "Lead").json
    assert (found["n_units"], found["n_raters"], found["raters"]) == (24, 3, ["Ann", "Bo", "Cy"])
    assert found["scale"] == {"level": "ordinal", "categories": [1.0, 2.0, 3.0, 4.0], "declared": True}
    for point in found["statistics"].values():
        assert set(point) == {"value", "low", "high", "n", "reason"}
        assert (point["value"] is None) == (point["reason"] is not None)
    alpha = found["statistics"]["alpha.ordinal"]
    assert -1 <= alpha["low"] <= alpha["value"] <= alpha["high"] <= 1
    assert alpha["n"] == 24
    assert found["statistics"]["anchor.Ann.bias"]["value"] == 0.0
    assert found["statistics"]["anchor.Cy.bias"]["value"] == pytest.approx(0.75)
    assert found["flags"] == {"erratic": ["Bo"], "lenient": ["Cy"]}
    assert sum(map(sum, found["confusions"]["Bo"])) == 24


def test_the_seed_and_the_resamples_make_the_interval(csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ends(*options: object) -> tuple[float | None, float | None]:
        point = Run(capsys, csv, "--json", "--scale", "1-4", *options).json["statistics"]["alpha.ordinal"]
        return point["low"], point["high"]

    assert ends("--seed", 5) == ends("--seed", 5)
    assert ends("--seed", 5) != ends("--seed", 6)
    assert ends("--resamples", 0) == (None, None)


def test_words_for_people(csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, csv, "--scale", "1-4", "--master", "Lead", "--cut", 3)
    assert run.code == 0
    for words in ("3 reviewers, 24 units", "Exact agreement", "by chance alone", "rough", "Same outcome", "lenient"):
        assert words in run.out
    assert all(len(line) <= 120 for line in run.out.splitlines())


def test_too_few_submissions_show_no_coefficient(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "few.csv"
    path.write_text("unit,A,B\nx,1,2\ny,3,3\nz,4,4\n", encoding="utf-8")
    assert "3 shared submissions are too few" in Run(capsys, path).out
    value = Run(capsys, path, "--json").json["statistics"]["alpha.ordinal"]["value"]
    assert math.isfinite(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unit,A\nx,1\ny,2\n", "only one reviewer"),
        ("unit,A,B\nx,1,\ny,,2\n", "no shared submissions"),
        ("unit,A,B\n" + "x,3,3\n" * 12, "everyone used one level"),
        ("unit,A,B\nx,,\n", "no scores"),
        ("unit,A,B,C\nx,1,2,\ny,1,1,\n", "No scores from C"),
    ],
)
def test_what_cannot_be_said_is_said(text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    run = Run(capsys, path, "--scale", "1-4")
    assert run.code == 0
    assert words in run.out


@pytest.mark.parametrize(
    ("text", "options", "code", "problem"),
    [
        ("unit,A,B\nx,1,good\n", (), 1, "not-a-number"),
        ("unit,A,B\nx,1,9\n", ("--scale", "1-4"), 1, "not-on-scale"),
        ("unit,A,B\n", (), 1, "no-rows"),
        ("unit,A,B\nx,1\n", (), 1, "ragged-row"),
        ("unit,A,B\nx,1,2\n", ("--scale", "x"), 2, "scale-not-understood"),
        ("unit,A,B\nx,1,2\n", ("--master", "C"), 2, "master-not-found"),
        ("unit,A,B\nx,1,2\n", ("--cut", "9"), 2, "no-level"),
        ("unit,A,B\nx,1,2\n", ("--resamples", "-1"), 2, "bad-usage"),
    ],
)
def test_problems_have_their_exit_code(
    text: str, options: tuple[str, ...], code: int, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    run = Run(capsys, path, "--json", *options)
    assert (run.code, run.json["problems"][0]["code"]) == (code, problem)
    assert run.err


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Run(capsys, tmp_path / "none.csv").code == 2
    assert Run(capsys, tmp_path).code == 2


def test_a_series_is_charted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "series.json"
    path.write_text(json.dumps({"series": [0, 0, 0, 9, 9], "parameters": {"target": 0, "k": 0.5, "h": 5}}))
    assert "cusum.first_signal_index     4" in Run(capsys, path).out
    assert Run(capsys, path, "--json").json["scale"] is None


def test_a_million_cells_are_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "big.csv"
    rows = (",".join(str(1 + (n * 7 + r * (n % 3)) % 4) for r in range(50)) for n in range(20_000))
    path.write_text("\n".join(rows), encoding="utf-8")
    found = Run(capsys, path, "--json", "--scale", "1-4").json
    assert (found["n_units"], found["n_raters"]) == (20_000, 50)
    assert found["statistics"]["alpha.ordinal"]["low"] is not None
    assert "60,000" in found["statistics"]["mfrm.mml.R1"]["reason"]
