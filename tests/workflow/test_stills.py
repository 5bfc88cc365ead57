"""Stills of cited areas go into the bundle where the program says so, bound to it, and nowhere else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from reviewer_app.bundles.seal import write_decisions
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.citation import MOST_STILLS, STILL_BYTES, CitedStill, Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import BundleId, CitationId, ItemId
from reviewer_app.errors import Cancelled, ReviewerError, UsageError
from reviewer_app.jobs import Job, Progress
from reviewer_app.workflow import deciding, holding, intake, packing, scoring, sealing
from reviewer_app.workflow.checking import check
from reviewer_app.workflow.stills import sealed_stills, stills
from reviewer_app.workspace import Workspace
from tests.builders import FILES, I1, SID, FixedClock, make_folder, make_workspace, pdf, program_text, score_all
from tests.builders import submission_text as written

RIGHT = Region(x=5_000, y=0, w=5_000, h=10_000)


def picture() -> bytes:
    """Left red, right blue."""
    image = Image.new("RGB", (400, 300), (200, 20, 20))
    image.paste((20, 20, 200), (200, 0, 400, 300))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def case(root: Path, *, letter: bool = False, bundle: bool = True, work: bytes | None = None) -> Workspace:
    """A submission of a picture and a page under a program that allows stills here or there."""
    ws = make_workspace(root / "ws")
    allowed = f"feedback: {{stills: {str(letter).lower()}, bundle_stills: {str(bundle).lower()}}}\n"
    (ws.root / "programs" / "test-program.yaml").write_text(program_text() + allowed, encoding="utf-8")
    files = {**FILES, "family plan.pdf": pdf(), "work.png": work or picture()}
    folder = make_folder(root / "in", written(), files)
    packing.pack(folder, root / "in.zip", signer=None, clock=FixedClock(salt=1), programs=ws.programs)
    assert not intake.intake(ws, [root / "in.zip"]).refused
    return ws


def cited(ws: Workspace, *places: tuple[str, Selector]) -> tuple[CitationId, ...]:
    for item, selector in places:
        scoring.cite(ws, SID, ItemId(item), selector, I1)
    score_all(ws)
    deciding.finalise(ws, SID)
    return tuple(c.id for c in scoring.desk(ws, SID).review.citations)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {n.partition("/")[2]: file.read(n) for n in file.namelist()}


def test_where_the_program_says_so_areas_go_along_and_check_passes(tmp_path: Path) -> None:
    with case(tmp_path) as ws:
        one, two, *_ = cited(
            ws,
            ("0003", Selector(region=RIGHT)),
            ("0002", Selector(page=1, region=RIGHT)),
            ("0003", Selector()),  # the whole picture: no area was marked
            ("0001", Selector(quote=TextQuote(exact="When I asked"))),
        )
        (waiting,) = sealing.ready(ws)
        assert waiting.stills == 2
        made = sealing.seal(ws)
        assert (made.stills, made.missing_stills) == (2, 0)
        report = inspect(made.path)
        assert report.valid, report.problems
        assert {s.citation for s in report.stills} == {one, two}
        assert any("2 stills of cited areas" in s.detail for s in report.steps)
        there = members(made.path)
        assert sorted(n for n in there if "stills" in n) == sorted(f"data/stills/{c}.jpg" for c in (one, two))
        for still in report.stills:
            data = there[still.path]
            assert (sha256(data).hexdigest(), len(data), still.covered) == (still.sha256, still.size, False)
            assert still.path in there["manifest-sha256.txt"].decode() and len(data) <= STILL_BYTES
        image = Image.open(io.BytesIO(there[f"data/stills/{one}.jpg"]))
        assert image.size == (200, 300)
        red, _, blue = image.convert("RGB").getpixel((100, 150))  # type: ignore[misc]
        assert blue > 150 > 60 > red, "the area that was marked, and no more of it"
        assert check(made.path, ws).valid
        bag_says = b"Payload-Oxum: " + f"{sum(len(d) for n, d in there.items() if n[:5] == 'data/')}.3".encode()
        assert bag_says in there["bag-info.txt"]


@pytest.mark.parametrize("letter", [True, False])
def test_without_permission_there_are_none_and_the_file_is_as_before(tmp_path: Path, letter: bool) -> None:
    with case(tmp_path, letter=letter, bundle=False) as ws:
        cited(ws, ("0003", Selector(region=RIGHT)))
        assert sealing.ready(ws)[0].stills == 0
        made = sealing.seal(ws)
        there = members(made.path)
        assert made.stills == 0 and inspect(made.path).valid
        assert sorted(n for n in there if n.startswith("data/")) == ["data/decisions.json"]
        assert b"stills" not in there["data/decisions.json"], "an older version reads it"


def test_the_letters_permission_and_the_bundles_are_two(tmp_path: Path) -> None:
    from reviewer_app.evidence.worker import Readers

    with case(tmp_path, letter=False, bundle=True) as ws, Readers() as readers:
        cited(ws, ("0003", Selector(region=RIGHT)))
        assert stills(ws, SID, readers) == {}
        assert len(sealed_stills(ws, [SID], readers, Job())) == 1


def test_a_still_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    with case(tmp_path) as ws:
        cited(ws, ("0003", Selector(region=RIGHT)))
        path = sealing.seal(ws).path
    data = path.read_bytes()
    (still,) = [d for n, d in members(path).items() if "stills" in n]
    at = data.index(still) + len(still) // 2
    bad = tmp_path / "bad.zip"
    bad.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    report = inspect(bad)
    assert not report.valid and any("stills" in p.where for p in report.problems), report.problems


def forged(ws: Workspace, dest: Path, change: Callable[[CitedStill], CitedStill], extra: int = 0) -> str:
    """The code with which a bundle is refused that was written with stills that do not fit."""
    decision = deciding.decision_of(ws, SID)
    area = next(c for c in decision.citations if c.selector.region is not None)
    found = {}
    for n in range(1 + extra):
        body = b"\xff\xd8\xff" + bytes([n]) * 20
        citation = decision.citations[n].id if extra else area.id
        still = CitedStill(
            citation=citation, path=f"data/stills/{citation}.jpg", sha256=sha256(body).hexdigest(), size=len(body)
        )
        found[change(still)] = body
    with pytest.raises(ReviewerError) as caught:
        write_decisions(
            dest, (decision,), ws.signer(), 1, "", "office",
            bundle=BundleId(ws.clock.new_id()), created_at=ws.clock.now(), stills=found,
        )  # fmt: skip
    assert not dest.exists()
    return caught.value.problems[0].code if caught.value.problems else caught.value.code


def test_stills_that_do_not_fit_their_decisions_are_refused(tmp_path: Path) -> None:
    places = [("0003", Selector(region=replace(RIGHT, x=n))) for n in range(MOST_STILLS + 1)]
    with case(tmp_path) as ws:
        words = ("0001", Selector(quote=TextQuote(exact="When I asked")))
        cited(ws, *places, words)
        quote = deciding.decision_of(ws, SID).citations[-1].id
        stranger = CitationId("01936b40-0000-7000-8000-ffffffffffff")

        def of(citation: CitationId) -> Callable[[CitedStill], CitedStill]:
            return lambda s: replace(s, citation=citation, path=f"data/stills/{citation}.jpg")

        dest = tmp_path / "forged.zip"
        assert forged(ws, dest, of(stranger)) == "still-citation"
        assert forged(ws, dest, of(quote)) == "still-citation", "no area was marked there"
        other = f"data/stills/{stranger}.jpg"
        assert forged(ws, dest, lambda s: replace(s, path=other)) == "still-path"
        assert forged(ws, dest, lambda s: replace(s, path="data/evil.jpg")) == "json-string-pattern-mismatch"
        assert forged(ws, dest, lambda s: replace(s, size=s.size + 1)) == "evidence-changed"
        assert forged(ws, dest, lambda s: replace(s, sha256="0" * 64)) == "evidence-changed"
        assert forged(ws, dest, lambda s: s, extra=MOST_STILLS) == "still-count"


def test_no_more_than_some_go_along(tmp_path: Path) -> None:
    with case(tmp_path) as ws:
        cited(ws, *[("0003", Selector(region=replace(RIGHT, x=n))) for n in range(MOST_STILLS + 3)])
        made = sealing.seal(ws)
        assert (made.stills, made.missing_stills) == (MOST_STILLS, 0) and inspect(made.path).valid


def test_a_large_still_is_made_to_fit(tmp_path: Path) -> None:
    noise = Image.effect_noise((960, 960), 200).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "PNG")
    with case(tmp_path, work=target.getvalue()) as ws:
        cited(ws, ("0003", Selector(region=Region(x=0, y=0, w=10_000, h=10_000))))
        made = sealing.seal(ws)
        (still,) = inspect(made.path).stills
        assert STILL_BYTES // 4 < still.size <= STILL_BYTES


def test_what_cannot_be_read_is_left_out_and_counted_and_the_rest_is_sealed(tmp_path: Path) -> None:
    with case(tmp_path, work=picture()[:8] + bytes(200)) as ws:
        cited(ws, ("0003", Selector(region=RIGHT)), ("0002", Selector(page=1, region=RIGHT)))
        made = sealing.seal(ws)
        assert (made.stills, made.missing_stills) == (1, 1) and inspect(made.path).valid


def test_under_a_privacy_hold_there_is_no_still(tmp_path: Path) -> None:
    with case(tmp_path) as ws:
        cited(ws, ("0003", Selector(region=RIGHT)))
        holding.hold(ws, SID, "a child can be seen", HoldKind.PRIVACY)
        assert sealed_stills(ws, [SID], None, Job()) == {}


def test_sealing_with_stills_can_be_stopped_without_a_trace(tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.what == "Making the stills":
            job.cancel()

    job = Job(stop)
    with case(tmp_path) as ws:
        cited(ws, ("0003", Selector(region=RIGHT)))
        with pytest.raises(Cancelled):
            sealing.seal(ws, None, None, job)
        assert sealing.bundles(ws) == () and not list(ws.bundles.glob("*.zip"))
        assert sealing.seal(ws).seq == 1
        with pytest.raises(UsageError):
            sealing.seal(ws)


@pytest.mark.corpus
def test_faces_are_covered_in_stills_where_they_are_blurred_on_the_screen(corpus: Path, tmp_path: Path) -> None:
    from reviewer_app.evidence.worker import Readers
    from tests.evidence import made

    with Readers() as readers:
        frame = readers.frame(made.recipe(corpus / "video" / "sample_without_stss.mp4"), 300, 640)
        (box,) = readers.faces(frame)
    target = io.BytesIO()
    Image.frombytes("RGB", (frame.width, frame.height), frame.rgb).save(target, "PNG")
    pictures = []
    for covered in (False, True):
        with case(tmp_path / str(covered), letter=True, work=target.getvalue()) as ws, Readers() as readers:
            ws.settings = replace(ws.settings, blur_faces=covered)
            cited(ws, ("0003", Selector(region=Region(x=0, y=0, w=10_000, h=10_000))))
            (png,) = stills(ws, SID, readers).values()
            made_bundle = sealing.seal(ws)
            (still,) = inspect(made_bundle.path).stills
            assert still.covered is covered
            pair = [Image.open(io.BytesIO(d)).convert("RGB") for d in (png, members(made_bundle.path)[still.path])]
            pictures.append(pair)
    for plain, blurred in zip(*pictures, strict=True):
        changed = ImageChops.difference(plain, blurred).convert("L").point(lambda v: 255 * (v > 40)).getbbox()
        assert changed is not None, "the face is to be seen no more"
        left, top, right, low = (100 * v / side for v, side in zip(changed, plain.size * 2, strict=True))
        slack = 2.5  # a square of the JPEG, in percent
        assert box.x - slack <= left and box.y - slack <= top
        assert right <= box.x + box.width + slack and low <= box.y + box.height + slack


def test_a_moment_of_a_video_is_a_still_of_that_frame(tmp_path: Path) -> None:
    from reviewer_app.evidence.worker import Readers
    from tests.evidence import made

    clip = made.clip(30)
    ws = make_workspace(tmp_path / "ws")
    text = program_text() + "feedback: {bundle_stills: true}\n"
    (ws.root / "programs" / "test-program.yaml").write_text(text, encoding="utf-8")
    said = written().replace("file: family plan.pdf, title: Plan", "file: lesson.mp4, title: Lesson")
    files = {n: d for n, d in FILES.items() if not n.endswith("pdf")} | {"lesson.mp4": clip}
    folder = make_folder(tmp_path / "in", said, files)
    packing.pack(folder, tmp_path / "in.zip", signer=None, clock=FixedClock(salt=1), programs=ws.programs)
    with ws, Readers() as readers:
        assert not intake.intake(ws, [tmp_path / "in.zip"]).refused
        item = next(i for i in scoring.desk(ws, SID).submission.evidence if i.media_type.startswith("video"))
        whole = Region(x=0, y=0, w=10_000, h=10_000)
        moments = [Selector(time=TimeSpan(start=at, end=at), region=whole) for at in (0, 700)]
        cited(ws, *[(item.id, m) for m in moments])
        path = sealing.seal(ws, readers=readers).path
        shown = [Image.open(io.BytesIO(d)).convert("RGB") for n, d in sorted(members(path).items()) if "stills" in n]
        for image, at in zip(shown, (0, 700), strict=True):
            frame = readers.frame(ws.recipe(item), at, 960)
            asked = Image.frombytes("RGB", (frame.width, frame.height), frame.rgb)
            mean = sum(n * v for v, n in enumerate(ImageChops.difference(asked, image).convert("L").histogram()))
            assert image.size == asked.size and mean / (image.width * image.height) < 4


def test_the_outbox_says_what_goes_along_and_what_of_faces() -> None:
    from reviewer_app.ui.outbox.lines import seal_text, sealed_text
    from reviewer_app.ui.outbox.state import ReadyLine

    line = ReadyLine(
        submission=SID, component="", program="", outcome="", tone="", reason="", finalised="", digest="", audience="",
        checked=True,
    )  # fmt: skip
    assert "Picture" not in seal_text([line], "R-17")
    some = replace(line, stills=2)
    assert "Pictures of 4 cited areas go along, as the program asks; faces in them can be seen" in seal_text(
        [some, some], "R-17"
    )
    assert "A picture of 1 cited area goes along, as the program asks; faces are covered where" in seal_text(
        [replace(line, stills=1)], "R-17", covered=True
    )
    assert "2 cited areas could not be read" in sealed_text(1, ["a.zip"], 3, 2)
    assert "with 3 stills. Copy" in sealed_text(1, ["a.zip"], 3, 0)
