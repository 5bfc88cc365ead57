"""``reviewer-app calibrate …``: sets, scores back, the reveal, the report, consensus, results, live scoring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_app.cli.calibrate_text import live_data, live_text, report_data, report_text, results_data, results_text
from reviewer_app.cli.packages import JSON
from reviewer_app.cli.session import job, print_json, say, session, table, tell, unlock
from reviewer_app.domain.ids import IndicatorId, SubmissionId
from reviewer_app.errors import Problem, UsageError

if TYPE_CHECKING:
    from reviewer_app.workspace import Workspace

SET = Annotated[str, typer.Argument(metavar="SET", help="The set: its id or title.", show_default=False)]
SEED = Annotated[int | None, typer.Option(help="The same seed gives the same intervals.")]
RESAMPLES = Annotated[int | None, typer.Option(help="How often submissions are resampled.")]
MOST_RESAMPLES = 20_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Calibration: compare reviewers with masters and with each other.", no_args_is_help=True)
    for command in (new, take, add, status, reveal, report, consensus, minutes, qualify, monitor):
        group.command(command.__name__)(command)
    app.add_typer(group, name="calibrate")


def new(
    context: typer.Context,
    description: Annotated[Path, typer.Argument(help="YAML with title, items, masters.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The set's file.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Make a calibration set of submissions in this workspace."""
    from reviewer_app.workflow import calibrating

    spec = calibrating.read_spec(_read(description), description.name)
    with session(context).open() as workspace:
        unlock(workspace)
        made = calibrating.new_set(workspace, spec, output, job())
    if as_json:
        print_json(
            {"id": made.id, "path": str(made.path), "submissions": list(made.submissions), "notes": _plain(made.notes)}
        )
        return
    for one in made.notes:
        say(one.message)
    tell(f"{len(made.submissions)} submissions in {made.path}\nThe masters stay here until: calibrate reveal {made.id}")


def take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A set, or the reveal of one.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Take in a calibration set, or the reveal of one (“intake” does it as well)."""
    from reviewer_app.workflow import calibrating

    with session(context).open() as workspace:
        made = calibrating.take_set(workspace, file, job())
    if as_json:
        data = {"id": made.id, "title": made.title, "submissions": list(made.submissions), "revealed": made.revealed}
        print_json(data)
    elif made.revealed:
        tell(f"The masters of “{made.title}” are open. See: calibrate report {made.id}")
    else:
        tell(f"“{made.title}”: {len(made.submissions)} submissions are in your queue.")


def add(
    context: typer.Context,
    of: SET,
    paths: Annotated[list[Path], typer.Argument(help="Reviewers' bundles, folders, drives.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Add reviewers' bundles to a set; scores stay locked until the reveal."""
    from reviewer_app.workflow import calibrating

    with session(context).open() as workspace:
        made = calibrating.add_bundles(workspace, _set_id(workspace, of), paths, job())
    if as_json:
        print_json(
            {
                "added": [
                    {
                        "path": a.path,
                        "reviewer": a.reviewer,
                        "key": a.key,
                        "submissions": a.submissions,
                        "after": a.after,
                        "notes": _plain(a.notes),
                    }
                    for a in made.added
                ],
                "already": list(made.already),
                "refused": [{"path": r.path, "problems": _plain(r.problems)} for r in made.refused],
            }
        )
    else:
        for one in made.added:
            late = " (after the reveal: it does not count)" if one.after else ""
            tell(f"{one.reviewer}: {one.submissions} submissions{late}")
        for name in made.already:
            tell(f"{name}: here already")
        for refused in made.refused:
            say(f"{refused.path}: {refused.problems[0].message} {refused.problems[0].hint}".strip())
    if made.refused:
        raise typer.Exit(1)


def status(
    context: typer.Context,
    of: Annotated[str | None, typer.Argument(metavar="SET", help="The set; else all.", show_default=False)] = None,
    as_json: JSON = False,
) -> None:
    """Show the sets, or who of a set is in, late or missing."""
    from reviewer_app.workflow import calibrating

    with session(context).open() as workspace:
        if of is None:
            _all_sets(workspace, as_json)
            return
        made = calibrating.status(workspace, _set_id(workspace, of))
    if as_json:
        rows = [
            {
                "reviewer": r.reviewer,
                "key": r.key,
                "arrival": r.arrival.value,
                "scored": r.scored,
                "of": r.of,
                "at": r.at.isoformat() if r.at else None,
                "on_roster": r.on_roster,
                "words": r.words,
            }
            for r in made.rows
        ]
        data = {"id": made.set_id, "title": made.title, "complete": made.complete, "reviewers": rows}
        print_json({**data, "revealed_at": made.revealed_at.isoformat() if made.revealed_at else None})
        return
    table(
        f"{made.title}: {made.words}.",
        ("Reviewer", "Scores", ""),
        [(r.reviewer, f"{r.scored} of {r.of}", r.words) for r in made.rows],
    )


def _all_sets(workspace: Workspace, as_json: bool) -> None:
    from reviewer_app.workflow import calibrating

    rows = calibrating.sets(workspace)
    if as_json:
        print_json(
            {
                "sets": [
                    {
                        "id": r.id,
                        "title": r.title,
                        "program": r.program,
                        "submissions": r.submissions,
                        "expected": r.reviewers,
                        "received": r.received,
                        "lead": r.lead,
                        "use": r.use.value,
                        "revealed_at": r.revealed_at.isoformat() if r.revealed_at else None,
                    }
                    for r in rows
                ]
            }
        )
    elif not rows:
        tell("There is no calibration set here.")
    else:
        lines = [(r.id, r.title, str(r.submissions), "revealed" if r.revealed_at else "locked") for r in rows]
        table("", ("Set", "Title", "Submissions", ""), lines)


