"""Small real sealed files to test with: throw-away keys, a fixed time, evidence of a few bytes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from reviewer_app.bundles.seal import Written, write_decisions, write_submission
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.statement import Predicate, SignedBy, make_statement
from reviewer_app.domain.citation import Citation, Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.decision import (
    Comment,
    Decision,
    EvidenceDigest,
    IndicatorScore,
    ItemSeconds,
    Outcome,
    Reason,
)
from reviewer_app.domain.events import Act, Cited, Event, Finalised, Noted, Scored
from reviewer_app.domain.ids import (
    BundleId,
    CitationId,
    ComponentId,
    DecisionId,
    EventId,
    IndicatorId,
    ItemId,
    KeyId,
    PackageId,
    ProgramId,
    ReviewId,
    SubmissionId,
)
from reviewer_app.domain.review import Condition
from reviewer_app.domain.submission import EvidenceItem, Kind, ProgramRef, Purpose, Statement, Submission

AT = datetime(2026, 11, 19, 16, 40, tzinfo=UTC)
PROGRAM = ProgramRef(id=ProgramId("crt-partnerships"), version="1.2", sha256="a" * 64)
Files = dict[str, bytes]
CONTENTS = {"0001": b"moving pictures " * 200, "0002": b"I learned that \xe2\x80\xa6"}


def item(number: str, data: bytes) -> EvidenceItem:
    """An evidence item for those bytes."""
    return EvidenceItem(
        id=ItemId(number),
        title=f"Item {number}",
        kind=Kind.TEXT,
        media_type="text/plain",
        path=f"data/evidence/{number}.txt",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        original_name="Élève 1.txt",
    )


def submission(contents: dict[str, bytes] | None = None) -> Submission:
    """A submission with those files as evidence."""
    return Submission(
        id=SubmissionId("R-0417"),
        package=PackageId("0193-package"),
        program=PROGRAM,
        component=ComponentId("3.1"),
        candidate="C-77",
        attempt=1,
        purpose=Purpose.FIRST,
        evidence=tuple(item(n, d) for n, d in (CONTENTS if contents is None else contents).items()),
        packed_at=AT,
        statements=(Statement(code="own-work", text="This is my own work.", given=True),),
        audience="office-9",
        nonce="n-1",
    )


def package(folder: Path, signer: Signer | None = None, contents: dict[str, bytes] | None = None) -> Written:
    """A package on disk."""
    contents = CONTENTS if contents is None else contents
    source = folder / "source"
    source.mkdir(exist_ok=True)
    for number, data in contents.items():
        (source / number).write_bytes(data)
    files = {n: source / n for n in contents}
    return write_submission(folder / "R-0417.zip", submission(contents), files, signer, created_at=AT)


def decision(key: str, number: int = 1) -> Decision:
    """A decision with a bit of everything."""
    review, indicator, by = ReviewId(f"review-{number}"), IndicatorId("3.2"), KeyId(key)
    digest = hashlib.sha256(CONTENTS["0001"]).hexdigest()
    place = Selector(time=TimeSpan(start=12_500, end=47_250), region=Region(x=1000, y=1000, w=2000, h=2000))
    cited = Citation(id=CitationId("c-1"), item=ItemId("0001"), sha256=digest, selector=place, indicator=indicator)
    words = TextQuote(exact="l😀v\u0301e", prefix="to ", start=6, end=11)
    quoted = Citation(id=CitationId("c-2"), item=ItemId("0001"), sha256=digest, selector=Selector(quote=words))
    acts: tuple[Act, ...] = (
        Scored(indicator=indicator, level=3),
        Noted(indicator=None, text="look again"),
        Cited(citation=cited),
        Finalised(decision=DecisionId(f"decision-{number}"), outcome="met"),
    )
    return Decision(
        id=DecisionId(f"decision-{number}"),
        review=review,
        submission=SubmissionId(f"R-{number:04}"),
        candidate="C-77",
        package="b" * 64,
        program=PROGRAM,
        component=ComponentId("3.1"),
        attempt=1,
        purpose=Purpose.FIRST,
        evidence=(EvidenceDigest(item=ItemId("0001"), sha256=digest),),
        scores=(IndicatorScore(indicator=indicator, level=3),),
        citations=(cited, quoted),
        conditions=(Condition(code="bad-sound", indicator=indicator),),
        comments=(Comment(indicator=None, text="Clear and kind. <b>“Élève”</b> 😀"),),
        outcome=Outcome.MET,
        reasons=(Reason(code="all-at-least", text="3.2 is at 3, the rule asks 3."),),
        seconds=(ItemSeconds(item=ItemId("0001"), seconds=61),),
        decided_at=AT,
        key=by,
        events=tuple(Event(id=EventId(f"e-{n}"), review=review, at=AT, by=by, act=a) for n, a in enumerate(acts)),
        nonce="n-1",
    )


def bundle(
    folder: Path, signer: Signer, seq: int = 1, prev: str = "", decisions: tuple[Decision, ...] | None = None
) -> Written:
    """A decisions bundle on disk."""
    return write_decisions(
        folder / f"decisions-R17-{seq:04}.zip",
        decisions or (decision(signer.public.key_id),),
        signer,
        seq,
        prev,
        "office-9",
        bundle=BundleId(f"bundle-{seq}"),
        created_at=AT,
    )


class Kept:
    """A sink in memory that remembers what became of it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.state = "open"

    def write(self, data: memoryview) -> None:
        """Append."""
        self.data += data

    def commit(self, sha256: str) -> None:
        """Keep."""
        assert hashlib.sha256(self.data).hexdigest() == sha256
        self.state = "committed"

    def discard(self) -> None:
        """Forget, unless it was kept."""
        if self.state == "open":
            self.state = "discarded"


