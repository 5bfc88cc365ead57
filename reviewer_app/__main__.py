"""Start: the window with no arguments, else the command line."""

from __future__ import annotations

import sys

WORKER = "--evidence-worker"
WINDOW_CHECK = "--window-check"


def main(arguments: list[str] | None = None) -> int:
    """Run the program; the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [WORKER]:
        from reviewer_app.evidence.child import serve

        return serve()
    if given[:1] == [WINDOW_CHECK]:
        from reviewer_app.ui.selftest_ui import main as check_window

        return check_window(given[1:])
    if given == ["demo"]:
        from reviewer_app.ui.app import run_demo

        return run_demo()
    if not given or (len(given) == 2 and given[0] == "--workspace"):
        from pathlib import Path

        from reviewer_app.ui.app import run

        return run(Path(given[1]).expanduser().absolute() if given else None)
    from reviewer_app.cli.main import main as command_line

    return command_line(given)


if __name__ == "__main__":
    sys.exit(main())
