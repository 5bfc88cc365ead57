"""Makes the pages when they are first wanted: what is not looked at is not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.ui.calibration.view import CalibrationView
    from reviewer_app.ui.outbox.view import OutboxView
    from reviewer_app.ui.page import Page
    from reviewer_app.ui.programs.view import ProgramsView
    from reviewer_app.ui.session import Session
    from reviewer_app.ui.settings.view import SettingsView
    from reviewer_app.ui.shell import Shell


def register_pages(shell: Shell, session: Session) -> None:
    """Tell the frame how each page but the queue is made."""

    def wired(page: CalibrationView | OutboxView | ProgramsView | SettingsView) -> Page:
        page.said.connect(shell.window.say)
        return page

    def outbox() -> Page:
        from reviewer_app.ui.outbox.view import OutboxView

        return wired(OutboxView(session))

    def programs() -> Page:
        from reviewer_app.ui.programs.view import ProgramsView

        return wired(ProgramsView(session))

    def calibration() -> Page:
        from reviewer_app.ui.calibration.view import CalibrationView

        page = CalibrationView(session)
        page.queue_asked.connect(lambda: shell.go("queue"))
        page.open_asked.connect(shell.open_review)
        return wired(page)

    def settings() -> Page:
        from reviewer_app.ui.settings.view import SettingsView

        page = SettingsView(session, lambda: shell.actions.shortcuts() if shell.actions is not None else ())
        page.keys_asked.connect(shell.show_keys)
        return wired(page)

    def help_page() -> Page:
        from reviewer_app.ui.help.view import HelpView

        return HelpView()

    makers = {
        "outbox": outbox,
        "programs": programs,
        "calibration": calibration,
        "settings": settings,
        "help": help_page,
    }
    for name, maker in makers.items():
        shell.window.frame.register(name, maker)