class Sinks:
    """Makes sinks and remembers them by item."""

    def __init__(self) -> None:
        self.made: dict[str, Kept] = {}

    def __call__(self, evidence: EvidenceItem) -> Kept:
        self.made[evidence.id] = Kept()
        return self.made[evidence.id]

    @property
    def states(self) -> list[str]:
        """What became of each."""
        return [s.state for s in self.made.values()]


def members(path: Path) -> dict[str, bytes]:
    """The files of a zip below its top folder."""
    with zipfile.ZipFile(path) as archive:
        return {n.split("/", 1)[1]: archive.read(n) for n in archive.namelist()}


def rezip(path: Path, files: dict[str, bytes], top: str, method: int = zipfile.ZIP_STORED) -> Path:
    """Those files packed by another program's hand."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(f"{top}/{name}", data)
    return path


def relisted(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with their lists made to fit again, as a forger without the key would."""
    sums = {n: hashlib.sha256(d).hexdigest() for n, d in files.items()}
    payload = {n: s for n, s in sums.items() if n.startswith("data/")}
    octets = sum(len(files[n]) for n in payload)
    lines = files["bag-info.txt"].decode().splitlines()
    lines = [f"Payload-Oxum: {octets}.{len(payload)}" if line.startswith("Payload-Oxum") else line for line in lines]
    made = files | {"bag-info.txt": ("\n".join(lines) + "\n").encode(), "manifest-sha256.txt": listing(payload)}
    tags = [n for n in files if "/" not in n and n != "tagmanifest-sha256.txt"]
    return made | {"tagmanifest-sha256.txt": listing({n: hashlib.sha256(made[n]).hexdigest() for n in tags})}


def listing(sums: dict[str, str]) -> bytes:
    """A manifest."""
    return "".join(f"{s}  {n}\n" for n, s in sums.items()).encode()


def signed_again(files: Files, signer: Signer, /, **changes: object) -> Files:
    """The files with a statement of somebody's key over what they hold now."""
    made = relisted(files)
    sums = {n: hashlib.sha256(d).hexdigest() for n, d in made.items()}
    bound = {n: s for n, s in sums.items() if n.startswith("data/")} | {
        "tagmanifest-sha256.txt": sums["tagmanifest-sha256.txt"]
    }
    old = json.loads(files["signatures/statement.json"])["predicate"]
    said = Predicate(
        kind=old["kind"],
        id=old["id"],
        signer=SignedBy(key_id=signer.public.key_id, name=signer.public.name),
        audience=old["audience"],
        nonces=tuple(old["nonces"]),
        seq=old["seq"],
        prev=old["prev"],
        created_at=AT,
    )
    statement = make_statement(bound, replace(said, **changes))  # type: ignore[arg-type]
    return made | {
        "signatures/statement.json": statement,
        "signatures/statement.dsse.json": signer.dsse(statement),
        "signatures/statement.json.sig": signer.sshsig(statement),
    }
