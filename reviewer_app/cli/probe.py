"""``reviewer-app probe``: what the readers make of a file, without any workspace."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.session import print_json, tell

if TYPE_CHECKING:
    from reviewer_app.evidence.values import Picture, Probe
    from reviewer_app.evidence.vault import Recipe
    from reviewer_app.evidence.worker import Readers

PICTURE_PX = 1600


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probe")(probe)


def probe(
    files: Annotated[list[Path], typer.Argument(help="Files to look at.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Print the plain text too.")] = False,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="PNG", help="Write what the viewer would show as a PNG.")
    ] = None,
    page: Annotated[int | None, typer.Option("--page", min=1, help="Page of a document, from 1.")] = None,
    at: Annotated[float | None, typer.Option("--at", min=0, metavar="SECONDS", help="Time in a video.")] = None,
    frame: Annotated[int | None, typer.Option("--frame", min=0, help="Frame of a video or picture, from 0.")] = None,
) -> None:
    """Say what FILEs are, found from their content: kind, whether they can be shown, and what is wrong with them."""
    from reviewer_app.errors import UsageError
    from reviewer_app.evidence.worker import Readers

    if sum(place is not None for place in (page, at, frame)) > 1:
        raise UsageError("Ask for a page, a time or a frame, only one of them.", code="bad-usage")
    if picture is not None and len(files) != 1:
        raise UsageError("A picture can be made of one file at a time.", code="bad-usage")
    with Readers() as readers:
        found = [_one(readers, path, text) for path in files]
        if picture is not None and found[0]["status"] != "refused":
            _write_picture(picture, _picture(readers, _recipe(files[0]), found[0], page, at, frame))
    if as_json:
        print_json(found[0] if len(found) == 1 else found)
    else:
        tell("\n\n".join(_as_text(entry) for entry in found))
    raise typer.Exit(1 if any(entry["status"] == "refused" for entry in found) else 0)


def _recipe(path: Path) -> Recipe:
    """A recipe for a file that lies open on the disk."""
    from reviewer_app.evidence.vault import Recipe

    return Recipe(path=os.fspath(path.resolve()), size=path.stat().st_size, sha256="")


def _in_a_vault(path: Path) -> bool:
    from reviewer_app.workspace import DATABASE

    return any(p.name == "vault" and (p.parent / DATABASE).exists() for p in path.resolve().parents)


def _one(readers: Readers, path: Path, text: bool) -> dict[str, Any]:
    from reviewer_app.errors import Problem, ReviewerError

    try:
        if not path.is_file():
            raise FileNotFoundError
        if _in_a_vault(path):
            problem = Problem(
                code="in-a-workspace",
                message="That is evidence in a workspace.",
                hint="Open its submission in Reviewer, where holds are heeded.",
            )
            return _refused(path, problem)
        recipe = _recipe(path)
        entry = _entry(path, readers.probe(recipe, name=path.name))
        if text and entry["status"] != "refused":
            entry["text"] = _text(readers, recipe)
    except OSError:
        problem = Problem(code="no-such-file", message="There is no such file, or it may not be read.")
        return _refused(path, problem)
    except ReviewerError as error:
        return _refused(path, error.as_problem())
    return entry


def _refused(path: Path, problem: Any) -> dict[str, Any]:
    from reviewer_app.domain.submission import Kind
    from reviewer_app.evidence.values import Probe, Status

    media_type = "application/octet-stream"
    return _entry(path, Probe(kind=Kind.OTHER, media_type=media_type, status=Status.REFUSED, problems=(problem,)))


def _entry(path: Path, found: Probe) -> dict[str, Any]:
    problems = [{k: v for k, v in asdict(p).items() if k != "severity" or v != "error"} for p in found.problems]
    return {
        "path": os.fspath(path),
        "kind": str(found.kind),
        "status": str(found.status),
        "problems": problems,
        "pages": found.pages,
        "duration": found.duration_ms / 1000,
        "frames": found.frames,
        "size": found.size,
        "words": found.words,
        "media_type": found.media_type,
        "width": found.width,
        "height": found.height,
        "rotation": found.rotation,
        "fps": found.fps,
        "start": found.start_ms / 1000,
        "video": found.video_codec,
        "audio": found.audio_codec,
        "captions": found.captions,
        "encrypted": found.encrypted,
        "named": bool(found.names),
    }


def _text(readers: Readers, recipe: Recipe) -> str:
    from reviewer_app.errors import ReviewerError

    try:
        return readers.text(recipe).text
    except ReviewerError as error:
        if error.code == "wrong-kind":
            return ""
        raise


def _picture(
    readers: Readers, recipe: Recipe, entry: dict[str, Any], page: int | None, at: float | None, frame: int | None
) -> Picture:
    """What the viewer would show at that place."""
    from reviewer_app.errors import UsageError

    kind = entry["kind"]
    if kind == "pdf":
        return readers.page(recipe, page or 1, PICTURE_PX)
    if kind == "image":
        return readers.picture(recipe, PICTURE_PX, frame=frame + 1 if frame is not None else page or 1)
    if kind == "video":
        return (
            readers.frame_number(recipe, frame) if frame is not None else readers.frame(recipe, round((at or 0) * 1000))
        )
    raise UsageError(f"There is no picture of this kind of file ({kind}).", hint="Use --text for what it says.")


def _write_picture(path: Path, picture: Picture) -> None:
    from PIL import Image

    from reviewer_app.errors import ReviewerError

    try:
        Image.frombytes("RGB", (picture.width, picture.height), picture.rgb).save(path, "PNG")
    except OSError as error:
        raise ReviewerError("The picture can't be written there.", hint=str(error.strerror or "")) from error


def _as_text(entry: dict[str, Any]) -> str:
    facts = [
        (entry["pages"], f"{entry['pages']} pages" if entry["pages"] != 1 else "1 page"),
        (entry["width"], f"{entry['width']} x {entry['height']}"),
        (entry["duration"], f"{entry['duration']:.2f} s"),
        (entry["fps"], f"{entry['fps']:g} frames a second"),
        (entry["words"], f"{entry['words']} words"),
        (entry["captions"], "with captions"),
        (entry["named"], "a name in its properties"),
        (entry["size"], f"{entry['size']} bytes"),
    ]
    lines = [f"{entry['path']}: {entry['kind']} ({entry['media_type']}), {entry['status']}"]
    lines.append("  " + ", ".join(words for value, words in facts if value))
    for problem in entry["problems"]:
        lines.append("  - " + " ".join(part for part in (problem["message"], problem["hint"]) if part))
    if entry.get("text"):
        lines += ["", entry["text"]]
    return "\n".join(line for line in lines if line.strip() or not line)
