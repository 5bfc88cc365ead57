"""The frame of our own sealed files: which files there may be, what binds them, and who signed.

Reading is stricter than for the bags of others: a fixed set of names, tag files byte for byte as we write them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from reviewer_app.bundles.names import shown
from reviewer_app.bundles.signature import PublicKey, verify_signatures
from reviewer_app.bundles.source import Broken, Source, limited, twins
from reviewer_app.bundles.statement import IN_TOTO, PREDICATE, SealStatement, digest_of, read_statement
from reviewer_app.bundles.wire import newer_format
from reviewer_app.bundles.zipdir import ASK, entry_problem
from reviewer_app.errors import BadInput, Problem

PROFILE = "urn:reviewer-app:profile:v1"
BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAGIT, INFO, MANIFEST, TAGMANIFEST = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
VERIFY = "VERIFY.txt"
DSSE, STATEMENT, SSHSIG = (f"signatures/statement{end}" for end in (".dsse.json", ".json", ".json.sig"))
HEAD = (BAGIT, INFO, MANIFEST, TAGMANIFEST, DSSE, STATEMENT, SSHSIG, VERIFY)
DOCUMENTS = {
    "submission": "data/submission.json",
    "decisions": "data/decisions.json",
    "receipt": "data/receipt.json",
    "calibration-set": "data/set.json",
    "calibration-reveal": "data/reveal.json",
}
COUNTED = ("decisions", "receipt")  # kinds that carry a number in the signer's sequence
EVIDENCE = re.compile(r"data/evidence/[0-9]{4}(\.[a-z0-9]{1,8})?(\.age)?")
PACKAGE = re.compile(r"data/packages/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.zip")
STILL = re.compile(r"data/stills/[0-9a-f-]{1,64}\.jpg")
_MORE = {"submission": EVIDENCE, "calibration-set": PACKAGE, "decisions": STILL}
_LIMIT = 8 << 20  # bytes of one tag file
_MOST_FILES = 10_000
_PROFILE_LINE = re.compile(rb"^BagIt-Profile-Identifier: urn:reviewer-app:profile:v([0-9]{1,4})$", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Sealed:
    """An opened sealed file whose frame was checked. ``files``, ``signing`` are the problems of these two parts."""

    source: Source
    kind: str = ""
    manifest: dict[str, str] = field(default_factory=dict)
    tagmanifest_sha256: str = ""
    signer: PublicKey | None = None
    statement: SealStatement | None = None
    statement_sha256: str = ""
    files: list[Problem] = field(default_factory=list)
    signing: list[Problem] = field(default_factory=list)

    @property
    def document(self) -> str:
        """The path of the JSON document."""
        return DOCUMENTS[self.kind]


def is_ours(source: Source) -> bool:
    """Whether a bag calls itself one of our sealed files."""
    if STATEMENT in source.files or DSSE in source.files:
        return True
    try:
        return INFO in source.files and _PROFILE_LINE.search(source.read(INFO, _LIMIT)) is not None
    except Broken:
        return False


def frame(source: Source) -> Sealed:
    """Check everything but the payload's bytes."""
    sealed = Sealed(source=source)
    steps: tuple[Callable[[Sealed], Iterable[Problem]], ...] = (_whitelist, _profile, _tag_files, _payload_list, _place)
    for step in steps:
        if sealed.files:
            return sealed
        try:
            sealed.files += limited(list(step(sealed)))
        except Broken as error:
            sealed.files.append(error.problem)
        except BadInput as error:
            sealed.files += error.problems
    if not sealed.files:
        sealed.signing += _signatures(sealed)
    if source.zipped and not sealed.files and not _untouched(sealed):
        message = "The zip was packed again by another program; what is in it is unchanged."
        sealed.files.append(Problem(code="repacked", message=message, severity="note"))
    return sealed


