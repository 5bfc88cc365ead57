"""Checks any BagIt bag, in a zip or a folder, against RFC 8493 and its drafts since 0.93.

What the standard forbids is an error; what it allows but warns of is a note. Nothing is fetched, written or followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.bundles import tags
from reviewer_app.bundles.foldersource import open_source
from reviewer_app.bundles.names import composed, odd, percent_encoded, shown
from reviewer_app.bundles.pipe import Meter, pour
from reviewer_app.bundles.source import Broken, Source, limited, twins
from reviewer_app.bundles.tags import Declaration, Listed, problem
from reviewer_app.bundles.zipdir import ASK
from reviewer_app.errors import Problem
from reviewer_app.jobs import Job

_MANIFEST = re.compile(r"(tag)?manifest-([A-Za-z0-9_-]+)\.txt")
_SYSTEM = re.compile(r"(?i)(.*/)?(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*|\.Spotlight-V100|\.Trashes)")
_TAG_LIMIT = 64 << 20  # bytes of one tag file


@dataclass(frozen=True, slots=True, kw_only=True)
class BagReport:
    """What was found; ``files`` and ``octets`` count the payload."""

    problems: tuple[Problem, ...]
    version: str = ""
    algorithms: tuple[str, ...] = ()
    files: int = 0
    octets: int = 0

    @property
    def valid(self) -> bool:
        """Whether the bag is complete and unaltered (notes don't matter)."""
        return not any(p.severity == "error" for p in self.problems)


def check_bag(path: Path, job: Job | None = None) -> BagReport:
    """Check the bag at ``path``; ReviewerError only when it can't be opened at all."""
    with open_source(path) as source:
        return check_source(source, job or Job())


def check_source(source: Source, job: Job) -> BagReport:
    """Check an opened bag."""
    return _Check(source, job).run()


class _Check:
    def __init__(self, source: Source, job: Job) -> None:
        self._source, self._job = source, job
        self._found: list[Problem] = list(source.problems)
        self._said = Declaration(version=tags.NEWEST, encoding="utf-8")
        self._payload: dict[str, dict[str, str]] = {}  # manifest name -> path -> digest
        self._tag: dict[str, dict[str, str]] = {}
        self._by_form = {composed(p): p for p in source.files if not p.isascii()}
        self._fetch: list[str] = []

    def run(self) -> BagReport:
        """All checks; without a place or a declaration the others make no sense."""
        if not self._failed():
            self._place()
        if not self._failed() and self._declaration():
            for step in (self._manifests, self._read_fetch, self._info, self._names, self._complete, self._digests):
                step()
        data = [n for n in self._source.files if n.startswith("data/")]
        return BagReport(
            problems=tuple(self._found),
            version=".".join(map(str, self._said.version)),
            algorithms=tuple(sorted(map(_algorithm, self._payload))),
            files=len(data),
            octets=sum(self._source.files[n] for n in data),
        )

    def _failed(self) -> bool:
        return any(p.severity == "error" for p in self._found)

    def _place(self) -> None:
        source = self._source
        if "bagit.txt" in source.files and (source.top or not source.zipped):
            return
        tops = {n.split("/", 1)[0] for n in source.files}
        if source.zipped and not source.top and (len(tops) > 1 or "bagit.txt" in source.files):
            several = all("/" in n for n in source.files)
            code = "several-top-folders" if several else "no-top-folder"
            message = f"The zip must hold one folder with the bag in it; it holds {len(tops)} things side by side."
            self._add(code, message, "", hint="Zip the bag's folder itself, one bag a file.")
        else:
            self._add("bagit-txt-missing", "This is not a bag: bagit.txt is missing.", "bagit.txt")

    def _declaration(self) -> bool:
        """Read bagit.txt; whether the rest can be read by what it says."""
        data = self._read("bagit.txt")
        if data is None:
            return False
        said, found = tags.read_declaration(data)
        self._found += found
        self._said = said or self._said
        return said is not None

    def _manifests(self) -> None:
        for name in sorted(n for n in self._source.files if "/" not in n):
            match = _MANIFEST.fullmatch(name)
            if match is None:
                continue
            if _algorithm(name) not in tags.DIGITS:
                message = f"{name} uses the checksum “{shown(match[2])}”, which is not known here; it was left out."
                self._add("unknown-checksum", message, name, note=True)
                continue
            listing = self._manifest(name)
            if listing is not None:
                (self._tag if match[1] else self._payload)[name] = listing
        if not self._payload and not self._failed():
            self._add("manifest-missing", "The bag has no manifest with a checksum that is known here.", "")

    def _manifest(self, name: str) -> dict[str, str] | None:
        text = self._text(name)
        if text is None:
            return None
        listing: dict[str, str] = {}
        again, wrong = 0, []
        for line in tags.read_manifest(text, name, _algorithm(name), self._said.version):
            if isinstance(line, Problem):
                wrong.append(line)
                continue
            path = self._resolved(line, name)
            if not name.startswith("tag") and not path.startswith("data/"):
                wrong.append(problem("path-outside", f"{name}: “{shown(path)}” does not lie in data/.", name))
            elif listing.setdefault(path, line.digest) != line.digest:
                message = f"{name} lists “{shown(path)}” with two different checksums."
                wrong.append(problem("listed-twice", message, shown(path)))
            else:
                again += 1
        self._found += limited(wrong)
        if again > len(listing):
            message = (
                f"{name} lists a file more than once, with the same checksum ({again - len(listing):,} lines too many)."
            )
            self._add("listed-again", message, name, note=True)
        return listing

    def _resolved(self, line: Listed, name: str) -> str:
        """The path of the file that a line means, as it is spelled in the bag; the line's own when there is none."""
        files = self._source.files
        if line.written in files and (line.path not in files or self._said.version < tags.NEWEST):
            if line.path != line.written and self._said.version >= tags.NEWEST:
                message = f"{name} lists “{shown(line.written)}” without encoding its percent sign, as RFC 8493 asks."
                self._add(
                    "percent-encoding", message, shown(line.path), hint=f"It must be {percent_encoded(line.written)}"
                )
            return line.path if self._said.version >= tags.NEWEST else line.written
        if line.path in files:
            return line.path
        if line.path.startswith("*") and line.path[1:].removeprefix("./") in files:
            self._note_once("md5sum-mark", f"{name} marks paths with an asterisk, as md5sum does.", name)
            return line.path[1:].removeprefix("./")
        other = self._by_form.get(composed(line.path))
        if other is None:
            return line.path.removeprefix("*./") if line.path.startswith("*./") else line.path
        message = f"{name} writes accents in another way than the file names do."
        self._note_once("unicode-form", message, name)
        return other

    def _read_fetch(self) -> None:
        text = self._text("fetch.txt") if "fetch.txt" in self._source.files else None
        wrong: list[Problem] = []
        for line in tags.read_fetch(text or "", self._said.version):
            if isinstance(line, Problem):
                wrong.append(line)
            else:
                self._fetch.append(self._by_form.get(composed(line), line))
        self._found += limited(wrong)

    def _info(self) -> None:
        name = "bag-info.txt" if "bag-info.txt" in self._source.files else "package-info.txt"
        text = self._text(name) if name in self._source.files else None
        pairs, found = tags.read_info(text or "", name, self._said.version)
        self._found += found
        sums = [value for label, value in pairs if label.lower() == "payload-oxum"]
        sizes = [size for path, size in self._source.files.items() if path.startswith("data/")]
        for value in sums:
            if not re.fullmatch(r"[0-9]{1,18}\.[0-9]{1,9}", value):
                self._add("oxum-form", f"Payload-Oxum in {name} must be bytes, a dot, and the number of files.", name)
            elif value != f"{sum(sizes)}.{len(sizes)}":
                message = f"{name} announces {shown(value)} (bytes.files), but there is {sum(sizes)}.{len(sizes)}."
                self._add("oxum-mismatch", message, name)
        if len(sums) > 1:
            self._add("oxum-twice", f"{name} has more than one Payload-Oxum.", name, note=True)

    def _names(self) -> None:
        """What other systems would stumble over: twins, odd names, files that systems leave behind."""
        paths = list(self._source.files)
        notes = []
        for one, other in twins(paths):
            message = f"“{shown(one)}” and “{shown(other)}” are the same name on some systems."
            notes.append(problem("name-twins", message, shown(other), note=True))
        for path in paths:
            if odd(path):
                notes.append(
                    problem("odd-name", f"“{shown(path)}” can't be used on every system.", shown(path), note=True)
                )
            if _SYSTEM.fullmatch(path):
                message = f"“{shown(path)}” was left by an operating system."
                notes.append(problem("system-file", message, shown(path), note=True))
        self._found += limited(notes)

    def _complete(self) -> None:
        files = self._source.files
        if "data" not in self._source.folders and not any(n.startswith("data/") for n in files):
            self._add("payload-missing", "The bag has no folder data/.", "data")
        wrong: list[Problem] = []
        elsewhere = set(self._fetch) - files.keys()
        for path in sorted(elsewhere):
            message = (
                f"“{shown(path)}” is not in the bag: fetch.txt says where it lies, but nothing is ever fetched here."
            )
            wrong.append(problem("fetch-needed", message, shown(path), hint="Complete the bag, then check it again."))
        listed = {p for listing in (self._payload | self._tag).values() for p in listing}
        for path in sorted(listed - files.keys() - elsewhere):
            wrong.append(problem("file-missing", f"“{shown(path)}” is listed but missing.", shown(path)))
        wrong += self._unlisted(elsewhere)
        if self._said.version >= tags.NEWEST:
            wrong += self._tag_manifests()
        self._found += limited(wrong)

    def _unlisted(self, elsewhere: set[str]) -> list[Problem]:
        """Payload files that are in no manifest; since 1.0 each must be in all."""
        payload = {n for n in self._source.files if n.startswith("data/")} | elsewhere
        wrong = []
        if self._said.version < tags.NEWEST:
            everywhere = set().union(*self._payload.values())
            return [_unlisted(path, "any manifest") for path in sorted(payload - everywhere)]
        for name, listing in self._payload.items():
            wrong += [_unlisted(path, name) for path in sorted(payload - listing.keys())]
        return wrong

    def _tag_manifests(self) -> list[Problem]:
        wrong = []
        for name, listing in self._tag.items():
            for manifest in sorted(self._payload.keys() - listing.keys()):
                wrong.append(problem("tag-manifest", f"{name} does not list {manifest}, as it must.", name))
            for manifest in sorted(n for n in listing if (m := _MANIFEST.fullmatch(n)) and m[1]):
                wrong.append(
                    problem("tag-manifest", f"{name} lists the tag manifest {manifest}, which it must not.", name)
                )
        return wrong

    def _digests(self) -> None:
        """Read every listed file once and compare all its checksums."""
        wanted: dict[str, dict[str, str]] = {}
        for name, listing in (self._payload | self._tag).items():
            for path, digest in listing.items():
                if path in self._source.files:
                    wanted.setdefault(path, {})[_algorithm(name)] = digest
        total = sum(self._source.files[p] for p in wanted)
        meter = Meter(self._job, total, "Checking the files")
        wrong = []
        for path in (p for p in self._source.files if p in wanted):
            names = list(wanted[path])
            try:
                size = self._source.files[path]
                made = pour(self._source.open(path), size, [tags.HASHLIB.get(n, n) for n in names], meter)
            except Broken as error:
                wrong.append(error.problem)
                continue
            different = [n for n, digest in zip(names, made, strict=True) if wanted[path][n] != digest]
            if different:
                message = f"“{shown(path)}” is not what it was: another {' and '.join(different)}."
                wrong.append(problem("checksum-mismatch", message, shown(path)))
        self._found += limited(wrong)

    def _read(self, name: str) -> bytes | None:
        try:
            return self._source.read(name, _TAG_LIMIT)
        except Broken as error:
            self._found.append(error.problem)
        return None

    def _text(self, name: str) -> str | None:
        data = self._read(name)
        if data is None:
            return None
        text, found = tags.decoded(data, self._said.encoding, name)
        self._found += found
        return None if any(p.severity == "error" for p in found) else text

    def _add(self, code: str, message: str, where: str, *, hint: str = ASK, note: bool = False) -> None:
        self._found.append(problem(code, message, where, hint=hint, note=note))

    def _note_once(self, code: str, message: str, where: str) -> None:
        if not any(p.code == code and p.where == where for p in self._found):
            self._add(code, message, where, note=True)


def _unlisted(path: str, manifest: str) -> Problem:
    return problem("file-unlisted", f"“{shown(path)}” is not listed in {manifest}.", shown(path))


def _algorithm(name: str) -> str:
    match = _MANIFEST.fullmatch(name)
    return re.sub(r"[-_]", "", match[2]).lower() if match else ""
