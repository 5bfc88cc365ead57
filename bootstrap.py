#!/usr/bin/env python3
"""Everything from a bare machine: python3 bootstrap.py setup | check | test | bench | screens DIR | demo.

Needs nothing but Python 3.11 and a package index. All that it makes lies in .venv beside this file.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
CACHE = VENV / "cache"
REPORTS = VENV / "reports"
BUILD = VENV / "build"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
PROGRAM = BUILD / "dist" / "reviewer-app" / ("reviewer-app.exe" if WINDOWS else "reviewer-app")
OLDEST = (3, 11)

# What Qt's wheels load and Debian's base system lacks. Where a package was renamed, the newer name comes first.
TO_RUN = [
    "libglib2.0-0t64|libglib2.0-0", "libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3", "libpulse0",
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
]  # fmt: skip
TO_TEST = ["xvfb", "xauth", "openssh-client", "unzip", "binutils", "git"]
ELSEWHERE = {
    "dnf": "sudo dnf install mesa-libGL mesa-libEGL fontconfig libxkbcommon-x11 dbus-libs pulseaudio-libs"
    " xcb-util-cursor xcb-util-wm xcb-util-keysyms glib2",
    "zypper": "sudo zypper install Mesa-libGL1 Mesa-libEGL1 fontconfig libxkbcommon-x11-0 libdbus-1-3 libpulse0"
    " libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libglib-2_0-0",
    "pacman": "sudo pacman -S mesa fontconfig libxkbcommon-x11 dbus libpulse"
    " xcb-util-cursor xcb-util-wm xcb-util-keysyms",
}


class Result(NamedTuple):
    """How one step ended."""

    name: str
    passed: bool
    seconds: float


def say(text: str) -> None:
    print(text, flush=True)


def stop_with(text: str) -> None:
    say(text)
    raise SystemExit(3)


# ---------------------------------------------------------------------------------------------------------- the machine
def need_new_python(arguments: list[str]) -> None:
    """Go on with a newer Python when this one is too old and there is one; else say what is needed."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            raise SystemExit(subprocess.call([newer, __file__, *arguments]))
    have = ".".join(map(str, sys.version_info[:2]))
    stop_with(f"Python 3.11 or later is needed; this is {have}. Install it and start again with it.")


def installed(package: str) -> bool:
    """Whether Debian has any of the names of the package (``new|old``)."""
    query = ["dpkg-query", "-W", "-f", "${Status}\n", *package.split("|")]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    return "install ok installed" in found


def offered(package: str) -> str:
    """The first of its names that the package index has."""
    for name in package.split("|"):
        policy = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False).stdout
        if "Candidate:" in policy and "Candidate: (none)" not in policy:
            return name
    return package.split("|")[-1]


def debian_wants(for_tests: bool) -> list[str]:
    """What is missing of Debian's packages."""
    wanted = TO_RUN + (TO_TEST if for_tests else [])
    system_python = Path(sys.base_prefix) == Path("/usr")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if system_python and for_tests:
        wanted = [*wanted, f"libpython{version}t64|libpython{version}"]  # the built program carries it along
    missing = [package for package in wanted if not installed(package)]
    if system_python and importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python{version}-venv|python3-venv")
    return missing


def need_system_libraries(for_tests: bool) -> None:
    """Install what is missing where that can be done; else say what to install, and go on."""
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        for manager, words in ELSEWHERE.items():
            if shutil.which(manager):
                say(f"If the window does not open, libraries are missing. This installs them:\n  {words}")
        return
    missing = debian_wants(for_tests)
    if not missing:
        return
    root = os.geteuid() == 0
    sudo = [] if root else ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    if not root and shutil.which("sudo") is None:
        listed = " ".join(offered(package) for package in missing)
        say(f"These system libraries are missing. As root, this installs them:\n  apt-get install {listed}")
        return
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
    names = [offered(package) for package in missing]
    say(f"Installing system libraries: {', '.join(names)}")
    install = [*apt, "install", "--no-install-recommends", *names]
    if subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode:
        say(f"That did not work. Please install them yourself:\n  sudo apt-get install {' '.join(names)}")


