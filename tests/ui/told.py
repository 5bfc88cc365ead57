"""What a screen reader is told: the tree of names and roles of a window, and what is missing or alike in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

Role = QAccessible.Role
_NO_ROLE = (Role.NoRole, Role.Client, Role.Border)  # a bare widget or frame: a screen reader says nothing of use
_CONTROLS = (
    Role.PushButton, Role.ButtonMenu, Role.ButtonDropDown, Role.ButtonDropGrid, Role.CheckBox, Role.RadioButton,
    Role.ComboBox, Role.EditableText, Role.SpinBox, Role.Slider, Role.Dial, Role.Link, Role.PageTab, Role.MenuItem,
    Role.List, Role.Table, Role.Tree,
)  # fmt: skip
_MOST_CELLS = 400  # of one list or table that are asked for


def tree(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Everything a screen reader can come to; of very long lists the beginning."""
    yield root
    for n in range(min(root.childCount(), _MOST_CELLS)):
        child = root.child(n)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from tree(child)


def name(part: QAccessibleInterface) -> str:
    """What it is called."""
    return part.text(QAccessible.Text.Name).strip()


def faults(root: QWidget) -> list[str]:
    """Controls without a name or a role, and those of one group that are told alike."""
    top = QAccessible.queryAccessibleInterface(root)
    assert top is not None
    parts = list(tree(top))
    return [*_unnamed(parts), *_alike(parts)]


def _unnamed(parts: list[QAccessibleInterface]) -> list[str]:
    found = []
    for part in parts:
        widget = part.object()
        focusable = isinstance(widget, QWidget) and _by_keyboard(widget)
        if not (focusable or _control(part)) or (name(part) and part.role() not in _NO_ROLE):
            continue
        if isinstance(widget, QWidget) and (not widget.isVisible() or not widget.isEnabled() or widget.focusProxy()):
            continue  # one with a proxy hands the keyboard on to what is told itself
        found.append(f"{_said(part)} in {_where(part)}")
    return found


def _by_keyboard(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _control(part: QAccessibleInterface) -> bool:
    """Something to press, choose or write in; parts that a control is made of are told with it."""
    holder = part.parent()
    inner = holder is not None and holder.role() in (Role.ComboBox, Role.SpinBox, Role.EditableText, Role.ScrollBar)
    widget = part.object()
    inner = inner or (isinstance(widget, QWidget) and widget.objectName().startswith("qt_"))
    return part.role() in _CONTROLS and not inner


def _alike(parts: list[QAccessibleInterface]) -> list[str]:
    """Controls with one name in one group: nobody can say which is which."""
    told = Counter((_group(p), p.role(), name(p), p.text(QAccessible.Text.Description)) for p in parts if _pressed(p))
    return [f"{n} × {role.name} “{called}” in “{group}”" for (group, role, called, _), n in told.items() if n > 1]


def _pressed(part: QAccessibleInterface) -> bool:
    return _control(part) and bool(name(part)) and not part.state().disabled


def _group(part: QAccessibleInterface) -> str:
    """The names of what holds it, from the nearest that has one."""
    holder = part.parent()
    while holder is not None and holder.isValid():
        if name(holder) and holder.role() not in (Role.StaticText,):
            return name(holder)
        holder = holder.parent()
    return ""


def _said(part: QAccessibleInterface) -> str:
    widget = part.object()
    return f"{type(widget).__name__} {part.role().name} “{name(part)}”"


def _where(part: QAccessibleInterface) -> str:
    holder = part.parent()
    above = holder.object() if holder is not None and holder.isValid() else None
    return type(above).__name__