def canonical_order(names: Iterable[str], kind: str) -> list[str]:
    """The order in which our writer puts the files: frame, document, then the rest of the payload by name."""
    rank = {name: n for n, name in enumerate((*HEAD, DOCUMENTS[kind]))}
    return sorted(names, key=lambda n: (rank.get(n, len(rank)), n))


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """A manifest as ``sha256sum`` writes and reads it: two spaces."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode("ascii")


def info_bytes(*, agent: str, day: str, octets: int, files: int, identifier: str, description: str) -> bytes:
    """The bytes of bag-info.txt."""
    lines = {
        "Bag-Software-Agent": agent,
        "Bagging-Date": day,
        "Payload-Oxum": f"{octets}.{files}",
        "External-Identifier": identifier,
        "External-Description": description,
        "BagIt-Profile-Identifier": PROFILE,
    }
    return "".join(f"{label}: {value}\n" for label, value in lines.items()).encode("ascii")


def _whitelist(sealed: Sealed) -> list[Problem]:
    names = list(sealed.source.files)
    if len(names) > _MOST_FILES:
        message = f"The file holds {len(names):,} files; no more than {_MOST_FILES:,} are read."
        return [Problem(code="zip-too-many-entries", message=message, hint=ASK)]
    missing = [n for n in (BAGIT, INFO, MANIFEST, TAGMANIFEST) if n not in sealed.source.files]
    if missing:
        return [entry_problem("file-missing", n, "is missing") for n in missing]
    kinds = [k for k, document in DOCUMENTS.items() if document in sealed.source.files]
    if len(kinds) != 1:
        message = "It holds no document, or more than one, that says what it is."
        return [Problem(code="unknown-kind", message=message, hint=ASK, where="data")]
    sealed.kind = kinds[0]
    known, more = {*HEAD, sealed.document}, _MORE.get(sealed.kind)
    odd = [n for n in names if n not in known and not (more and more.fullmatch(n))]
    found = [entry_problem("unexpected-file", n, "does not belong into this kind of file") for n in odd]
    allowed = {n[:i] for n in names for i, c in enumerate(n) if c == "/"}
    found += [entry_problem("unexpected-file", d, "is an empty folder") for d in sealed.source.folders - allowed]
    found += [
        entry_problem("name-twins", b, f"and “{shown(a)}” are the same name on some systems") for a, b in twins(names)
    ]
    return found


def _profile(sealed: Sealed) -> list[Problem]:
    info = sealed.source.read(INFO, _LIMIT)
    version = _PROFILE_LINE.search(info)
    if version is None:
        return [_bad("bag-info", "bag-info.txt does not name the form of this file.", INFO)]
    if int(version[1]) > 1:
        raise newer_format(f"profile {int(version[1])}", INFO)
    if sealed.source.read(BAGIT, _LIMIT) != BAGIT_TXT:
        return [_bad("bagit-txt", "bagit.txt is not what it must be.", BAGIT)]
    return []


def _tag_files(sealed: Sealed) -> list[Problem]:
    """The tag manifest lists all other tag files but the signatures, and each has that digest."""
    data = sealed.source.read(TAGMANIFEST, _LIMIT)
    sealed.tagmanifest_sha256 = hashlib.sha256(data).hexdigest()
    listed = _listing(data)
    if listed is None:
        return [_bad("manifest-line", f"{TAGMANIFEST} is not of the form that it must be.", TAGMANIFEST)]
    there = {n for n in HEAD if n in sealed.source.files and "/" not in n} - {TAGMANIFEST}
    found = [
        entry_problem("file-unlisted", n, f"is not listed in {TAGMANIFEST}") for n in sorted(there - listed.keys())
    ]
    found += [entry_problem("file-missing", n, "is listed but missing") for n in sorted(listed.keys() - there)]
    for name in sorted(there & listed.keys()):
        if hashlib.sha256(sealed.source.read(name, _LIMIT)).hexdigest() != listed[name]:
            found.append(entry_problem("checksum-mismatch", name, "is not what it was: another sha256"))
    return found


def _payload_list(sealed: Sealed) -> list[Problem]:
    listed = _listing(sealed.source.read(MANIFEST, _LIMIT))
    if listed is None:
        return [_bad("manifest-line", f"{MANIFEST} is not of the form that it must be.", MANIFEST)]
    sealed.manifest = listed
    there = {n for n in sealed.source.files if n.startswith("data/")}
    found = [entry_problem("file-unlisted", n, f"is not listed in {MANIFEST}") for n in sorted(there - listed.keys())]
    found += [entry_problem("file-missing", n, "is listed but missing") for n in sorted(listed.keys() - there)]
    return found


def _place(sealed: Sealed) -> list[Problem]:
    """Sizes (before any payload byte is read) and the top folder's name are those of bag-info.txt."""
    lines = sealed.source.read(INFO, _LIMIT).decode("ascii", "replace").splitlines()
    info = dict(line.split(": ", 1) for line in lines if ": " in line)
    sizes = [size for name, size in sealed.source.files.items() if name.startswith("data/")]
    found = []
    if info.get("Payload-Oxum") != f"{sum(sizes)}.{len(sizes)}":
        message = (
            f"bag-info.txt announces another size than the {sum(sizes)} bytes in {len(sizes)} files that are there."
        )
        found.append(_bad("oxum-mismatch", message, INFO))
    if sealed.source.zipped and info.get("External-Identifier") != sealed.source.top:
        message = f"The folder in the zip is called “{shown(sealed.source.top)}”, not what bag-info.txt says."
        found.append(_bad("top-folder", message, INFO))
    return found


