"""Ratings tables of every shape are read; bad ones are refused in clear words, every wrong cell named."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from reviewer_app.bundles.ratings import RatingsCase, read_ratings
from reviewer_app.domain.agreement.scales import parse_scale
from reviewer_app.domain.agreement.table import Ratings
from reviewer_app.errors import BadInput, Problem, UsageError


def read(text: str | bytes, scale: str | None = None, master: str | None = None) -> RatingsCase:
    data = text.encode() if isinstance(text, str) else text
    (case,) = read_ratings(data, scale=None if scale is None else parse_scale(scale), master=master)
    return case


def table(text: str | bytes, scale: str | None = "1-4", master: str | None = None) -> Ratings:
    ratings = read(text, scale, master).ratings
    assert ratings is not None
    return ratings


def rows(ratings: Ratings) -> list[list[str]]:
    return [["" if level < 0 else ratings.scale.label(int(level)) for level in row] for row in ratings.levels]


def refused(text: str | bytes, scale: str | None = "1-4") -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        read(text, scale)
    assert caught.value.problems
    for problem in caught.value.problems:
        assert problem.message.endswith(".")
    return caught.value.problems


def as_json(**document: Any) -> str:
    return json.dumps(document)


# ------------------------------------------------------------------------------------------------------- what is read
@pytest.mark.parametrize(
    "text",
    [
        "unit,Ann,Bo\nS1,1,2\nS2,,4\nS3,3,3\n",
        "unit;Ann;Bo\r\nS1;1;2\r\nS2;;4\r\nS3;3;3\r\n",
        "unit\tAnn\tBo\nS1\t1\t2\nS2\t\t4\nS3\t3\t3\n",
        "\ufeffunit,Ann,Bo\nS1,1,2\nS2,NA,4\nS3,3.0,3\n",
        '"unit","Ann","Bo"\n"S1","1","2"\n"S2","","4"\n\n"S3"," 3 ","3"\n',
        "name of the video,Ann,Bo\nS1,1,2\nS2,,4\nS3,3,3\n",
        "submission,reviewer,score\nS1,Ann,1\nS1,Bo,2\nS2,Bo,4\nS3,Ann,3\nS3,Bo,3\n",
        as_json(ratings=[[1, 2], [None, 4], [3, 3]], raters=["Ann", "Bo"], units=["S1", "S2", "S3"]),
    ],
)
def test_the_same_table_in_many_shapes(text: str) -> None:
    found = table(text)
    assert (found.raters, found.units) == (("Ann", "Bo"), ("S1", "S2", "S3"))
    assert rows(found) == [["1", "2"], ["", "4"], ["3", "3"]]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(coding: str) -> None:
    case = read("unit,Zoë,Bo\nS1,1,2\n".encode(coding), "1-4")
    assert case.ratings is not None
    assert case.ratings.raters == ("Zoë", "Bo")
    assert [note.code for note in case.notes] == (["old-encoding"] if coding == "cp1252" else [])


def test_a_table_without_heading() -> None:
    found = table("1,2\n3,4\n,2\n")
    assert found.raters == ("R1", "R2")
    assert rows(found) == [["1", "2"], ["3", "4"], ["", "2"]]


def test_named_levels() -> None:
    found = table("unit,A,B\nx,Met,not met\ny,Partly,MET\n", "Not met,Partly,Met")
    assert rows(found) == [["Met", "Not met"], ["Partly", "Met"]]
    assert found.scale.numbers().tolist() == [1.0, 2.0, 3.0]


def test_a_running_number_is_no_reviewer() -> None:
    case = read("video,A,B\n" + "".join(f"{n},1,2\n" for n in range(1, 16)), "1-4")
    assert case.ratings is not None
    assert case.ratings.raters == ("A", "B")
    assert [note.code for note in case.notes] == ["column-of-units"]


def test_the_column_of_masters_is_no_reviewer() -> None:
    found = table("unit,A,B,Master\nx,1,2,2\ny,3,3,\n", master="Master")
    assert found.raters == ("A", "B")
    assert found.master is not None
    assert found.master.tolist() == [1, -1]
    with pytest.raises(UsageError, match="no column “Lead”") as caught:
        table("unit,A,B,Master\nx,1,2,2\n", master="Lead")
    assert "Master" in caught.value.hint


def test_rows_of_scores_keep_submission_indicator_and_time() -> None:
    text = "submission,indicator,reviewer,date,score\nS1,I1,R10,2026-03-02,1\nS1,I2,R10,2026-03-02,2\nS2,I1,R9,,3\n"
    found = table(text)
    assert found.raters == ("R9", "R10")
    assert found.units == ("S1 I1", "S1 I2", "S2 I1")
    assert found.submission is not None
    assert found.submission.tolist() == [0, 0, 1]
    assert found.when is not None
    assert found.when[0, 1] == found.when[1, 1] > 700_000
    assert np.isnan(found.when[2, 0])


def test_wide_rows_may_name_submission_and_indicator() -> None:
    found = table("submission,indicator,A,B\nS1,I1,1,2\nS1,I2,2,2\nS2,I1,4,3\n")
    assert found.raters == ("A", "B")
    assert found.submission is not None
    assert found.submission.tolist() == [0, 0, 1]


def test_a_guessed_scale_is_said_to_be_guessed() -> None:
    case = read("unit,A,B\nx,1,4\ny,2,2\n")
    assert case.ratings is not None
    assert case.ratings.scale.categories == (1.0, 2.0, 3.0, 4.0)
    assert not case.ratings.scale.declared
    assert [note.code for note in case.notes] == ["scale-guessed"]


def test_spelled_missing_scores_are_counted() -> None:
    case = read("unit,A,B\nx,NaN,4\ny,n/a,2\nz,1,1\n", "1-4")
    assert case.ratings is not None
    assert rows(case.ratings) == [["", "4"], ["", "2"], ["1", "1"]]
    assert "2 cells" in case.notes[0].message


def test_a_confusion_table_becomes_units() -> None:
    found = read(as_json(table=[[2, 1], [0, 3]], scale={"level": "nominal", "categories": [0, 1]})).ratings
    assert found is not None
    assert rows(found) == [["0", "0"], ["0", "0"], ["0", "1"], ["1", "1"], ["1", "1"], ["1", "1"]]


def test_the_given_scale_goes_before_the_declared() -> None:
    text = as_json(ratings=[[1, 2], [2, 2]], scale={"level": "nominal", "categories": [1, 2]})
    assert table(text, "ordinal:1-5").scale.categories == (1.0, 2.0, 3.0, 4.0, 5.0)


def test_a_million_cells() -> None:
    line = ",".join(["1", "2", "3", "", "4"] * 20)
    found = table(f"{line}\n" * 10_000)
    assert found.levels.shape == (10_000, 100)
    assert found.levels[9_999, :5].tolist() == [0, 1, 2, -1, 3]


# ---------------------------------------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("text", "code", "words", "where"),
    [
        ("unit,A,B\nx,1,good\n", "not-a-number", "“good” is not a number", "row 2, column B"),
        ("unit,A,B\nx,1,2\ny,7,2\n", "not-on-scale", "“7” is not a level of the scale 1-4", "row 3, column A"),
        ("unit,A,B\nx,1,2.5\n", "not-on-scale", "“2.5”", "row 2, column B"),
        ("unit,A,B\nx,1,inf\n", "not-a-number", "“inf”", "row 2, column B"),
        ("unit,A,B\nx,1\ny,1,2\n", "ragged-row", "2 cells where the heading has 3", "row 2"),
        ("unit,A,B\nx,1,2,3\n", "ragged-row", "4 cells where the heading has 3", "row 2"),
        ("unit,A,A\nx,1,2\n", "column-twice", "“A”", "heading"),
        ("unit,A,B\n", "no-rows", "no rows", ""),
        ("", "no-rows", "empty", ""),
        (" \n\n", "no-rows", "empty", ""),
        ('unit,A,B\nx,"1,2\n', "not-a-table", "can't be read", "row 2"),
        (b"PK\x03\x04rest", "not-a-table", "workbook", ""),
        (b"%PDF-1.7", "not-a-table", "PDF", ""),
        (b"1,2\x00,3", "not-a-table", "not text", ""),
        ("submission,reviewer,score\nS1,A,1\nS1,A,2\n", "scored-twice", "A scored “S1” twice", "row 3"),
        ("{", "not-json", "not valid JSON", "line 1, column 2"),
        ('{"ratings": [[1, NaN]]}', "not-json", "NaN is not a number", ""),
        ('{"ratings": [[1]], "ratings": [[2]]}', "not-json", "“ratings” is there twice", ""),
        ('{"ratings": []}', "no-rows", "no rows", ""),
        ('{"ratings": [[1, 2], [1]]}', "ragged-row", "1 cells where the longest has 2", "row 2"),
        ('{"ratings": [[1, "x"]]}', "not-a-number", "“x”", "row 1, column R2"),
        ('{"ratings": [[1, true]]}', "not-on-scale", "“True”", "row 1, column R2"),
        ('{"ratings": [[1, [2]]]}', "not-a-number", "list", "row 1"),
        ('{"ratings": [[1, 1e999]]}', "not-a-number", "“inf”", "row 1, column R2"),
        ('{"ratings": 5}', "not-a-table", "not a list of rows", "ratings"),
        ('{"other": 5}', "not-a-table", "no ratings table", ""),
        ('{"cases": []}', "not-a-table", "“cases”", "cases"),
        ('{"scale": {"level": "cardinal"}, "ratings": [[1]]}', "bad-scale", "“cardinal”", "scale"),
        ('{"scale": {"categories": [1, 1]}, "ratings": [[1]]}', "bad-scale", "“categories”", "scale"),
        ('{"rows": [[1, 2]], "rows_columns": ["a"]}', "not-a-table", "“rows_columns”", "rows_columns"),
        ('{"series": []}', "no-rows", "“series”", "series"),
        ('{"series": [1, "x"]}', "not-a-number", "“x”", "series, place 2"),
        ('{"series": [1], "parameters": {"lambda_": 0}}', "not-a-number", "lambda_", "parameters"),
        ("[" * 100_000, "not-json", "JSON", ""),
    ],
)
def test_bad_tables_are_refused_in_words(text: str | bytes, code: str, words: str, where: str) -> None:
    problem = refused(text)[0]
    assert problem.code == code
    assert words in problem.message
    assert where in problem.where


def test_text_without_a_scale_says_how_to_name_levels() -> None:
    problem = refused("unit,A,B\nx,Met,1\n", None)[0]
    assert "--scale" in problem.hint


def test_many_wrong_cells_are_counted_not_listed() -> None:
    problems = refused("unit,A,B\n" + "x,bad,9\n" * 500)
    assert len(problems) == 21
    assert "980 more cells" in problems[-1].message


def test_a_master_off_the_scale_is_refused() -> None:
    document = {
        "rows_columns": ["submission", "reviewer", "score"],
        "rows": [["S1", "A", 1], ["S1", "B", 2]],
        "scale": {"level": "ordinal", "categories": [1, 2]},
        "anchors": {"S1": 7},
    }
    assert "“7”" in refused(json.dumps(document), None)[0].message


# -------------------------------------------------------------------------------------------------------------- scales
@pytest.mark.parametrize(
    ("text", "kind", "categories"),
    [
        ("1-4", "ordinal", (1.0, 2.0, 3.0, 4.0)),
        ("0..2", "ordinal", (0.0, 1.0, 2.0)),
        ("nominal:1-3", "nominal", (1.0, 2.0, 3.0)),
        ("interval: 0,0.5,1", "interval", (0.0, 0.5, 1.0)),
        ("Not met, Met", "ordinal", ("Not met", "Met")),
        ("-1-1", "ordinal", (-1.0, 0.0, 1.0)),
    ],
)
def test_scales_as_people_write_them(text: str, kind: str, categories: tuple[float | str, ...]) -> None:
    scale = parse_scale(text)
    assert (scale.kind, scale.categories) == (kind, categories)


@pytest.mark.parametrize("text", ["", "4", "4-1", "1,1", "1-400", "cardinal:1-4", "3-3"])
def test_scales_that_make_no_sense(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_scale(text)
    assert caught.value.hint
