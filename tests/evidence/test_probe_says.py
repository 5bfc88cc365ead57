"""What a probe says beside the kind: a wrong extension, names in the properties, a lock, captions inside."""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.evidence.values import Probe, Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{}</dc:creator><dc:title>Plan</dc:title>'
    "<cp:lastModifiedBy>{}</cp:lastModifiedBy></cp:coreProperties>"
)


def notes(found: Probe) -> list[str]:
    return [p.message for p in found.problems if p.code == "wrong-name"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("essay.docx", "Its name ends in .docx, but its content is of another kind: PDF document."),
        ("ESSAY.JPG", "Its name ends in .jpg, but its content is of another kind: PDF document."),
        ("0001.pdf", ""),
        ("essay", ""),
        ("essay.backup", ""),
    ],
)
def test_a_wrong_extension_is_said_and_stops_nothing(tmp_path: Path, readers: Readers, name: str, said: str) -> None:
    found = readers.probe(made.saved(tmp_path, "a", made.pdf(("Words",))), name=name)
    assert found.status is Status.OPEN
    assert notes(found) == ([said] if said else [])


def test_containers_that_share_a_form_are_not_wrong(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a", made.clip(5, sound=False))
    assert [notes(readers.probe(file, name=f"x.{e}")) for e in ("mp4", "MOV", "m4v")] == [[], [], []]
    assert notes(readers.probe(file, name="x.avi")) != []


def test_a_wrong_extension_is_said_of_what_is_refused_too(tmp_path: Path, readers: Readers) -> None:
    found = readers.probe(made.saved(tmp_path, "a", b"PK\5\6" + bytes(18)), name="lesson.mp4")
    assert (found.status, len(notes(found))) == (Status.REFUSED, 1)


@pytest.mark.parametrize(
    ("creator", "editor", "names"),
    [
        ("Ada Lovelace", "Grace Hopper", ("Ada Lovelace", "Grace Hopper")),
        ("Ada Lovelace", "Ada Lovelace", ("Ada Lovelace",)),
        ("Microsoft Office User", "python-docx", ()),
        ("", "Administrator", ()),
        ("Teacher 3", " ", ()),
    ],
)
def test_names_in_a_documents_properties_are_found(
    tmp_path: Path, readers: Readers, creator: str, editor: str, names: tuple[str, ...]
) -> None:
    data = made.docx(made.para("Hello"), **{"docProps/core.xml": CORE.format(creator, editor)})
    assert readers.probe(made.saved(tmp_path, "a", data)).names == names


def test_who_changed_or_commented_is_a_name_too(tmp_path: Path, readers: Readers) -> None:
    body = '<w:p><w:ins w:author="Mary Jackson"><w:r><w:t>more</w:t></w:r></w:ins></w:p>'
    assert readers.probe(made.saved(tmp_path, "a", made.docx(body))).names == ("Mary Jackson",)


def test_the_author_of_a_pdf_is_a_name(tmp_path: Path, readers: Readers) -> None:
    pymupdf: Any = importlib.import_module("pymupdf")
    document = pymupdf.open()
    document.new_page()
    document.set_metadata({"author": "Katherine Johnson", "producer": "Somebody"})
    assert readers.probe(made.saved(tmp_path, "a", document.tobytes())).names == ("Katherine Johnson",)


def test_the_artist_of_a_photo_is_a_name(tmp_path: Path, readers: Readers) -> None:
    from PIL import Image

    data, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = "Dorothy Vaughan"
    exif[0x9C9D] = "Annie Easley".encode("utf-16-le")
    Image.new("RGB", (8, 8)).save(data, "JPEG", exif=exif)
    assert readers.probe(made.saved(tmp_path, "a", data.getvalue())).names == ("Dorothy Vaughan", "Annie Easley")


def test_the_author_of_rtf_is_a_name(tmp_path: Path, readers: Readers) -> None:
    data = rb"{\rtf1{\info{\author Sally Ride}{\operator User}}Hello}"
    assert readers.probe(made.saved(tmp_path, "a", data)).names == ("Sally Ride",)


def test_a_lock_is_said(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a", made.pdf(("Words",), password="secret"))
    assert readers.probe(file).encrypted
    assert readers.probe(file, password="wrong").encrypted
    assert not readers.probe(file, password="secret").encrypted
