"""Makes the pages when they are first wanted: what is not looked at is not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.ui.outbox.view import OutboxView
    from reviewer_app.ui.page import Page
    from reviewer_app.ui.programs.view import ProgramsView
    from reviewer_app.ui.session import Session
    from reviewer_app.ui.settings.view import SettingsView
    from reviewer_app.ui.shell import Shell


def register_pages(shell: Shell, session: Session) -> None:
    """Tell the frame how each page but the queue is made."""

    def wired(page: OutboxView | ProgramsView | SettingsView) -> Page:
        page.said.connect(shell.window.say)
        return page

    def outbox() -> Page:
        from reviewer_app.ui.outbox.view import OutboxView

        return wired(OutboxView(session))

    def programs() -> Page:
        from reviewer_app.ui.programs.view import ProgramsView

        return wired(ProgramsView(session))

    def settings() -> Page:
        from reviewer_app.ui.settings.view import SettingsView

        page = SettingsView(session)
        page.keys_asked.connect(shell.show_keys)
        return wired(page)

    def help_page() -> Page:
        from reviewer_app.ui.help.view import HelpView

        return HelpView()

    for name, maker in (("outbox", outbox), ("programs", programs), ("settings", settings), ("help", help_page)):
        shell.window.frame.register(name, maker)