# ------------------------------------------------------------------------------------------------------ the environment
def environment() -> dict[str, str]:
    """What the steps run in: compiled files and caches stay inside .venv."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME"}}
    env.update(
        PYTHONPYCACHEPREFIX=str(CACHE / "pycache"),
        PYTHONUTF8="1",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_NO_INPUT="1",
        VIRTUAL_ENV=str(VENV),
        PATH=f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}",
    )
    return env


def stamp_text(extra: str) -> str:
    """What an environment was made from: the project's needs, the Python, and where it lies."""
    text = (ROOT / "pyproject.toml").read_bytes() + f"{sys.version}{sys.base_prefix}{ROOT}{extra}".encode()
    return hashlib.sha256(text).hexdigest()


def make_environment(extra: str) -> None:
    """Make .venv with everything in it, or do nothing when it is there already."""
    stamps = {name: VENV / f"installed-{name or 'program'}" for name in ("", "dev")}
    for name in dict.fromkeys(["dev", extra]):
        if PYTHON.exists() and stamps[name].exists() and stamps[name].read_text() == stamp_text(name):
            return
    if importlib.util.find_spec("ensurepip") is None:
        stop_with("This Python cannot make environments. On Debian or Ubuntu: sudo apt-get install python3-venv")
    say("Making .venv and installing what is needed (a few minutes the first time)")
    for stamp in stamps.values():
        stamp.unlink(missing_ok=True)
    if not right_python():
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    (VENV / ".gitignore").write_text("*\n")
    what = f"{ROOT}[{extra}]" if extra else str(ROOT)
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile", "--editable", what]
    if subprocess.run(install, env=environment(), check=False).returncode:
        stop_with("Installing did not work; the lines above say why. Is the package index reachable?")
    stamps[extra].write_text(stamp_text(extra))


def right_python() -> bool:
    """Whether .venv has a working Python of this version."""
    if not PYTHON.exists():
        return False
    code = "import sys, pip; print(sys.version)"
    found = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False)
    return found.stdout.strip() == sys.version.strip()


# ------------------------------------------------------------------------------------------------------------ the steps
def run(name: str, command: list[str], *, minutes: float = 10, **extra_env: str) -> Result:
    """Run one step; its output is shown as it comes. A step that takes too long is ended with all it started."""
    say(f"\n=== {name}: {' '.join(command).replace(str(ROOT) + os.sep, '')}")
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment() | extra_env, stdin=subprocess.DEVNULL, start_new_session=not WINDOWS
    )
    try:
        code = process.wait(timeout=minutes * 60)
    except subprocess.TimeoutExpired:
        say(f"{name} took more than {minutes:g} minutes and was ended.")
        code = 1
        end(process)
    except KeyboardInterrupt:
        end(process)
        raise
    seconds = time.monotonic() - began
    say(f"=== {name}: {'ok' if code == 0 else 'FAILED'} in {seconds:.1f} s")
    return Result(name, code == 0, seconds)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a step and everything that it started."""
    if WINDOWS:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def module(*parts: str) -> list[str]:
    return [str(PYTHON), "-m", *parts]


def check_steps() -> list[Result]:
    """What can be said without running the program."""
    return [
        run("lint", module("ruff", "check", ".")),
        run("format", module("ruff", "format", "--check", ".")),
        run("types", module("mypy")),
        run("imports", [str(PYTHON.parent / "lint-imports"), "--no-logo", "--cache-dir", str(CACHE / "imports")]),
    ]


def pytest_step(name: str, *arguments: str, minutes: float = 15, **extra_env: str) -> Result:
    """Run tests and keep their counts for the last line."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = f"--junitxml={REPORTS / name}.xml"
    return run(name, module("pytest", report, *arguments), minutes=minutes, **extra_env)


