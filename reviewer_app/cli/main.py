"""The command line: the commands put together, and the one place where errors become words and exit codes."""

from __future__ import annotations

import importlib
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from reviewer_app import __version__, logs, paths
from reviewer_app.cli.session import Session, print_json, ready_streams, report_error, say
from reviewer_app.errors import ReviewerError, UsageError

MODULES = (
    "packages",
    "reviewing",
    "handing",
    "holding",
    "identities",
    "keys",
    "programs",
    "probe",
    "agreement",
    "calibrate",
    "codes",
    "selftest",
    "demo",
)
"""Where the commands are; each module has ``register(app)``."""

_INTERRUPTED = 130  # what Typer makes of Ctrl-C


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reviewer-app {__version__}")
        raise typer.Exit


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="reviewer-app",
        help="Score evidence offline, and hand decisions over as signed bundles that anybody can check.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(options)
    for name in MODULES:
        importlib.import_module(f"reviewer_app.cli.{name}").register(app)
    return app


def options(
    context: typer.Context,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", metavar="DIR", help="The workspace to use.", show_default=False)
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="The signing key's passphrase is its first line."),
    ] = None,
    identity: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Work as this reviewer of the workspace, for this once.")
    ] = "",
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Score evidence offline, and hand decisions over as signed bundles that anybody can check."""
    named = workspace.expanduser().absolute() if workspace is not None else None
    context.obj = Session(named=named, passphrase_file=passphrase_file, identity=identity)


def main(arguments: list[str]) -> int:
    """Run one command; the exit code: 0 done, 1 problems in what was given, 2 wrong usage, 3 could not go on."""
    ready_streams()
    in_json = "--json" in arguments
    folder = _log_folder(arguments)
    try:
        logs.start(folder)
        code = build()(args=arguments, prog_name="reviewer-app", standalone_mode=False)
        if code == _INTERRUPTED:
            raise typer.Abort
    except ReviewerError as error:
        report_error(error, in_json)
        return error.exit_code
    except typer.Abort:
        report_error(ReviewerError("Stopped as asked.", code="cancelled"), in_json)
        return 3
    except typer.TyperException as error:
        return _usage(error, in_json)
    except Exception as error:  # noqa: BLE001 - a bug: the person gets a sentence and a report, never a traceback
        return _crashed(error, folder, in_json)
    finally:
        logs.stop()
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException, in_json: bool) -> int:
    """What Typer found wrong with the command itself."""
    context = getattr(error, "ctx", None)
    hint = f"See: {context.command_path} --help" if context is not None else "See: reviewer-app --help"
    message = error.format_message()
    if not message:  # no command was given: Typer's help is the answer
        say(context.get_help() if context is not None else hint)
        return 2
    if not message.endswith((".", "?", "!")):
        message += "."
    report_error(UsageError(message, hint=hint, code="bad-usage"), in_json)
    return 2


def _crashed(error: Exception, folder: Path, in_json: bool) -> int:
    """Keep what a developer needs and nothing that names anybody; say so."""
    report = _write_report(error, folder)
    where = f"A report is in {report}. It names no person and no file: send it with a few words." if report else ""
    bug = ReviewerError(
        "Something went wrong that should not. Everything that was saved before is kept.", hint=where, code="bug"
    )
    if in_json:
        print_json({"problems": [{"code": bug.code, "message": bug.message, "hint": bug.hint, "where": ""}]})
    report_error(bug, False)
    return bug.exit_code


def _write_report(error: BaseException, folder: Path) -> Path | None:
    now = datetime.now(UTC)
    lines = [f"reviewer-app {__version__}, Python {platform.python_version()}, {platform.system()}", f"{now:%F %T} UTC"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__name__}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        cause = cause.__cause__
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        say("\n".join(lines))
        return None
    return path


def _log_folder(arguments: list[str]) -> Path:
    """The logs folder of the workspace that the command is about, else the person's own."""
    from reviewer_app.workspace import DATABASE, LOGS

    named = Path(arguments[arguments.index("--workspace") + 1]) if "--workspace" in arguments[:-1] else None
    root = named or paths.default_workspace()
    return root / LOGS if (root / DATABASE).exists() else paths.log_folder()