def reveal(
    context: typer.Context,
    of: SET,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Also write the reveal for the reviewers.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Open masters and scores, once and for all."""
    from reviewer_app.workflow import calibrating

    with session(context).open() as workspace:
        if output is not None:
            unlock(workspace)
        made = calibrating.reveal(workspace, _set_id(workspace, of), output)
    if as_json:
        print_json({"id": made.id, "path": str(made.path) if made.path else None})
    else:
        tell(f"Revealed. See: calibrate report {made.id}")


def report(
    context: typer.Context,
    of: SET,
    indicator: Annotated[str | None, typer.Option(help="Only this indicator.")] = None,
    against: Annotated[str, typer.Option(help="master or each-other")] = "master",
    seed: SEED = None,
    resamples: RESAMPLES = None,
    as_json: JSON = False,
) -> None:
    """Compare reviewers with the masters, or with each other."""
    from reviewer_app.workflow import calibrating

    if against not in ("master", "each-other"):
        raise UsageError("“--against” is master or each-other.", code="bad-usage")
    _sensible(seed, resamples)
    chosen = IndicatorId(indicator) if indicator else None
    with session(context).open() as workspace:
        made = calibrating.report(workspace, _set_id(workspace, of), chosen, against, seed, resamples)
    if as_json:
        print_json(report_data(made))
    else:
        tell(report_text(made))


def consensus(
    context: typer.Context,
    of: SET,
    submission: Annotated[str, typer.Argument(help="Its label or id.", show_default=False)],
    indicator: Annotated[str, typer.Argument(show_default=False)],
    level: Annotated[int, typer.Argument(show_default=False)],
    reason: Annotated[str, typer.Option(help="What the evidence shows.", show_default=False)],
    cite: Annotated[list[str] | None, typer.Option(help="A place, such as 0001#t=12.5,47.")] = None,
) -> None:
    """Record the level that the room agreed on; the master stays beside it."""
    from reviewer_app.domain.selectors import parse_place
    from reviewer_app.workflow import calibrating

    places = [parse_place(text) for text in cite or ()]
    with session(context).open() as workspace:
        unlock(workspace)
        set_id = _set_id(workspace, of)
        items = workspace.calibration.set(set_id).set.items
        sid = next((i.submission for i in items if submission in (i.label, i.submission)), SubmissionId(submission))
        calibrating.consensus(workspace, set_id, sid, IndicatorId(indicator), level, reason, places)
    tell(f"{submission} {indicator} is settled as {level}.")


def minutes(
    context: typer.Context,
    of: SET,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="…docx or …pdf; else both.", show_default=False)
    ],
) -> None:
    """Write the minutes of the session."""
    from reviewer_app.workflow import calibrating

    with session(context).open() as workspace:
        paths = calibrating.minutes(workspace, _set_id(workspace, of), output)
    tell("\n".join(str(p) for p in paths))


def qualify(context: typer.Context, of: SET, as_json: JSON = False) -> None:
    """Show who qualifies by the program's rule."""
    from reviewer_app.workflow import calibrating

    with session(context).open() as workspace:
        rows = calibrating.qualification(workspace, _set_id(workspace, of))
    if as_json:
        print_json({"results": results_data(rows)})
    else:
        tell(results_text(rows))


def monitor(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Bundles, folders, drives.", show_default=False)] = None,
    seed: SEED = None,
    resamples: RESAMPLES = None,
    as_json: JSON = False,
) -> None:
    """Watch live scoring: seeded masters, double scores, adjudications."""
    from reviewer_app.workflow import calibrating

    _sensible(seed, resamples)
    with session(context).open() as workspace:
        taken = calibrating.watch(workspace, paths or (), job())
        made = calibrating.monitoring(workspace, seed, resamples)
    if as_json:
        print_json(
            {
                "new": taken.decisions,
                "refused": [{"path": r.path, "problems": _plain(r.problems)} for r in taken.refused],
                "programs": [live_data(m) for m in made],
            }
        )
    else:
        for refused in taken.refused:
            say(f"{refused.path}: {refused.problems[0].message}" if refused.problems else f"{refused.path}: no bundle")
        if not made:
            tell("Nothing was scored twice or has a master yet.")
        tell("\n\n".join(live_text(m) for m in made))
    if taken.refused:
        raise typer.Exit(1)


def _set_id(workspace: Workspace, given: str) -> str:
    """A set by its id or, when only one has it, its title."""
    known = workspace.calibration.sets()
    if any(r.set.id == given for r in known):
        return given
    titled = [r.set.id for r in known if r.set.title.casefold() == given.casefold()]
    return titled[0] if len(titled) == 1 else given


def _sensible(seed: int | None, resamples: int | None) -> None:
    if (seed is not None and seed < 0) or (resamples is not None and not 0 <= resamples <= MOST_RESAMPLES):
        raise UsageError(f"Resamples are from 0 to {MOST_RESAMPLES:,}, and the seed is not negative.", code="bad-usage")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(4 << 20)
    except OSError as error:
        raise UsageError(f"{path} can't be read.", hint="Check the name.", code="file-not-found") from error


def _plain(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"code": p.code, "message": p.message, "hint": p.hint, "where": p.where} for p in problems]
