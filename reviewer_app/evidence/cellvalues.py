"""Numbers of a workbook as a person sees them: dates, times, percentages, decimals."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DATES = {14: "d", 15: "d", 16: "d", 17: "d", 18: "t", 19: "t", 20: "t", 21: "t", 22: "dt", 45: "t", 46: "t", 47: "t"}
_DECIMALS = {1: 0, 2: 2, 3: 0, 4: 2, 37: 0, 38: 0, 39: 2, 40: 2}
_PERCENT = {9: 0, 10: 2}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.')
_LAST_DAY = 2_958_466  # 31 December 9999
_NAME_LIMIT = 16_384  # Excel's last column


class Formats:
    """The number formats of a workbook's cell styles."""

    def __init__(self, styles: bytes, workbook: Any) -> None:
        self._formats: list[str | int] = []
        known = next(workbook.iter(f"{_S}workbookPr"), None)
        later = known is not None and known.get("date1904") in ("1", "true")
        self._began = datetime(1904, 1, 1) if later else datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet has no zone
        try:
            root = package.tree(styles) if styles else None
        except BadInput:
            root = None
        if root is not None:
            self._read(root)

    def shown(self, raw: str, style: str) -> str:
        """A number as it would be read; the raw text when it is none."""
        try:
            value = float(raw)
        except ValueError:
            return raw
        index = int(style) if style.isdigit() and len(style) < 7 else 0
        form = self._formats[index] if index < len(self._formats) else 0
        kind, decimals = _kind_of(form)
        if "d" in kind or "t" in kind:
            return self._moment(value, kind) or _plain(value)
        if kind == "%":
            return f"{value * 100:.{decimals}f}%"
        return f"{value:.{decimals}f}" if kind == "n" and abs(value) < 1e15 else _plain(value)

    def _read(self, root: Any) -> None:
        own = {str(n.get("numFmtId", "")): str(n.get("formatCode", ""))[:200] for n in root.iter(f"{_S}numFmt")}
        for cells in root.iter(f"{_S}cellXfs"):
            for look in cells.iter(f"{_S}xf"):
                number = str(look.get("numFmtId", "0"))
                self._formats.append(own.get(number) or (int(number) if number.isdigit() and len(number) < 6 else 0))

    def _moment(self, value: float, kind: str) -> str:
        if not 0 <= value < _LAST_DAY:
            return ""
        moment = self._began + timedelta(seconds=round(value * 86_400))
        if kind == "t":
            return f"{moment:%H:%M:%S}".removesuffix(":00") if value < 1 else f"{moment:%Y-%m-%d %H:%M}"
        return f"{moment:%Y-%m-%d %H:%M}" if kind == "dt" else f"{moment:%Y-%m-%d}"


def _kind_of(form: str | int) -> tuple[str, int]:
    """Date (d, t, dt), percentage (%), number with so many decimals (n), or "" for general."""
    if isinstance(form, int):
        if form in _PERCENT:
            return "%", _PERCENT[form]
        return (_DATES[form], 0) if form in _DATES else ("n", _DECIMALS[form]) if form in _DECIMALS else ("", 0)
    code = _LITERAL.sub("", form.split(";")[0]).lower()
    decimals = re.search(r"[0#?]\.([0#?]+)", code)
    places = len(decimals.group(1)) if decimals else 0
    if "%" in code:
        return "%", min(places, 10)
    date, time = bool(re.search(r"[dy]", code)), bool(re.search(r"[hs]", code))
    if date or time or re.fullmatch(r"[m\-/. ]+", code):
        return ("dt" if date and time else "t" if time else "d"), 0
    return ("n", min(places, 10)) if re.search(r"0", code) and "e" not in code else ("", 0)


def _plain(value: float) -> str:
    return f"{value:.15g}"


def column_number(reference: str) -> int:
    """The number of a cell's column (A is 1); 0 when the reference makes no sense."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    number = 0
    for letter in letters.group() if letters else "":
        number = number * 26 + ord(letter) - 64
    return number if number <= _NAME_LIMIT else 0


def column_letters(number: int) -> str:
    """The letters of a column."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
