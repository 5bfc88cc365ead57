"""``reviewer-app codes``: a small sealed file as QR codes, and back from pictures or a video of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reviewer_app.cli.packages import JSON
from reviewer_app.cli.session import job, print_json, tell
from reviewer_app.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Hand a small file over from screen to camera, as QR codes.", no_args_is_help=True)
    group.command("show")(show)
    group.command("read")(read)
    app.add_typer(group, name="codes")


def show(
    file: Annotated[Path, typer.Argument(help="A bundle, or any small file.", show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A moving .gif, .png or .webp, or a folder.", show_default=False)
    ],
    as_json: JSON = False,
) -> None:
    """Write a file as QR codes: one moving picture, or a picture each in a folder."""
    from reviewer_app.sync import qr_files

    made = qr_files.write(_bytes(file), output, job())
    if as_json:
        print_json(
            {
                "path": str(output),
                "pictures": [str(p) for p in made.paths],
                "frames": made.frames,
                "needed": made.pieces,
                "seconds": made.seconds,
            }
        )
    else:
        tell(
            f"{made.frames} codes in {output}; any {made.pieces} and one or two more of them give the file.\n"
            f"Film or photograph them, then: reviewer-app codes read PICTURES -o {file.name}"
        )


def read(
    pictures: Annotated[list[Path], typer.Argument(help="Pictures, videos, folders of them.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Put a file together from pictures or a video of its codes, in any order."""
    from reviewer_app.files import written_whole
    from reviewer_app.sync import qr_files

    found = qr_files.read(pictures, job())
    with written_whole(output, "write the file") as stream:
        stream.write(found.data)
    if as_json:
        print_json({"path": str(output), "size": len(found.data), "codes": found.codes, "seen": found.seen})
    else:
        tell(f"{output}: {len(found.data):,} bytes, from {found.codes} codes.\nSee what it is: check {output}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read.", hint="Check the name.", code="file-not-found") from error
