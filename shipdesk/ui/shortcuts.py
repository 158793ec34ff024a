"""Every action once: menu, palette, button, tooltip and shortcut all read the same QAction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from shipdesk.ui.icons import icon as make_icon

_KEY, _GROUP, _ICON, _TIP = "shipdesk_key", "shipdesk_group", "shipdesk_icon", "shipdesk_tip"
_WHY, _COUNT = "shipdesk_why_not", "shipdesk_count"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of shortcuts."""

    group: str
    text: str
    keys: str
    action: QAction


def plain_text(action: QAction) -> str:
    """Return an action's text without the mnemonic's ampersand."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def allow(action: QAction, why_not: str = "") -> None:
    """Enable an action, or disable it with the sentence that says why; its tooltip tells it."""
    if str(action.property(_WHY) or "") != why_not:
        action.setProperty(_WHY, why_not)
        action.changed.emit()
    action.setEnabled(not why_not)


def why_not(action: QAction) -> str:
    """Return why an action is not allowed now, "" where it is."""
    return str(action.property(_WHY) or "")


def count_for(count: int, *actions: QAction) -> None:
    """Note for how many chosen rows these are: it is said where the list is not in sight."""
    for action in actions:
        action.setProperty(_COUNT, count)


def counted(action: QAction) -> int:
    """Return for how many chosen rows an action is; 0 where it is for the one in hand, or none."""
    found = action.property(_COUNT)
    return found if isinstance(found, int) and found > 1 else 0


def key_hint(action: QAction) -> str:
    """Return the first shortcut as it is painted in a button: `Ctrl F9`; empty without one."""
    native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("Return", "Enter").replace("+", " ").strip() if native else ""


def icon_name(action: QAction) -> str:
    """Return the name of the icon an action was registered with."""
    return str(action.property(_ICON) or "")


class Actions(QObject):
    """The registry: an action's key never changes, its keys on the keyboard may."""

    changed = Signal()

    def __init__(self, window: QWidget | None = None, *, icons: bool = True) -> None:
        """Make an empty registry; actions without an owner belong to `window`.

        Without `icons` they are drawn at `refresh_icons`: menus can wait for the first paint.
        """
        super().__init__(window)
        self._window = window
        self._icons = icons
        self._actions: dict[str, QAction] = {}

    def set_window(self, window: QWidget) -> None:
        """Name the window to which actions without an owner belong."""
        self._window = window
        for action in self._actions.values():
            if not action.associatedObjects():
                window.addAction(action)

    def add(
        self,
        key: str,
        text: str,
        *,
        icon: str = "",
        shortcut: str | Iterable[str] = (),
        group: str = "",
        tip: str = "",
        owner: QWidget | None = None,
        checkable: bool = False,
        on: Callable[[], object] | None = None,
    ) -> QAction:
        """Register an action and return it.

        With an `owner` its shortcut works only while that page is visible, so that each page may
        have its own F9. Raises ValueError for a key that is taken.
        """
        if key in self._actions:
            raise ValueError(key)
        action = QAction(text, self)
        action.setObjectName(key)
        action.setCheckable(checkable)
        for name, value in ((_KEY, key), (_GROUP, group), (_ICON, icon), (_TIP, tip)):
            action.setProperty(name, value)
        if icon:
            action.setIconVisibleInMenu(True)
            if self._icons:
                action.setIcon(make_icon(icon))
        keys = [shortcut] if isinstance(shortcut, str) else list(shortcut)
        action.setShortcuts([QKeySequence(one) for one in keys if one])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        if on is not None:
            action.triggered.connect(lambda _checked=False, wanted=on: wanted())
        place = owner or self._window
        if place is not None:
            place.addAction(action)
        self._actions[key] = action
        action.changed.connect(lambda: self._describe(action))
        self._describe(action)
        self.changed.emit()
        return action

    def get(self, key: str) -> QAction:
        """Return an action. Raises KeyError for a key that nobody registered."""
        return self._actions[key]

    def all(self) -> list[QAction]:
        """Return all actions in the order of registration."""
        return list(self._actions.values())

    def available(self) -> list[QAction]:
        """Return the actions that can be triggered now: enabled, and their page visible."""
        return [action for action in self._actions.values() if self.is_available(action)]

    def is_available(self, action: QAction) -> bool:
        """Tell whether an action is enabled and one of its owners is on the screen."""
        if not (action.isEnabled() and action.isVisible()):
            return False
        owners = [one for one in action.associatedObjects() if isinstance(one, QWidget)]
        return any(one.isVisible() and one.isEnabled() for one in owners)

    def for_keys(self, keys: QKeySequence) -> QAction | None:
        """Return the available action that these keys trigger."""
        for action in self._actions.values():
            if any(one == keys for one in action.shortcuts()) and self.is_available(action):
                return action
        return None

    def listed(self) -> list[Listed]:
        """Return all actions that have keys, by group, for the list of shortcuts."""
        lines = []
        for action in self._actions.values():
            names = [
                one.toString(QKeySequence.SequenceFormat.NativeText) for one in action.shortcuts()
            ]
            if names:
                group = str(action.property(_GROUP) or "")
                lines.append(Listed(group, plain_text(action), ", ".join(names), action))
        return sorted(lines, key=lambda line: line.group)

    def group_of(self, action: QAction) -> str:
        """Return the heading under which an action is listed."""
        return str(action.property(_GROUP) or "")

    def refresh_icons(self) -> None:
        """Draw the icons: the first time, and anew after a change of theme."""
        self._icons = True
        for action in self._actions.values():
            if icon_name(action):
                action.setIcon(make_icon(icon_name(action)))

    def _describe(self, action: QAction) -> None:
        """Keep the tooltip true to text and keys."""
        words = why_not(action) or str(action.property(_TIP) or "") or plain_text(action)
        hint = key_hint(action)
        tip = f"{words}  ({hint})" if hint else words
        if action.toolTip() != tip:
            action.setToolTip(tip)


class OwnedActions:
    """The actions of one page: they share a key, a heading, and the widget that they work in."""

    def __init__(self, actions: Actions, key: str, group: str, owner: QWidget) -> None:
        self._actions, self._key, self._group, self._owner = actions, key, group, owner

    def add(
        self,
        name: str,
        text: str,
        on: Callable[[], object] | None = None,
        *,
        icon: str = "",
        keys: str = "",
        tip: str = "",
    ) -> QAction:
        """Register the page's action of this name; raises ValueError for one that is taken."""
        return self._actions.add(
            f"{self._key}.{name}",
            text,
            icon=icon,
            shortcut=keys,
            group=self._group,
            tip=tip,
            owner=self._owner,
            on=on,
        )
