"""Makes the scoring desk when it is first wanted: it and its viewers are heavy to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.review.view import ReviewView
    from reviewer_app.ui.session import Session
    from reviewer_app.ui.shell import Shell


def load() -> None:
    """Load the desk's code ahead; touches no widget, so any thread may do it."""
    import reviewer_app.ui.review.presenter
    import reviewer_app.ui.review.view  # noqa: F401


def make_review(shell: Shell, session: Session) -> ReviewView:
    """The scoring desk, wired to the window."""
    from reviewer_app.ui.review.presenter import ReviewPresenter
    from reviewer_app.ui.review.view import ReviewView

    view = ReviewView()

    def following() -> SubmissionId | None:
        queue, desk = shell.window.queue.presenter, view.presenter
        return queue.next_to_score(desk.submission if desk is not None else None) if queue is not None else None

    ReviewPresenter(session.workspace, session.tasks, view, session.readers, session, following)
    view.closed.connect(shell.leave_review)
    view.next_requested.connect(shell.score_next)
    view.find_requested.connect(shell.find)
    return view
