"""Starts processes that are to be killed: imports everything once, then forks one child per line of input.

A line is JSON: what to do, and the workspace. Answers: ``pid N`` at once, ``open`` when the workspace is, ``ack …``
after each thing that the program has acknowledged, ``gone`` when the child has ended.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy.dialects.sqlite  # noqa: F401 - imported before forking, as the rest
from securesystemslib import dsse  # noqa: F401

from reviewer_app.bundles import seal, unpack  # noqa: F401
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.store import catalogue, journal, trust  # noqa: F401
from reviewer_app.workflow import intake, scoring, sealing
from reviewer_app.workspace import Workspace
from tests.builders import SID


def ack(text: str) -> None:
    """Say that the program has acknowledged something: one write, so that it is said whole or not at all."""
    os.write(1, f"ack {text}\n".encode())


def acts(ws: Workspace, trial: int) -> None:
    """Act after act, without end."""
    for number in count():
        marker = trial * 100_000 + number
        if number % 2:
            scoring.viewed(ws, SID, ItemId("0001"), marker, marker + 1, 1)
        else:
            scoring.comment(ws, SID, None, str(marker))
        ack(str(marker))


def take_in(ws: Workspace, packages: list[str]) -> None:
    """Take packages in."""
    result = intake.intake(ws, [Path(p) for p in packages])
    ack(" ".join(result.added))


def add_identities(ws: Workspace, trial: int) -> None:
    """One reviewer after the other comes, and works."""
    for number in range(20):
        name = f"R {trial}-{number}"
        ws.become(ws.add_identity(name).id)
        scoring.comment(ws, SID, None, name)
        ack(name)


def seal_all(ws: Workspace) -> None:
    """Seal one decision after the other."""
    for row in sealing.ready(ws):
        made = sealing.seal(ws, None, [SubmissionId(row.submission)])
        ack(f"{made.seq} {made.path.name}")


def hold_and_lift(ws: Workspace, trial: int) -> None:
    """One's own hold comes and goes, over and over; under it stands one that the office lifts."""
    from reviewer_app.domain.holding import HoldKind
    from reviewer_app.workflow import holding
    from reviewer_app.workflow.cases import stands_for

    for number in range(30):
        name = f"{trial}-{number}"
        if any(h.kind is HoldKind.OWN for h in stands_for(ws, SID).holds):
            holding.lift(ws, SID, name)
        else:
            holding.hold(ws, SID, name)
        ack(name)
        if number == 10 and not ws.marks.of(SID).hides_evidence:
            holding.hold(ws, SID, "A child can be seen.", HoldKind.PRIVACY)
            ack("privacy")


def switch(ws: Workspace, trial: int) -> None:
    """Now one works, now the other; each says whose work it is."""
    for number in range(30):
        who = ("Reviewer 17", "Reviewer 18")[number % 2]
        ws.become(who)
        scoring.comment(ws, SID, None, f"{who}: {trial}-{number}")
        ack(who)


def newer(order: dict[str, Any]) -> None:
    """Act as a version with one more migration."""
    from reviewer_app.store import database

    database._MIGRATIONS = Path(order["migrations"])
    database.HEAD = order["head"]


def child(order: dict[str, Any]) -> None:
    """Do what was asked, in a process of its own."""
    if order["do"] == "migrate":
        newer(order)
    with Workspace.open(Path(order["root"]), identity=order.get("who", "")) as ws:
        os.write(1, b"open\n")
        if order["do"] == "acts":
            acts(ws, order["trial"])
        elif order["do"] == "identities":
            add_identities(ws, order["trial"])
        elif order["do"] == "holds":
            hold_and_lift(ws, order["trial"])
        elif order["do"] == "switch":
            switch(ws, order["trial"])
        elif order["do"] == "migrate":
            ack("migrated")
        elif order["do"] == "intake":
            take_in(ws, order["packages"])
        else:
            seal_all(ws)


def main() -> None:
    """Fork a child for every line of input and wait for its end."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.write(1, f"pid {os.getpid()}\n".encode())
            try:
                child(order)
            finally:
                if error := sys.exc_info()[1]:
                    os.write(1, f"error {error!r}\n".encode())
                os._exit(0)
        os.waitpid(pid, 0)
        os.write(1, b"gone\n")


if __name__ == "__main__":
    main()
