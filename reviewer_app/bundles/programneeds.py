"""What makes no sense in a program file's requirements: unknown names, what nobody can ever reach, circles."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.bundles.programcheck import Flaw, Map, entries, number, sub, text, unknown
from reviewer_app.bundles.yamltree import Path, Tree

_FILTERS = ("group", "pathway", "stage", "choice", "kind")


def need_flaws(tree: Map) -> Iterator[Flaw]:
    """Everything that makes no sense in what awards ask for, in what starts ask for, and in who may take part."""
    for at, need in _roots(tree):
        for path, below in _walk(need, at):
            yield from _need(tree, below, path)
    yield from _circles(tree)


def _roots(tree: Map) -> Iterator[tuple[Path, Tree]]:
    for index, award in entries(tree, "awards"):
        yield ("awards", index, "requires"), award.get("requires")
    for index, component in entries(tree, "components"):
        yield ("components", index, "starts"), component.get("starts")
    for index, rule in entries(sub(tree, "rules"), "eligibility"):
        yield ("rules", "eligibility", index, "requires"), rule.get("requires")


def _walk(need: Tree, at: Path) -> Iterator[tuple[Path, Map]]:
    """The need and all that are inside it."""
    if not isinstance(need, dict):
        return
    yield at, need
    inner = need.get("of")
    if isinstance(inner, dict):
        yield from _walk(inner, (*at, "of"))
    elif isinstance(inner, list):
        for index, below in enumerate(inner):
            yield from _walk(below, (*at, "of", index))


def _need(tree: Map, need: Map, at: Path) -> Iterator[Flaw]:
    match need.get("need"):
        case "component_met":
            known = [text(c, "id") for _, c in entries(tree, "components")]
            if text(need, "component") and text(need, "component") not in known:
                yield unknown((*at, "component"), "component", text(need, "component"), known)
        case "components_met" | "effort":
            yield from _counted(tree, need, at)
        case "all_of" | "n_of" | "chain":
            yield from _several(need, at)
        case "award_earned" | "once":
            yield from _award(tree, need, at)
        case "not_same_year" | "not_together_with":
            if bool(text(need, "award")) == bool(text(need, "fact")):
                message = "It names neither or both of “award” and “fact”."
                yield Flaw(path=at, code="award-or-fact", message=message, hint="Give one of the two.")
            yield from _award(tree, need, at)
        case "within_time":
            months = number(need, "months")
            if months is not None and months < 1:
                yield Flaw(path=(*at, "months"), code="out-of-range", message="Give it a month or more.", hint="")


def _unreachable(at: Path, message: str) -> Flaw:
    return Flaw(path=at, code="unreachable", message=message, hint="Nobody could ever fulfil it: ask for less.")


def _counted(tree: Map, need: Map, at: Path) -> Iterator[Flaw]:
    """More components or stars than there are."""
    wanted = {key: text(need, key) for key in _FILTERS if text(need, key)}
    fitting = [c for _, c in entries(tree, "components") if all(text(c, k) == v for k, v in wanted.items())]
    named = ", ".join(f"{k} {v}" for k, v in wanted.items()) or "any"
    if not fitting:
        yield _unreachable(at, f"No component fits ({named}).")
        return
    count, stars = number(need, "count"), number(need, "stars")
    if count is not None and count > len(fitting):
        yield _unreachable((*at, "count"), f"It asks for {count} components, and {len(fitting)} fit ({named}).")
    if (count is not None and count < 1) or (stars is not None and stars < 1):
        message = "It asks for nothing."
        yield Flaw(path=at, code="out-of-range", message=message, hint="Ask for 1 or more, or leave it out.")
    there = sum(number(c, "effort") or 0 for c in fitting)
    if stars is not None and stars > there:
        yield _unreachable((*at, "stars"), f"It asks for {stars} stars, and there are {there} ({named}).")


def _several(need: Map, at: Path) -> Iterator[Flaw]:
    of = need.get("of")
    if not isinstance(of, list):
        return
    if not of:
        yield Flaw(path=(*at, "of"), code="empty-need", message="The list is empty.", hint="Say what is needed.")
    n = number(need, "n")
    if n is not None and n > len(of):
        yield _unreachable((*at, "n"), f"It asks for {n} of {len(of)}.")
    if n is not None and n < 1:
        yield Flaw(path=(*at, "n"), code="out-of-range", message="It asks for nothing.", hint="Ask for 1 or more.")


def _own(tree: Map, need: Map) -> bool:
    """Whether the award is one of this program."""
    return text(need, "program") in ("", text(tree, "id"))


def _award(tree: Map, need: Map, at: Path) -> Iterator[Flaw]:
    known = [text(a, "id") for _, a in entries(tree, "awards")]
    name = text(need, "award")
    if name and _own(tree, need) and name not in known:
        yield unknown((*at, "award"), "award", name, known)


def _circles(tree: Map) -> Iterator[Flaw]:
    """Awards and components that wait for each other."""
    waits = _waits(tree)
    places = {("award", text(a, "id")): ("awards", i) for i, a in entries(tree, "awards")}
    places |= {("component", text(c, "id")): ("components", i) for i, c in entries(tree, "components")}
    done: set[tuple[str, str]] = set()
    for start in waits:
        circle = _circle_from(start, waits, done)
        if circle:
            chain = " → ".join(f"{name}" for _, name in circle)
            path: Path = places[circle[0]]
            message = f"They wait for each other: {chain}."
            yield Flaw(path=path, code="circle", message=message, hint="Break the chain somewhere.")


def _waits(tree: Map) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What each award and component waits for; only names that are there."""
    waits: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for kind, key, field in (("award", "awards", "requires"), ("component", "components", "starts")):
        for _, entry in entries(tree, key):
            waits[(kind, text(entry, "id"))] = list(_named(tree, entry.get(field)))
    return {node: [n for n in below if n in waits] for node, below in waits.items()}


def _named(tree: Map, need: Tree) -> Iterator[tuple[str, str]]:
    """The awards and components that a need can't do without; those of an ``n_of`` it may do without."""
    if not isinstance(need, dict):
        return
    kind = need.get("need")
    if kind == "award_earned" and _own(tree, need):
        yield ("award", text(need, "award"))
    elif kind == "component_met":
        yield ("component", text(need, "component"))
    inner = need.get("of")
    if isinstance(inner, dict):
        yield from _named(tree, inner)
    elif isinstance(inner, list) and (kind != "n_of" or number(need, "n") == len(inner)):
        for below in inner:
            yield from _named(tree, below)


def _circle_from(
    start: tuple[str, str], waits: dict[tuple[str, str], list[tuple[str, str]]], done: set[tuple[str, str]]
) -> list[tuple[str, str]]:
    """A circle reachable from there, each found once; an own stack, so a long chain is no problem."""
    trail: list[tuple[str, str]] = []
    stack: list[tuple[tuple[str, str], bool]] = [(start, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            trail.pop()
            done.add(node)
        elif node in trail:
            circle = [*trail[trail.index(node) :], node]
            done.update(trail)
            return circle
        elif node not in done:
            trail.append(node)
            stack.append((node, True))
            stack += [(below, False) for below in waits[node]]
    return []
