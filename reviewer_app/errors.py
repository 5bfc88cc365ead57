"""Problems found (values, all of them at once) and errors (being unable to go on)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with something that was given: what, where, and what to do.

    ``code`` is a stable kebab-case name that scripts may rely on. ``severity`` is ``"error"`` for what makes the thing
    unacceptable and ``"note"`` for what is accepted but should be known (for example ``repacked``).
    """

    code: str
    message: str
    hint: str = ""
    where: str = ""
    severity: str = "error"


class ReviewerError(Exception):
    """The work can't go on: a sentence for the person, a hint what to do, and a stable code.

    ``exit_code`` is the command line's: 1 something given is bad, 2 wrong usage, 3 could not go on.
    """

    exit_code = 3

    def __init__(
        self, message: str, *, hint: str = "", code: str = "cannot-go-on", problems: tuple[Problem, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.problems = problems

    def as_problem(self, where: str = "") -> Problem:
        """The same as a value, for lists of problems."""
        return Problem(code=self.code, message=self.message, hint=self.hint, where=where)


class BadInput(ReviewerError):
    """Something that was given is wrong; ``problems`` has the full list."""

    exit_code = 1


class UsageError(ReviewerError):
    """What was asked makes no sense here (an unknown submission, a level that the scale lacks)."""

    exit_code = 2


class Cancelled(ReviewerError):
    """The person asked to stop; nothing was changed."""

    def __init__(self, message: str = "Stopped as asked. Nothing was changed.") -> None:
        super().__init__(message, code="cancelled")


def errors_only(problems: list[Problem]) -> list[Problem]:
    """The problems that make the thing unacceptable."""
    return [p for p in problems if p.severity == "error"]


def could_not(doing: str, error: OSError) -> ReviewerError:
    """An operating system's refusal in plain words; ``doing`` completes "Could not …" and names no person's file."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ReviewerError(
            f"There is not enough space to {doing}. Nothing was changed.",
            hint="Free some space on that disk or choose another folder, then try again.",
            code="no-space",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReviewerError(
            f"There is no permission to {doing}. Nothing was changed.",
            hint="The folder is read-only or somebody else's. Choose another folder or change its permissions.",
            code="read-only",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return ReviewerError(f"Could not {doing}: it is not there.", hint="Check the path.", code="not-found")
    return ReviewerError(
        f"Could not {doing}: {error.strerror or 'the disk refused'}.",
        hint="Check the disk or drive, then try again.",
        code="disk-failed",
    )
