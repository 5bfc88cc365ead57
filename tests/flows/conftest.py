"""Stories told through the real window and the real command line."""

from __future__ import annotations

from tests.ui.conftest import open_window as open_window
