"""What holds for every test: no window on the screen, no network, nothing left behind, nothing said unexpectedly."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import configuration, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.ffmpeg*=false;qt.qpa.fonts=false")
os.environ.pop("REVIEWER_WORKSPACE", None)
os.environ.pop("SSH_AUTH_SOCK", None)

ROOT = Path(__file__).resolve().parent.parent
CORPUS = "REVIEWER_CORPUS"

pytest_plugins = ["tests.watch", "tests.waits"]

# Nothing compiled may appear beside bootstrap.py, which a test imports.
sys.pycache_prefix = sys.pycache_prefix or str(ROOT / ".venv" / "cache" / "pycache")

configuration.set_hypothesis_home_dir(ROOT / ".venv" / "cache" / "hypothesis")
settings.register_profile("reviewer", deadline=None, print_blob=True)
settings.load_profile("reviewer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let faults and benchmarks run alone; skip what needs the folder of real files where there is none, and say so."""
    for item in items:
        if any(ROOT / "tests" / folder in item.path.parents for folder in ("faults", "benchmarks")):
            item.add_marker(pytest.mark.serial)
    named = os.environ.get(CORPUS)
    if named and Path(named).is_dir():
        return
    reason = (
        f"{CORPUS} names no folder that exists: {named}" if named else f"{CORPUS} is not set (folder of real files)"
    )
    for item in items:
        if item.get_closest_marker("corpus"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files; only for tests marked ``corpus``."""
    return Path(os.environ[CORPUS])


@pytest.fixture(autouse=True)
def _nothing_is_collected_while_it_is_painted(request: pytest.FixtureRequest) -> Iterator[None]:
    """A window that a test has let go of may still be painted once; the program itself collects between events only."""
    if request.node.get_closest_marker("gui") is None:
        yield
        return
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the person's own folders out of every test, and of the programs that tests start."""
    home = tmp_path_factory.mktemp("home")
    names = {"XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in names.items():
            (home / folder).mkdir()
            patch.setenv(name, str(home / folder))
        runtime = home / "runtime"
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        yield
