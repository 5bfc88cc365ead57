"""The first version of ``submission.yaml``, written from the files that lie in a folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from reviewer_app.domain.completeness import requirement_for
from reviewer_app.domain.program import Component, EvidenceRequirement, Program
from reviewer_app.domain.submission import Kind
from reviewer_app.errors import UsageError, could_not
from reviewer_app.workflow.folderfiles import Found, files_below, recognised
from reviewer_app.workflow.submissionfile import NAME, FileEntry

_TITLES = {
    Kind.VIDEO: "Video",
    Kind.AUDIO: "Recording",
    Kind.PDF: "PDF document",
    Kind.DOCUMENT: "Document",
    Kind.TEXT: "Text",
    Kind.IMAGE: "Picture",
    Kind.LINK: "Link",
    Kind.OTHER: "File",
}


def draft(folder: Path, *, program: Program | None = None, component: str = "", submission: str = "") -> Path:
    """Write ``submission.yaml`` for the files found in a folder; one that is there already is left alone."""
    target = folder / NAME
    if not folder.is_dir():
        raise UsageError("That is not a folder.", hint="Name the folder with the files.", code="not-a-folder")
    if target.exists():
        raise UsageError(
            "There is a submission.yaml already. It was left alone.", hint="Edit it, or remove it.", code="file-exists"
        )
    parts = _component(program, component) if program is not None else None
    text = _draft_text(folder, program, parts, submission)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise could_not("write submission.yaml", error) from error
    return target


def _component(program: Program, component: str) -> Component:
    found = program.component(component) if component else program.components[0]
    if found is None:
        raise UsageError(
            f"The program {program.id} has no component {component}.",
            hint=f"It has: {', '.join(c.id for c in program.components)}.",
            code="unknown-component",
        )
    return found


def _draft_text(folder: Path, program: Program | None, component: Component | None, submission: str) -> str:
    rules = component.requirements if component else ()
    lines = [
        "# What this package holds. Lines that start with # are explanations.",
        "format: 1",
        "# The blind label of this submission. Never a person's name.",
        f"id: {submission or 'R-0001'}",
        "# The program, and which part of it was submitted. Leave version out for the newest.",
        f"program: {program.id if program else 'PROGRAM'}",
        *([f'version: "{program.version}"'] if program else []),
        f'component: "{component.id if component else "COMPONENT"}"',
        "# The office's code for the candidate, never a name.",
        "candidate: C-0001",
        "attempt: 1",
        "# first, second, adjudication, calibration or formative",
        "purpose: first",
        "# The chosen focus, where the program asks for one; the window it was handed in for; when the score is due.",
        'focus: ""',
        'window: ""',
        "# The day the candidate handed it in, such as 2026-10-28.",
        'handed_in: ""',
        'due: ""',
        "# Who the decision is for, and the office's own number of this assignment; both come back in the decision.",
        'audience: ""',
        'nonce: ""',
        "# The files, in the order the reviewer sees them. The reviewer sees the title, never the file's name:",
        "# keep names of persons out of it. kind is found from the content unless you give it.",
    ]
    if rules:
        lines.append("# requirement says what a file answers: " + ", ".join(f"{r.id} ({r.title})" for r in rules))
    return "\n".join([*lines, *_draft_files(folder, rules), *_DRAFT_END, ""])


def _draft_files(folder: Path, rules: Sequence[EvidenceRequirement]) -> list[str]:
    lines: list[str] = []
    count: Counter[Kind] = Counter()
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        found = recognised(FileEntry(file=name, title="", line=0), path)
        if not isinstance(found, Found):
            continue
        count[found.kind] += 1
        lines += [f"  - file: {_quoted(name)}", f"    title: {_TITLES[found.kind]} {count[found.kind]}"]
        lines.append(f"    kind: {found.kind}")
        if answer := requirement_for(found.kind, rules):
            lines.append(f"    requirement: {answer}")
    return ["evidence:", *lines] if lines else ["evidence: []"]


def _quoted(text: str) -> str:
    """A text in YAML's single quotes; a sign that these can't hold goes into double quotes."""
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text)


_DRAFT_END = (
    "# What the candidate or the office attests.",
    "statements:",
    "  - code: own-work",
    "    text: This is the candidate's own work.",
    "    given: true",
    "# Earlier attempts at the same component, for example:",
    '#   - {attempt: 1, outcome: not-met, unmet: ["3.2"], scores: {"3.2": 2}, feedback: "Show what changed."}',
    "earlier: []",
)
