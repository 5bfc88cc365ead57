"""A program as a page to read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.wording import rules_in_words
from reviewer_app.ui.programs.wording import award_text, requirement_text, sentence
from reviewer_app.ui.words import many

_MOST = 60  # components or awards that are written out


def program_html(program: Program) -> str:
    """Identity, rules, indicators with their levels, components with what is asked, awards."""
    return "".join(
        (
            f"<h1>{escape(program.title)}</h1>",
            f"<p class='quiet'>{escape(_identity(program))}</p>",
            _sample(program),
            f"<p>{escape(program.description)}</p>" if program.description else "",
            _rules(program),
            _protocol(program),
            _feedback(program),
            "<h2>Indicators</h2>",
            *(_indicator(i) for i in program.indicators),
            *_components(program),
            *_awards(program),
        )
    )


def _identity(program: Program) -> str:
    record = program.approval
    by = f" by {record.by}" if record.by else ""
    on = f" on {record.on:%B} {record.on.day}, {record.on.year}" if record.on else ""
    return f"{program.issuer} · version {program.version} · {record.status.value}{by}{on}"


def _sample(program: Program) -> str:
    if not program.sample:
        return ""
    said = escape(program.sample_note or "Sample wording, written for this application.")
    return f"<table width='100%' cellspacing='0'><tr><td class='note'>{said}</td></tr></table>"


def _rules(program: Program) -> str:
    rows = "".join(
        f"<tr><td class='quiet' width='130'>{escape(name)}</td><td>{escape(sentence(text))}</td></tr>"
        for name, text in rules_in_words(program)
    )
    return f"<h2>Rules</h2><table cellspacing='0'>{rows}</table>"


def _protocol(program: Program) -> str:
    return f"<h2>How to score</h2>{_list(program.protocol)}" if program.protocol else ""


def _feedback(program: Program) -> str:
    norms = program.feedback.norms
    return f"<h2>What good feedback is here</h2>{_list(norms)}" if norms else ""


def _indicator(indicator: Indicator) -> str:
    head = f"<h3>{escape(indicator.id)} &nbsp;{escape(indicator.title)}</h3>"
    aligned = " · ".join(f"{a.framework} {a.code}" for a in indicator.alignment)
    about = " · ".join(x for x in (indicator.category, aligned) if x)
    levels = "".join(
        f"<tr><td class='level' width='130'>{x.value} {escape(x.name)}</td><td>{escape(x.descriptor)}</td></tr>"
        for x in indicator.levels
    )
    return "".join(
        (
            head,
            f"<p class='quiet'>{escape(about)}</p>" if about else "",
            f"<p>{escape(indicator.description)}</p>" if indicator.description else "",
            f"<table cellspacing='0'>{levels}</table>",
        )
    )


def _components(program: Program) -> Iterable[str]:
    yield f"<h2>What is handed in · {many(len(program.components), 'component')}</h2>"
    for component in program.components[:_MOST]:
        yield _component(component)
    yield _rest(len(program.components))


def _component(component: Component) -> str:
    about = [component.kind, component.group, component.stage, component.choice]
    if component.effort:
        about.append(many(component.effort, "star"))
    asked = _list(f"{r.title}: {requirement_text(r)}" for r in component.requirements)
    return f"<h3>{escape(component.title)}</h3><p class='quiet'>{escape(' · '.join(x for x in about if x))}</p>{asked}"


def _awards(program: Program) -> Iterable[str]:
    yield f"<h2>What is earned · {many(len(program.awards), 'award')}</h2>"
    yield _list(f"{a.title}: {award_text(a, program)}" for a in program.awards[:_MOST])
    yield _rest(len(program.awards))


def _rest(count: int) -> str:
    return f"<p class='quiet'>and {count - _MOST} more</p>" if count > _MOST else ""


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""