def build_steps() -> list[Result]:
    """Build the program and let it check itself, on a screen of its own where there can be one."""
    folders = ["--distpath", str(BUILD / "dist"), "--workpath", str(BUILD / "work")]
    build = run(
        "build", module("PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, "build.spec"), minutes=15
    )
    if not build.passed:
        return [build, Result("self-test", False, 0.0)]
    command = [str(PROGRAM), "self-test"]
    if sys.platform.startswith("linux") and shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24", *command]
        return [build, run("self-test", command, minutes=3, QT_QPA_PLATFORM="xcb", QT_XCB_GL_INTEGRATION="none")]
    return [build, run("self-test", command, minutes=3, QT_QPA_PLATFORM="offscreen")]


def counts() -> dict[str, int]:
    """Tests by outcome, from the reports of all runs."""
    total = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in sorted(REPORTS.glob("*.xml")):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            for key in total:
                total[key] += int(suite.get(key, "0"))
    return total


def closing(results: list[Result], *, tested: bool = True) -> int:
    """Say how it went, step by step; the last line counts the tests, if any were run."""
    say("\n=== All steps")
    for result in results:
        say(f"{'ok    ' if result.passed else 'FAILED'} {result.seconds:7.1f} s  {result.name}")
    good = all(result.passed for result in results)
    if not good:
        say("Failed: " + ", ".join(result.name for result in results if not result.passed))
    if tested:
        total = counts()
        failed = total["failures"] + total["errors"]
        passed = total["tests"] - failed - total["skipped"]
        say(f"{passed} passed, {failed} failed, {total['skipped']} skipped")
    return 0 if good else 1


# --------------------------------------------------------------------------------------------------------- the commands
def do_check() -> int:
    return closing(check_steps(), tested=False)


def do_test() -> int:
    for report in REPORTS.glob("*.xml"):
        report.unlink()
    results = check_steps()
    offscreen = {"QT_QPA_PLATFORM": "offscreen"}
    apart = ["--ignore=tests/benchmarks", "--benchmark-disable", "--durations=10"]
    results.append(pytest_step("tests", "-q", "-n", "2", "-m", "not serial", *apart, minutes=24, **offscreen))
    results.append(pytest_step("tests-alone", "-q", "-m", "serial", *apart, minutes=13, **offscreen))
    results.append(pytest_step("bench-short", "-q", "tests/benchmarks", minutes=6, REVIEWER_BENCH="short", **offscreen))
    results += build_steps()
    return closing(results)


def do_bench() -> int:
    return 0 if pytest_step("bench", "-q", "-s", "tests/benchmarks", minutes=60, REVIEWER_BENCH="full").passed else 1


def do_screens(folder: str) -> int:
    where = str(Path(folder).absolute())
    return 0 if run("screens", module("tests.screens", where), minutes=20, QT_QPA_PLATFORM="offscreen").passed else 1


def do_demo(arguments: list[str]) -> int:
    screen = not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not screen and not arguments and "QT_QPA_PLATFORM" not in os.environ:
        say("There is no screen here, so the whole job runs without a window (demo --headless).")
        arguments = ["--headless", "--force", "-o", str(VENV / "demo-decisions.zip")]
    return subprocess.call(module("reviewer_app", "demo", *arguments), env=environment())


def main() -> int:
    """Set up what the command needs, then do it."""
    need_new_python(sys.argv[1:])
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="From a bare machine to a running program.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in {
        "setup": "install everything into .venv",
        "check": "linters, types and import contracts",
        "test": "everything that is asked of a change; about half an hour",
        "bench": "benchmarks, each with its baseline",
        "screens": "a picture of every screen, into DIR",
        "demo": "try the program with made-up submissions",
    }.items():
        command = commands.add_parser(name, help=words, description=words)
        if name == "screens":
            command.add_argument("folder", metavar="DIR")
    chosen, rest = parser.parse_known_args()
    if rest and chosen.command != "demo":
        parser.error(f"unknown: {' '.join(rest)}")
    for_tests = chosen.command != "demo"
    need_system_libraries(for_tests)
    make_environment("dev" if for_tests else "")
    if chosen.command == "setup":
        say(f"Ready. The program is {PYTHON.parent / 'reviewer-app'}")
        return 0
    if chosen.command == "screens":
        return do_screens(chosen.folder)
    if chosen.command == "demo":
        return do_demo(rest)
    return {"check": do_check, "test": do_test, "bench": do_bench}[chosen.command]()


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        say("\nStopped.")
        raise SystemExit(130) from None
