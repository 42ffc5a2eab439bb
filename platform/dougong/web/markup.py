"""Markup a page holds by the hundred: icons, chips, values, cells of tables. Made here and not by templates, which take
ten times as long; whatever comes from outside passes `escape` on its way in."""

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Final

from markupsafe import Markup, escape

from dougong.web.assets import asset, drawn
from dougong.web.cell import Cell, Part

_SPECIAL: Final = re.compile("[&<>\"']")


def safe(text: str) -> str:
    """Return text as markup says it; most has nothing to escape, and is not made anew."""
    return text if _SPECIAL.search(text) is None else str(escape(text))


@cache
def icon(name: str, size: str = "") -> Markup:
    """Return an icon of the sprite, 16 px or of the size that has a class."""
    classes = f"dg-icon dg-icon--{escape(size)}" if size else "dg-icon"
    where = escape(f"{asset('vendor/icons.svg')}#i-{drawn(name)}")
    return Markup(f'<svg class="{classes}" aria-hidden="true"><use href="{where}"/></svg>')


@cache
def kbd(key: str) -> Markup:
    """Return the name of a key."""
    return Markup(f'<kbd class="dg-kbd">{escape(key)}</kbd>')


def chip(text: str, tone: str = "gray", dot: bool = False, of: str = "") -> Markup:  # noqa: FBT001, FBT002 - as templates call it
    """Return a state as a chip; `of` says what it is the state of."""
    held = f' title="{escape(of)}"><span class="dg-hide-text">{escape(of)} </span>' if of else ">"
    classes = f"dg-chip dg-tone--{escape(tone)}{' dg-chip--dot' if dot else ''}"
    return Markup(f'<span class="{classes}"{held}{escape(text)}</span>')


def value(cell: Cell) -> Markup:
    """Return one value as people read it: in a table's cell or beside a label."""
    unit = f' <span class="dg-unit">{safe(cell.unit)}</span>' if cell.unit else ""
    return Markup(f"{_said(cell)}{unit}")           # not +: markup plus a text escapes the text


def td(cell: Cell, card: str = "", edit: str = "") -> str:
    """Return a cell of a table; `card` is its place on a phone card, `edit` the field to change in place."""
    return _td(cell, marks(card or cell.card, edit))


def tds(card: str, edit: str) -> Callable[[Cell], str]:
    """Return what draws the cells of one column."""
    return partial(_td, said=marks(card, edit))


def th(cell: Cell, card: str = "", edit: str = "") -> str:
    """Return the first cell of a row, which names it."""
    return (f'<th role="rowheader" scope="row" class="dg-cell" title="{safe(cell.hover)}"'
            f"{marks(card or cell.card, edit)}>{_drawn(cell)}</th>\n")


def named(text: str, href: str, said: str) -> str:
    """Return the first cell of a row that is a link to it; `said` are its marks."""
    shown, leads = safe(text), safe(href)
    held = f'<a href="{leads}">{shown}</a>' if href else shown
    return f'<th role="rowheader" scope="row" class="dg-cell" title="{shown}"{said}>{held}</th>\n'


def tr(cells: str, href: str, number: str = "", tick: str = "") -> Markup:
    """Return a row of drawn cells that leads to `href`; where there is a `tick`, with a box of that name for the
    record of that number."""
    leads = f' data-href="{safe(href)}" tabindex="-1"' if href else ""
    if not tick:
        return Markup(f'<tr role="row"{leads}>\n{cells}</tr>\n')
    known = safe(number)
    return Markup(f'<tr role="row"{leads} data-id="{known}">\n<td role="cell" class="dg-pick"><input class="dg-check" '
                  f'type="checkbox" name="_id" value="{known}" form="dg-bulk" data-tick aria-label="{safe(tick)}"></td>'
                  f"{cells}</tr>\n")


def joined(drawn: Iterable[str]) -> Markup:
    """Return what was drawn before, one after the other; nothing is escaped again."""
    return Markup("".join(drawn))


def marks(card: str, edit: str) -> str:
    """Return what a cell says of its place on a phone card and of the field to change in it."""
    placed = f' data-card="{safe(card)}"' if card else ""
    return f'{placed} data-edit="{safe(edit)}"' if edit else placed


def _td(cell: Cell, said: str) -> str:
    classes = f"{'dg-num' if cell.numeric else 'dg-cell'}{' is-zero' if cell.zero else ''}"
    hover = f' title="{safe(cell.hover)}"' if cell.hover else ""
    return f'<td role="cell" class="{classes}"{hover}{said}>{_drawn(cell)}</td>\n'


def _drawn(cell: Cell) -> str:
    return safe(cell.text) if cell.plain else value(cell)


def _said(cell: Cell) -> str:
    text = safe(cell.text)
    if cell.kind == "chip":
        return chip(cell.text, cell.tone, cell.dot)
    if cell.kind == "chips":
        return "".join(f"{chip(each.text, each.tone, each.dot)} " for each in cell.parts)
    if cell.kind == "links":
        return " · ".join(map(_link, cell.parts))
    if cell.kind == "picture":
        where = safe(cell.href)
        return f'<a class="dg-thumb" href="{where}"><img src="{where}" alt="" loading="lazy">{text}</a>'
    if cell.kind == "tick":
        return f'{icon("check")}<span class="dg-hide-text">{text}</span>'
    if cell.moment:
        return f'<time datetime="{safe(cell.moment)}" title="{safe(cell.hover)}">{text}</time>'
    if cell.href:
        outside = ' rel="noopener noreferrer"' if cell.outside else ""
        return f'<a href="{safe(cell.href)}"{outside}>{text}</a>'
    return text


def _link(part: Part) -> str:
    return f'<a href="{safe(part.href)}">{safe(part.text)}</a>'
