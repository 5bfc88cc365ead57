"""``identities list|add|use``: the reviewers who share a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.packages import JSON
from reviewer_app.cli.session import print_json, session, table, tell

if TYPE_CHECKING:
    from reviewer_app.workflow.identities import IdentityRow


def register(app: typer.Typer) -> None:
    """Add the commands."""
    identities = typer.Typer(help="The reviewers who share this workspace.", no_args_is_help=True)
    identities.command("list")(list_identities)
    identities.command("add")(add)
    identities.command("use")(use)
    app.add_typer(identities, name="identities")


def list_identities(context: typer.Context, as_json: JSON = False) -> None:
    """List everybody who reviews in this workspace."""
    from reviewer_app.workflow import identities

    with session(context).open() as workspace:
        rows = identities.identities(workspace)
    _print(rows, as_json)


def add(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help="Who signs, such as “Reviewer 18”.")],
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Ask for a passphrase for the new key.")] = False,
    as_json: JSON = False,
) -> None:
    """Add a reviewer with a key of their own; the passphrase file, if given, holds the new key's."""
    from reviewer_app.workflow import identities
    from reviewer_app.workspace import Workspace

    given = session(context)
    secret = given.new_passphrase(passphrase)
    with Workspace.open(given.root) as workspace:
        made = identities.add(workspace, name, secret)
    if as_json:
        print_json(_row(made))
    else:
        tell(f"{made.name} can review here now: reviewer-app identities use “{made.name}”")
        tell(f"The key is {made.short}; give this line to the office:\n{made.line}")


def use(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="A name, or the beginning of a key's id.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Work as another reviewer from now on."""
    from reviewer_app.workflow import identities
    from reviewer_app.workspace import Workspace

    given = session(context)
    with Workspace.open(given.root) as workspace:
        identities.use(workspace, who, given.passphrase())
        rows = identities.identities(workspace)
    _print(rows, as_json)


def _print(rows: tuple[IdentityRow, ...], as_json: bool) -> None:
    if as_json:
        print_json({"identities": [_row(r) for r in rows]})
        return
    table("", ("", "Name", "Key", "Id"), [("at work" if r.at_work else "", r.name, r.short, r.id) for r in rows])


def _row(row: IdentityRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "key": row.id,
        "public": row.line,
        "at_work": row.at_work,
        "since": row.since.isoformat() if row.since else None,
    }
