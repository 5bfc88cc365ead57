"""The files of a folder that is to be packed: which are there, what they are, how they fit what is asked for."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.completeness import requirement_for
from reviewer_app.domain.program import Component, EvidenceRequirement, Program
from reviewer_app.domain.submission import Kind
from reviewer_app.errors import Problem
from reviewer_app.workflow.submissionfile import NAME, FileEntry, SubmissionDraft

MOST_FILES = 9999
_EXTENSIONS = {
    "jpeg": "jpg", "matroska": "mkv", "mpegts": "ts", "mpegvideo": "mpg", "mpeg": "mpg", "asf": "wmv", "heif": "heic",
    "text": "txt", "markdown": "md", "shortcut": "url", "playlist": "txt", "ole": "doc", "locked": "doc", "aiff": "aif",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A listed file that is there, and what it is."""

    entry: FileEntry
    path: Path
    size: int
    kind: Kind
    media_type: str
    extension: str


def listed_files(folder: Path, written: SubmissionDraft, problems: list[Problem]) -> list[Found]:
    """The listed files that can be taken; why another can't, and what is not listed, is added to the problems."""
    found: list[Found] = []
    seen: dict[str, int] = {}
    for entry in written.evidence:
        if not entry.file:
            continue
        where = f"{NAME}:{entry.line} {entry.file[:120]}"
        first = seen.setdefault(os.path.normcase(os.path.normpath(entry.file)), entry.line)
        if first != entry.line:
            message, hint = f"This file is listed twice; the first is in line {first}.", "Take one of the two out."
            problems.append(Problem(code="duplicate-file", message=message, hint=hint, where=where))
            continue
        one = _file(folder, entry)
        if isinstance(one, Found):
            found.append(one)
        else:
            problems.append(Problem(code=one[0], message=one[1], hint=one[2], where=where))
    if len(found) > MOST_FILES:
        message = f"A package holds at most {MOST_FILES} files."
        problems.append(Problem(code="too-many-files", message=message, hint="Make several packages.", where=NAME))
    problems += _unlisted(folder, seen)
    return found


def _file(folder: Path, entry: FileEntry) -> Found | tuple[str, str, str]:
    """What a listed file is, or the code, message and hint of why it can't be taken."""
    relative = Path(entry.file)
    if os.path.normcase(os.path.normpath(entry.file)) == NAME:
        return "not-evidence", "This is the list itself, with what a reviewer must not see.", "Take it out of the list."
    if relative.is_absolute() or ".." in relative.parts or "\\" in entry.file or ":" in entry.file.split("/")[0]:
        return "path-outside", "This file is not within the folder.", "Copy it into the folder."
    path = folder
    try:
        for part in relative.parts:
            path = path / part
            if path.is_symlink():
                return "link", "This is a link, not a file.", "Copy the file itself into the folder."
        mode = path.stat().st_mode
    except (OSError, ValueError):  # also a name that no file can have
        return "file-missing", "This file is not there.", "Check the name, also capitals and the ending."
    if not stat.S_ISREG(mode):
        return "not-a-file", "This is not a file.", "List each file on its own."
    return recognised(entry, path)


def recognised(entry: FileEntry, path: Path) -> Found | tuple[str, str, str]:
    """What a file is by its content, or the code, message and hint of why it can't be taken."""
    from reviewer_app.evidence.sniff import sniff

    try:
        size = path.stat().st_size
        if size == 0:
            return "empty-file", "This file is empty.", "Ask the candidate for it again."
        with path.open("rb") as stream:
            form = sniff(stream, size)
    except OSError:
        return "unreadable", "This file can't be read.", "Check its permissions and the disk."
    return Found(
        entry=entry,
        path=path,
        size=size,
        kind=entry.kind or form.kind,
        media_type=form.media_type,
        extension="bin" if form.name in ("unknown", "empty") else _EXTENSIONS.get(form.name, form.name),
    )


def _unlisted(folder: Path, listed: dict[str, int]) -> list[Problem]:
    """A note for each file that lies in the folder and is not listed."""
    notes = []
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        if os.path.normcase(os.path.normpath(name)) not in listed:
            hint = "List it under evidence if it belongs to the submission."
            message = "This file lies in the folder and is not listed, so it is left out."
            notes.append(Problem(code="not-listed", message=message, hint=hint, where=name[:160], severity="note"))
    return notes


def files_below(folder: Path) -> list[Path]:
    """The plain files below a folder, in a fixed order; hidden ones, links and submission.yaml are passed over."""
    found = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(base) / name
            if not name.startswith(".") and path != folder / NAME and not path.is_symlink() and path.is_file():
                found.append(path)
    return found


def against_program(
    written: SubmissionDraft, files: Sequence[Found], program: Program, component: Component
) -> list[Problem]:
    """How the files fit what the program asks for: an unknown requirement is an error, the rest is for the record."""
    problems = []
    known = {r.id: r for r in component.requirements}
    answered: Counter[str] = Counter()
    for found in files:
        wanted = found.entry.requirement
        where = f"{NAME}:{found.entry.line} {found.entry.file[:120]}"
        if wanted and wanted not in known:
            hint = f"The component {component.id} has: {', '.join(known) or 'none'}."
            message = f"“{wanted[:40]}” is no evidence requirement."
            problems.append(Problem(code="unknown-requirement", message=message, hint=hint, where=where))
            continue
        answered[wanted or requirement_for(found.kind, component.requirements)] += 1
        if wanted and found.kind not in known[wanted].kinds:
            message = f"“{known[wanted].title}” asks for {' or '.join(known[wanted].kinds)}; this is {found.kind}."
            problems.append(Problem(code="other-kind", message=message, where=where, severity="note"))
    for rule in component.requirements:
        problems += _count(rule, answered[rule.id])
    offered = {i.category for i in program.indicators}
    if written.focus and written.focus not in offered:
        message, hint = f"The program has no focus “{written.focus[:60]}”.", f"It has: {', '.join(sorted(offered))}."
        problems.append(Problem(code="unknown-focus", message=message, hint=hint, where=written.where("focus")))
    return problems


def _count(rule: EvidenceRequirement, number: int) -> list[Problem]:
    if number < rule.minimum:
        message = f"“{rule.title}” asks for at least {rule.minimum}; there are {number}."
        return [Problem(code="too-few", message=message, hint=rule.prompt[:200], where=rule.id, severity="note")]
    if rule.maximum is not None and number > rule.maximum:
        message = f"“{rule.title}” takes at most {rule.maximum}; there are {number}."
        return [Problem(code="too-many", message=message, where=rule.id, severity="note")]
    return []
