"""What a program asks to be handed in, and what it gives, in words. Its rules are put into words by the domain."""

from __future__ import annotations

from reviewer_app.domain.program import Award, Earnings, EvidenceRequirement, Program
from reviewer_app.domain.wording import need_in_words


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    ended = words.endswith((".", "!", "?"))
    return f"{words[:1].upper()}{words[1:]}{'' if ended else '.'}"


def requirement_text(found: EvidenceRequirement) -> str:
    """What is to be handed in: how many, of which kinds, how long."""
    count = f"{found.minimum}" if found.maximum == found.minimum else f"{found.minimum} or more"
    if found.maximum is not None and found.maximum != found.minimum:
        count = f"{found.minimum} to {found.maximum}"
    limits = [
        text
        for value, text in (
            (found.max_minutes, f"at most {found.max_minutes} min"),
            (found.min_words, f"at least {found.min_words} words"),
            (found.max_words, f"at most {found.max_words} words"),
            (found.max_pages, f"at most {found.max_pages} pages"),
        )
        if value
    ]
    return f"{count} · {' or '.join(found.kinds)}" + "".join(f" · {limit}" for limit in limits)


def earnings_text(earns: Earnings) -> str:
    """What an award gives."""
    parts = []
    if earns.credit:
        parts.append(f"{earns.credit:g} {earns.credit_unit}".strip())
    if earns.stipend:
        parts.append(f"{earns.stipend:,} {earns.currency} to {' or '.join(earns.stipend_to) or 'the person'}")
    parts += [f"badge “{earns.badge}”"] if earns.badge else []
    parts += [f"certificate “{earns.certificate}”"] if earns.certificate else []
    parts += list(earns.recognition)
    return ", ".join(parts)


def award_text(award: Award, program: Program) -> str:
    """What is needed for an award and what it gives."""
    gives = earnings_text(award.earns)
    return f"{need_in_words(award.requires, program)}{f' → {gives}' if gives else ''}"