def _listing(data: bytes) -> dict[str, str] | None:
    """Digests by path; None when the bytes are not exactly what ``manifest_bytes`` makes."""
    listed: dict[str, str] = {}
    for line in data.split(b"\n")[:-1]:
        digest, path = line[:64].decode("ascii", "replace"), line[66:].decode("ascii", "replace")
        if not re.fullmatch(r"[0-9a-f]{64}", digest) or not re.fullmatch(r"[A-Za-z0-9._/-]{1,200}", path):
            return None
        listed[path] = digest
    return listed if manifest_bytes(listed) == data else None


def _signatures(sealed: Sealed) -> list[Problem]:
    """Both signatures, by one key, over a statement that binds every file."""
    there = [n for n in (DSSE, STATEMENT, SSHSIG) if n in sealed.source.files]
    if not there:
        if sealed.kind == "submission":
            return [Problem(code="unsigned", message="The package is not signed.", severity="note")]
        return [
            Problem(code="unsigned", message="The file is not signed, as it must be.", hint=ASK, where="signatures")
        ]
    if len(there) < 3:
        return [entry_problem("file-missing", n, "is missing") for n in (DSSE, STATEMENT, SSHSIG) if n not in there]
    try:
        dsse, statement, sshsig = (sealed.source.read(n, _LIMIT) for n in (DSSE, STATEMENT, SSHSIG))
    except Broken as error:
        return [error.problem]
    signer, problems = verify_signatures(statement, dsse, sshsig)
    if signer is None:
        return list(problems)
    try:
        said = read_statement(statement)
    except BadInput as error:
        return list(error.problems)
    sealed.signer = PublicKey(raw=signer.raw, name=said.predicate.signer.name)
    sealed.statement, sealed.statement_sha256 = said, digest_of(statement)
    return list(_binding(sealed, said))


def _binding(sealed: Sealed, said: SealStatement) -> Iterable[Problem]:
    assert sealed.signer is not None
    if (said.type, said.predicate_type) != (IN_TOTO, PREDICATE):
        yield _bad("statement-type", "The statement is of another type than it must be.", STATEMENT)
    if said.predicate.kind != sealed.kind:
        message = f"The statement is about a {shown(said.predicate.kind)} file, but this is a {sealed.kind} file."
        yield _bad("statement-kind", message, STATEMENT)
    if said.predicate.signer.key_id != sealed.signer.key_id:
        yield _bad("statement-key", "The statement names another key than the one that signed it.", STATEMENT)
    bound = {TAGMANIFEST: sealed.tagmanifest_sha256, **sealed.manifest}
    if len(said.subject) != len(said.digests) or said.digests != bound:
        yield _bad("statement-files", "The statement is about other files than those that are here.", STATEMENT)
    if sealed.kind in COUNTED and said.predicate.seq < 1:
        yield _bad("statement-sequence", "The statement has no number in the signer's sequence.", STATEMENT)


def _untouched(sealed: Sealed) -> bool:
    names = list(sealed.source.files)
    return sealed.source.tidy and names == canonical_order(names, sealed.kind)


def _bad(code: str, message: str, where: str) -> Problem:
    return Problem(code=code, message=message, hint=ASK, where=where)
