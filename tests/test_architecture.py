"""What every file is held to: sizes, docstrings, layers, what is committed and what may never be said in it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "reviewer_app"
MAX_FILE_LINES, MAX_CLASS_LINES, MAX_STATEMENTS = 400, 250, 40
MAX_MOCKS_PER_1000_LINES = 5
MAX_FILE_BYTES, MAX_SAMPLE_BYTES = 2_000_000, 8_000_000
TOP_LEVEL = {
    ".ci", ".github", "CHANGELOG.md", "LICENSE", "README.md", "bootstrap.py", "build.spec", "pyproject.toml",
    "resources", "reviewer_app", "rubrics", "tests",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


def sources(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


PROGRAM = sources(PACKAGE)
ALL = [*PROGRAM, *sources(ROOT / "tests"), ROOT / "bootstrap.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def definitions(path: Path) -> Iterator[Definition]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Definition):
            yield node


def statements(function: Function) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# ---------------------------------------------------------------------------------------------------------------- sizes
def test_files_are_short() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ALL}
    assert {name: count for name, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_classes_are_short() -> None:
    long = {
        f"{name_of(path)}:{node.name}": size
        for path in ALL
        for node in definitions(path)
        if isinstance(node, ast.ClassDef) and (size := (node.end_lineno or 0) - node.lineno + 1) > MAX_CLASS_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = {
        f"{name_of(path)}:{node.name}": count
        for path in ALL
        for node in definitions(path)
        if isinstance(node, Function) and (count := statements(node)) > MAX_STATEMENTS
    }
    assert long == {}


# ----------------------------------------------------------------------------------------------------------- docstrings
def public(body: list[ast.stmt], inside: str) -> Iterator[tuple[str, Definition]]:
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_") and not is_setter(node):
            yield f"{inside}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{inside}{node.name}.")


def is_setter(node: Definition) -> bool:
    return any(isinstance(d, ast.Attribute) and d.attr in {"setter", "deleter"} for d in node.decorator_list)


def test_every_public_name_says_what_it_is() -> None:
    silent = [name_of(path) for path in PROGRAM if path.name != "__init__.py" and not ast.get_docstring(tree_of(path))]
    for path in PROGRAM:
        silent += [f"{name_of(path)}:{n}" for n, node in public(tree_of(path).body, "") if not ast.get_docstring(node)]
    assert silent == []


# --------------------------------------------------------------------------------------------------------------- layers
LOADED = """
import importlib, pkgutil, sys
import reviewer_app.cli
for found in pkgutil.walk_packages(reviewer_app.cli.__path__, "reviewer_app.cli."):
    importlib.import_module(found.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_command_line_loads_no_window_and_no_heavy_reader() -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(run.stdout.split())
    assert "reviewer_app" in loaded
    assert loaded & {"PySide6", "shiboken6", "av", "cv2", "docx", "lxml", "mammoth", "numpy", "pymupdf"} == set()


def contracts() -> dict[str, dict[str, Any]]:
    return {c["id"]: c for c in project()["tool"]["importlinter"]["contracts"]}


def modules(contract: str, key: str) -> set[str]:
    return {name.removeprefix("reviewer_app.") for name in contracts()[contract][key]}


def top_modules() -> set[str]:
    names = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    return names | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def test_every_module_has_its_layer() -> None:
    layers = " ".join(contracts()["layers"]["layers"])
    assert set(re.findall(r"\w+", layers)) == top_modules()
    assert "(" not in layers, "no layer is optional"


def test_the_contracts_cover_every_module() -> None:
    covered = {key: modules(key, "source_modules") for key in ("qt", "sqlalchemy")}
    assert covered["qt"] == top_modules() - {"ui", "__main__"}
    assert covered["sqlalchemy"] == top_modules() - {"store", "__main__"}
    screens = {name.removeprefix("ui.") for name in modules("screens", "modules")}
    assert screens == {path.parent.name for path in (PACKAGE / "ui").glob("*/presenter.py")}


BY_NAME = {"importlib.import_module"}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        if isinstance(node, ast.Call) and ast.unparse(node.func) in BY_NAME:
            found |= {
                a.value.partition(".")[0] for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            }
    return found - set(sys.stdlib_module_names) - {"reviewer_app"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(lines: list[str]) -> set[str]:
    return {plain(re.split(r"[\[<>=!~;\s]", line)[0]) for line in lines}


def needed(paths: list[Path]) -> set[str]:
    """Distributions that the files import, less those that come with a library that is declared."""
    owners = packages_distributions()
    named = {name for path in paths for name in imports(path) if not (path.parent / f"{name}.py").exists()}
    found = {plain(owner) for name in named for owner in owners.get(name, [name])}
    return found - {"pyside6", "shiboken6", "pydantic-core", "tests", "bootstrap", "conftest"}


def test_what_the_program_imports_is_declared_and_what_is_declared_is_imported() -> None:
    assert needed(PROGRAM) == declared(project()["project"]["dependencies"])


def test_what_the_tests_import_is_declared() -> None:
    tables = project()["project"]
    known = declared(tables["dependencies"]) | declared(tables["optional-dependencies"]["dev"])
    assert needed(sources(ROOT / "tests")) - known == set()


def test_threads_start_in_two_places() -> None:
    """Beside the window's tasks only where big files are hashed and written at the same time; those end at once."""
    starters = {"Thread", "ThreadPoolExecutor", "QThread", "QThreadPool", "start_new_thread", "Timer"}
    found = {
        name_of(path)
        for path in PROGRAM
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in starters
    }
    assert found == {"reviewer_app/bundles/pipe.py", "reviewer_app/ui/tasks.py"}


# ---------------------------------------------------------------------------------------------------------------- tests
MOCKS = {"AsyncMock", "MagicMock", "Mock", "PropertyMock", "create_autospec", "patch"}


def is_mock(call: ast.Call) -> bool:
    """A stand-in for code: any kind of Mock, and whatever code is put in place by setattr (a changed value is none)."""
    called = ast.unparse(call.func)
    if called.endswith("patch.setattr"):
        return isinstance(call.args[-1], ast.Lambda | ast.Name)
    return called.rpartition(".")[2] in MOCKS or "patch." in called or called.startswith("mocker.")


def test_mocks_are_rare() -> None:
    paths = sources(ROOT / "tests")
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)
    calls = [node for path in paths for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    mocks = sum(is_mock(call) for call in calls)
    assert mocks * 1000 / lines < MAX_MOCKS_PER_1000_LINES


@pytest.mark.parametrize(
    ("call", "mock"),
    [
        ("Mock()", True),
        ("mock.patch('a.b')", True),
        ("mock.patch.object(a, 'b')", True),
        ("mocker.spy(a, 'b')", True),
        ("monkeypatch.setattr(a, 'b', lambda: 1)", True),
        ("monkeypatch.setattr(a, 'b', stand_in)", True),
        ("monkeypatch.setattr(a, 'LIMIT', 3)", False),
        ("path.write_text('x')", False),
    ],
)
def test_mocks_are_told_from_other_calls(call: str, mock: bool) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert is_mock(node) is mock


# ------------------------------------------------------------------------------------------------------------ committed
def committed() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    paths = [ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def test_the_top_level_holds_only_what_it_should() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in committed()} <= TOP_LEVEL


def test_no_large_file_is_committed() -> None:
    sample = ROOT / "resources" / "sample"
    sizes = {path: path.stat().st_size for path in committed()}
    assert {name_of(p): s for p, s in sizes.items() if s > MAX_FILE_BYTES and sample not in p.parents} == {}
    assert sum(size for path, size in sizes.items() if sample in path.parents) <= MAX_SAMPLE_BYTES


# Each pattern is written so that it does not find itself.
PRIVATE = re.compile(
    r"(?<![\w.}>*])/(?:[w]ork|[r]oot)\b|\b[c]laude\b|\b[a]nthropic|[c]hatgpt|\bgpt-?[0-9]|\bLL[M]s?\b|[l]anguage model"
    r"|\bsub-?[a]gents?\b|[c]oding session|[t]his session|[o]ther builders?\b|\bC[E]O\b|[s]ystem prompt",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\bhttps?://(?:www\.)?([\w.-]+)", re.IGNORECASE)
IDENTIFIERS = {
    "in-toto.io", "json-schema.org", "purl.org", "purl.imsglobal.org", "schemas.microsoft.com",
    "rfc-editor.org", "schemas.openxmlformats.org", "tools.ietf.org", "w3.org", "w3id.org",
}  # fmt: skip
# Names that lead nowhere (RFC 2606, a single label) and this computer itself.
RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|invalid|test|localhost)$|^[^.]+$|^127(?:\.\d+){3}$")
LICENCES = re.compile(r"^(?:LICEN[CS]E|COPYING|OFL)", re.IGNORECASE)


def texts() -> Iterator[tuple[str, str]]:
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content[:8192] and not LICENCES.match(path.name):
            yield name_of(path), content.decode("utf-8", errors="replace")


def test_nothing_of_the_workplace_is_committed() -> None:
    found = [f"{name}: {match.group()}" for name, text in texts() for match in PRIVATE.finditer(text)]
    assert found == []


def test_no_network_address_is_committed() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        for match in ADDRESS.finditer(text)
        if (host := match.group(1).lower().rstrip(".")) not in IDENTIFIERS and not RESERVED.search(host)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["see /wor" + "k/x", "'/roo" + "t/.ssh'", "an LL" + "M wrote it"])
def test_the_search_finds_what_it_is_for(line: str) -> None:
    assert PRIVATE.search(line)
    assert not PRIVATE.search("the work/root of the workspace, <root>/ab, *.py")
