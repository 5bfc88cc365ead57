"""``keys show|list|trust|revoke``: one's own key, and whose keys are trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.packages import JSON
from reviewer_app.cli.session import print_json, session, table, tell
from reviewer_app.errors import could_not

if TYPE_CHECKING:
    from reviewer_app.workflow.keyring import KeyRow

_MOST = 16_384  # bytes of a public key file


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(help="Your own key, and whose keys are trusted here.", no_args_is_help=True)
    keys.command("show")(show)
    keys.command("list")(list_keys)
    keys.command("trust")(trust)
    keys.command("revoke")(revoke)
    app.add_typer(keys, name="keys")


def show(context: typer.Context, as_json: JSON = False) -> None:
    """Print your own public key: the line to give to the office."""
    from reviewer_app.workflow import keyring

    with session(context).open() as workspace:
        key = keyring.show(workspace)
    if as_json:
        print_json(_key(key))
    else:
        tell(key.line)


def list_keys(context: typer.Context, as_json: JSON = False) -> None:
    """List every key that is known here."""
    _print_all(context, as_json)


def trust(
    context: typer.Context,
    key: Annotated[
        str, typer.Argument(help="A .pub file, its line, or the beginning of a known id.", show_default=False)
    ],
    name: Annotated[str, typer.Option("--name", help="What to call it here.")] = "",
    office: Annotated[bool, typer.Option("--office", help="It is the office's: what it signs lifts holds.")] = False,
    as_json: JSON = False,
) -> None:
    """Trust a key: what it signs is accepted."""
    from reviewer_app.workflow import keyring

    with session(context).open() as workspace:
        keyring.trust(workspace, _text_of(key), name, office=office)
    _print_all(context, as_json)


def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The beginning of its id.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept.")],
    from_seq: Annotated[int, typer.Option("--from", min=1, help="The first number that no longer counts.")] = 1,
    as_json: JSON = False,
) -> None:
    """Stop accepting what a key signs, from a number of its sequence on."""
    from reviewer_app.workflow import keyring

    with session(context).open() as workspace:
        keyring.revoke(workspace, key, from_seq=from_seq, reason=reason)
    _print_all(context, as_json)


def _print_all(context: typer.Context, as_json: bool) -> None:
    from reviewer_app.workflow import keyring

    with session(context).open() as workspace:
        keys = keyring.keys(workspace)
    if as_json:
        print_json({"keys": [_key(k) for k in keys]})
        return
    table("", ("Key", "Name", "Standing", "Id"), [(k.short, k.name, _standing(k), k.id) for k in keys])


def _standing(key: KeyRow) -> str:
    if key.revoked_from is not None:
        return f"revoked from {key.revoked_from}"
    return "own" if key.own else "trusted" if key.trusted else "seen"


def _text_of(key: str) -> str:
    """The line in a file of that name, else the text itself."""
    path = Path(key)
    try:
        if key.startswith("ssh-") or not path.is_file():
            return key
        with path.open("rb") as stream:
            return stream.read(_MOST).decode("utf-8", "replace")
    except OSError as error:
        raise could_not("read the key file", error) from error


def _key(key: KeyRow) -> dict[str, Any]:
    return {
        "key": key.id,
        "name": key.name,
        "public": key.line,
        "own": key.own,
        "trusted": key.trusted,
        "revoked_from": key.revoked_from,
        "reason": key.reason,
    }
