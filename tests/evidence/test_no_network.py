"""Nothing that is read makes a connection: seen from outside by strace, and held in a network with nothing in it.

The hostile files try web addresses, shares, playlists, stream descriptions, templates, fonts, pictures from elsewhere.
A listener on this computer stands where those of them call that name it; nothing may reach it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Every question that a viewer asks, of every file given; what is wrong with a file is no matter here.
ASK = """
import os, sys
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
asked = answered = 0
with Readers(children=1, seconds=8) as r:
    for path in sys.argv[1:]:
        f = Recipe(path=path, size=os.path.getsize(path), sha256="")
        for ask in (r.probe, r.flow, r.text, r.pages, r.outline, r.captions, r.fingerprint, lambda f: r.page(f, 1, 300),
                    lambda f: r.links(f, 1), lambda f: r.picture(f, 300), lambda f: r.frame(f, 0, 160)):
            asked += 1
            try:
                ask(f)
                answered += 1
            except ReviewerError:
                pass
print(asked, answered)
"""
CALLERS = re.compile(
    r"http|external|xxe|dtd|altchunk|includepicture|remote|playlist|concat|sdp|dref|frameset|subdocument|openaction"
    r"|url|link|submit|refs|script|phone|sideload",
    re.IGNORECASE,
)
KINDS = (
    "hostile-docx",
    "hostile-office",
    "hostile-pdf",
    "hostile-svg",
    "hostile-media",
    "hostile-image",
    "hostile-text",
)
INTERNET = re.compile(r"AF_INET6?\b")


@pytest.fixture(scope="module")
def callers(corpus: Path) -> list[str]:
    """Files of the corpus that would call somewhere."""
    found = [p for kind in KINDS for p in sorted((corpus / kind).iterdir()) if CALLERS.search(p.name)]
    assert len(found) > 30
    return [os.fspath(p) for p in found]


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT, check=False)


def asking(files: list[str]) -> list[str]:
    return [sys.executable, "-c", ASK, *files]


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_socket_to_anywhere_is_ever_made(callers: list[str], calls: list[object], tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: what the readers ask of the system can't be watched")
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace)]
    proof = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    if ran(*watched, sys.executable, "-c", proof).returncode or not INTERNET.search(trace.read_text()):
        pytest.skip("strace may not watch processes here")
    done = ran(*watched, *asking(callers))
    assert done.returncode == 0, done.stderr
    asked, answered = map(int, done.stdout.split())
    assert asked == 11 * len(callers) and answered > 2 * len(callers)
    lines = trace.read_text(errors="replace").splitlines()
    assert [line for line in lines if INTERNET.search(line)] == []
    assert calls == []


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_readers_work_the_same_without_any_network(callers: list[str], tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed: a network with nothing in it can't be made")
    alone = ["unshare", "--map-root-user", "--net"]
    if ran(*alone, "true").returncode:
        pytest.skip("this system does not let a program leave the network")
    some = callers[::9]
    there, nowhere = ran(*asking(some)), ran(*alone, *asking(some))
    assert nowhere.returncode == 0, nowhere.stderr
    assert nowhere.stdout == there.stdout


def test_the_child_itself_may_not_open_a_socket() -> None:
    """The child forbids it to Python and, where the system allows, has left the network for code in C as well."""
    code = (
        "import ctypes, os, sys\n"
        "from reviewer_app.evidence import child\n"
        "before = os.readlink('/proc/self/ns/net') if sys.platform == 'linux' else ''\n"
        "child._confine()\n"
        "import socket\n"
        "try:\n"
        "    socket.socket()\n"
        "    print('open')\n"
        "except PermissionError:\n"
        "    print('forbidden')\n"
        "print(before != (os.readlink('/proc/self/ns/net') if before else ''))\n"
    )
    done = ran(sys.executable, "-c", code)
    said = done.stdout.split()
    assert said[:1] == ["forbidden"], done.stderr
    if sys.platform == "linux" and shutil.which("unshare") and not ran("unshare", "-rn", "true").returncode:
        assert said[1:] == ["True"], "it left the network"
