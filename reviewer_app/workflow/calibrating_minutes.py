"""Minutes of a calibration session: who took part, what came out, what was agreed on; as Word and PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reviewer_app.domain.selectors import format_place
from reviewer_app.files import need_free_place, written_whole
from reviewer_app.workflow import papers
from reviewer_app.workflow.calibrating_bundles import status
from reviewer_app.workflow.calibrating_reports import report
from reviewer_app.workflow.calibrating_sets import own_set
from reviewer_app.workflow.papers import TITLE_MOST, clean, escaped
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, Dispute, Statistic
    from reviewer_app.domain.citation import Citation

_MOST_DISPUTES: Final = 20
_CSS: Final = """
body { font-family: sans-serif; font-size: 10pt; }
h1 { font-size: 17pt; } h2 { font-size: 12.5pt; margin-top: 14pt; } h3 { font-size: 10.5pt; }
table { width: 100%; } td, th { padding: 2pt 6pt 2pt 0; text-align: left; vertical-align: top; font-size: 9pt; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table; the first row is its head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture as PNG with what it shows in words."""

    png: bytes
    words: str


Part = Heading | Words | Rows | Drawing


def minutes(ws: Workspace, set_id: str, dest: Path) -> tuple[Path, ...]:
    """Write the minutes; by the ending as Word (.docx) or PDF (.pdf), without one both. Nothing is overwritten.

    ReviewerError ``scores-locked`` before the reveal.
    """
    own_set(ws, set_id)
    kinds = (dest.suffix.lower(),) if dest.suffix.lower() in (".docx", ".pdf") else (".docx", ".pdf")
    paths = (dest,) if len(kinds) == 1 else tuple(dest.with_name(dest.name + kind) for kind in kinds)
    for path in paths:
        need_free_place(path)
    parts = tuple(parts_of(ws, report(ws, set_id)))
    for path in paths:
        write(parts, path)
    return paths


def write(parts: tuple[Part, ...], dest: Path) -> None:
    """Write these parts as Word where the name ends on .docx, else as PDF; nothing is overwritten."""
    if dest.suffix.lower() == ".docx":
        _write_docx(parts, dest)
    else:
        _write_pdf(parts, dest)


def parts_of(ws: Workspace, made: CalibrationReport) -> Iterator[Part]:
    """What the minutes hold."""
    record = own_set(ws, made.set_id)
    yield Heading(text=f"Calibration: {made.title}", level=1)
    when = (
        f"{made.revealed_at:%B} {made.revealed_at.day}, {made.revealed_at:%Y, %H:%M} UTC" if made.revealed_at else "-"
    )
    yield Words(
        text=f"{made.program} · {len(made.submissions)} submissions · {len(made.indicators)} indicators · "
        f"{len(made.reviewers)} reviewers · scores revealed {when}"
    )
    yield Heading(text="Who took part")
    rows = [("Reviewer", "Scores", "")]
    rows += [(r.reviewer, f"{r.scored} of {r.of}", r.words) for r in status(ws, made.set_id).rows]
    yield Rows(rows=tuple(rows))
    yield Heading(text="How well scores agree")
    yield Rows(rows=(("", "Value", "95 % interval", "From"), *(_statistic(s) for s in made.overview)))
    if made.note:
        yield Words(text=made.note)
    yield from _severity(made)
    yield from _results(made)
    yield from _indicators(made)
    yield from _disputes(made)
    yield Heading(text="How this was computed")
    yield Words(
        text=f"Intervals from {made.resamples:,} resamples of whole submissions, seed {made.seed}. The masters were "
        f"fixed beforehand: SHA-256 {record.set.commitment}. Set {made.set_id}."
    )


def _statistic(one: Statistic) -> tuple[str, str, str, str]:
    def shown(value: float | None) -> str:
        if value is None:
            return ""
        return f"{100 * value:.1f} %" if one.percent else f"{value:.2f}"

    ends = f"{shown(one.low)} to {shown(one.high)}" if one.low is not None else ""
    return one.label, shown(one.value) or one.reason, ends, one.counts or f"{one.n} submissions"


def _severity(made: CalibrationReport) -> Iterator[Part]:
    yield Heading(text="Who is severe or lenient")
    if made.severity.warning:
        yield Words(text=made.severity.warning)
    rows = [("Reviewer", "Levels off", "95 % interval", "")]
    for row in made.severity.rows:
        value = row.reason if row.value is None else f"{row.value:+.2f}"
        ends = f"{row.low:+.2f} to {row.high:+.2f}" if row.low is not None and row.high is not None else ""
        rows.append((row.reviewer, value, ends, row.word if row.flagged else ""))
    yield Rows(rows=tuple(rows))
    png = severity_png(made)
    if png:
        yield Drawing(png=png, words=f"Severity: {made.severity.title}")
    for sentence in made.severity.sentences:
        yield Words(text=sentence)


def _results(made: CalibrationReport) -> Iterator[Part]:
    yield Heading(text="Results by the program's rule")
    yield Words(text=f"Rule: {made.rule or 'none'}")
    rows = [("Reviewer", "Result", "", "Attempts left", "Valid until")]
    for row in made.results:
        left = "" if row.attempts_left is None else str(row.attempts_left)
        until = row.valid_until.isoformat() if row.valid_until else ""
        rows.append((row.reviewer, row.standing.value, row.words, left, until))
    yield Rows(rows=tuple(rows))


def _indicators(made: CalibrationReport) -> Iterator[Part]:
    mixed = [(row, one) for row in made.by_indicator for one in row.mixed]
    if mixed:
        yield Heading(text="Levels that are read two ways")
        for row, one in mixed:
            yield Words(text=f"{row.indicator} {row.title}: {one.words}.")


def _disputes(made: CalibrationReport) -> Iterator[Part]:
    shown = [d for d in made.disputes if d.large or d.consensus]
    yield Heading(text="Disagreements and what was agreed on")
    if not shown:
        yield Words(text="No scores were more than one level apart, and no master was settled anew.")
    agreed_first = sorted(shown, key=lambda d: not d.consensus)
    for dispute in agreed_first[:_MOST_DISPUTES]:
        yield from _dispute(dispute)
    if len(shown) > _MOST_DISPUTES:
        yield Words(text=f"{len(shown) - _MOST_DISPUTES} more are in the report.")


def _dispute(dispute: Dispute) -> Iterator[Part]:
    yield Heading(text=f"{dispute.submission.label} · {dispute.indicator} {dispute.title}", level=3)
    if dispute.master is not None:
        yield Words(text=f"Master {dispute.master.level}: {dispute.master.rationale or 'no reason given'}")
    yield Words(
        text="Scores: " + ", ".join(f"{v.reviewer} {v.level}{' (late)' if v.late else ''}" for v in dispute.voices)
    )
    for agreed in dispute.consensus:
        on = f" on {agreed.at.date().isoformat()}" if agreed.at else ""
        where = "; ".join(_place(c) for c in agreed.citations)
        yield Words(text=f"Agreed{on}: {agreed.level}. {agreed.rationale}{f' ({where})' if where else ''}")


def _place(citation: Citation) -> str:
    return format_place(citation.item, citation.selector)


# --- the picture -----------------------------------------------------------------------------------------------------


def severity_png(made: CalibrationReport) -> bytes:
    """Everybody's mean difference with its interval, as a picture; empty when there is nothing to draw."""
    import pymupdf

    rows = [r for r in made.severity.rows if r.value is not None]
    if not rows:
        return b""
    reach = max(0.5, *(abs(x) for r in rows for x in (r.value, r.low, r.high) if x is not None)) * 1.1
    width, step, left = 460.0, 18.0, 110.0
    maker: Any = pymupdf
    document = maker.open()
    page = document.new_page(width=width, height=step * (len(rows) + 2))

    def across(value: float) -> float:
        return left + (value + reach) / (2 * reach) * (width - left - 20)

    bottom = step * (len(rows) + 0.6)
    page.draw_line((across(0), 4), (across(0), bottom), color=(0.7, 0.7, 0.7), width=0.7)
    for n, row in enumerate(rows):
        y = step * (n + 1)
        colour = (0.7, 0.13, 0.13) if row.flagged else (0.14, 0.34, 0.78)
        page.insert_text((6, y + 3), _latin(row.reviewer)[:22], fontsize=8.5)
        if row.low is not None and row.high is not None:
            page.draw_line((across(row.low), y), (across(row.high), y), color=(0.3, 0.33, 0.4), width=1.3)
        page.draw_circle((across(row.value or 0.0), y), 3.2, color=colour, fill=colour)
    page.insert_text((across(-reach), bottom + 10), "severe", fontsize=8)
    page.insert_text((across(reach) - 26, bottom + 10), "lenient", fontsize=8)
    page.insert_text((across(0) - 2, bottom + 10), "0", fontsize=8)
    data: bytes = page.get_pixmap(dpi=150).tobytes("png")
    document.close()
    return data


def _latin(text: str) -> str:
    """What the picture's built-in font can show."""
    return text.encode("latin-1", "replace").decode("latin-1")


# --- writing ---------------------------------------------------------------------------------------------------------


def _lines(text: str) -> str:
    """Cleaned, with its breaks of lines."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _write_docx(parts: tuple[Part, ...], dest: Path) -> None:
    from docx import Document
    from docx.shared import Cm

    document: Any = Document()
    document.core_properties.author = ""
    document.core_properties.title = clean(next((p.text for p in parts if isinstance(p, Heading)), ""))[:TITLE_MOST]
    for part in parts:
        match part:
            case Heading():
                document.add_heading(clean(part.text), part.level)
            case Words():
                document.add_paragraph(_lines(part.text))
            case Rows():
                _docx_table(document, part)
            case Drawing():
                document.add_picture(io.BytesIO(part.png), width=Cm(14))
    with written_whole(dest, "write the minutes") as file:
        document.save(file)


def _docx_table(document: Any, part: Rows) -> None:
    table: Any = document.add_table(rows=0, cols=len(part.rows[0]))
    table.style = "Light List"
    for row in part.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = papers.cell(text)


def _write_pdf(parts: tuple[Part, ...], dest: Path) -> None:
    pictures, pieces = {}, []
    for n, part in enumerate(parts):
        if isinstance(part, Drawing):
            pictures[f"drawing-{n}.png"] = part.png
            pieces.append(f'<p><img src="drawing-{n}.png" width="420" alt="{escaped(part.words)}"></p>')
        else:
            pieces.append(_html(part))
    papers.write_pdf("\n".join(pieces), _CSS, pictures, dest, "write the minutes")


def _html(part: Heading | Words | Rows) -> str:
    if isinstance(part, Heading):
        return f"<h{part.level}>{escaped(part.text)}</h{part.level}>"
    if isinstance(part, Words):
        return f"<p>{escaped(part.text)}</p>"
    head, *body = part.rows
    lines = ["<tr>" + "".join(f"<th>{escaped(papers.cell(c))}</th>" for c in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{escaped(papers.cell(c))}</td>" for c in row) + "</tr>" for row in body]
    return f"<table>{''.join(lines)}</table>"
