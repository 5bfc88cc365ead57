"""Small Office files for the evidence tests, made on the spot from their XML."""

from __future__ import annotations

import io
import zipfile

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{name}="{_ODF}{rest}:1.0"'
    for name, rest in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "presentation": "presentation", "script": "script", "fo": "xsl-fo-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_SLIDE = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{_OFFICE[:-1]}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_SHEET = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_OFFICE[:-1]}"'

_HOURS = '<sheet name="Hours" sheetId="1" r:id="r1"/>'


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A zip of these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def relations(*rows: tuple[str, str, str] | tuple[str, str, str, str]) -> str:
    """A part with relations: id, kind, target, and "External" for those that lead outside."""
    lines = []
    for row in rows:
        mode = f' TargetMode="{row[3]}"' if len(row) > 3 else ""
        lines.append(f'<Relationship Id="{row[0]}" Type="{_OFFICE}{row[1]}" Target="{row[2]}"{mode}/>')
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(lines)}</Relationships>'


def odf(body: str, kind: str = "text", *, styles: str = "", page: str = "", **parts: str | bytes) -> bytes:
    """An OpenDocument file from what stands in its body; ``styles`` are automatic ones, ``page`` a master page's."""
    media = {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation"}[kind]
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    master = (
        f"<office:document-styles {_SPACES}><office:master-styles><style:master-page>{page}</style:master-page>"
        "</office:master-styles></office:document-styles>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{media}",
            "content.xml": content,
            "styles.xml": master,
            **parts,
        }
    )


def slide(shapes: str, *, hidden: bool = False) -> str:
    """A slide's XML from its shapes."""
    show = ' show="0"' if hidden else ""
    return f"<p:sld {_SLIDE}{show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(text: str, kind: str = "body") -> str:
    """A shape with one paragraph for each line."""
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{lines}</p:txBody></p:sp>'


def pptx(*slides: str, **parts: str | bytes) -> bytes:
    """A presentation of these slides; their relations are parts of their own."""
    numbers = range(1, len(slides) + 1)
    order = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
    return zipped(
        {
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {_SLIDE}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                *((f"r{n}", "slide", f"slides/slide{n}.xml") for n in numbers)
            ),
            **{f"ppt/slides/slide{n}.xml": s for n, s in zip(numbers, slides, strict=True)},
            **parts,
        }
    )


def xlsx(rows: str, *, strings: str = "", styles: str = "", **parts: str | bytes) -> bytes:
    """A workbook with one sheet from the XML of its rows."""
    return zipped(
        {
            "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {_SHEET}><sheets>{_HOURS}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                ("r1", "worksheet", "worksheets/sheet1.xml"),
                ("r2", "sharedStrings", "sharedStrings.xml"),
                ("r3", "styles", "styles.xml"),
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {_SHEET}><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {_SHEET}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {_SHEET}>{styles}</styleSheet>",
            **parts,
        }
    )


BOMB = "<!DOCTYPE x [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]>"
