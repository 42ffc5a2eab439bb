"""Markup a page holds by the hundred: icons, chips, values, cells of tables. Made here and not by templates, which take
ten times as long; whatever comes from outside passes `escape` on its way in."""

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup, escape

from dougong.web.assets import asset, drawn
from dougong.web.cell import Cell, Part


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
    unit = f' <span class="dg-unit">{escape(cell.unit)}</span>' if cell.unit else ""
    return Markup(f"{_said(cell)}{unit}")           # not +: markup plus a text escapes the text


def td(cell: Cell, card: str = "", edit: str = "") -> str:
    """Return a cell of a table; `card` is its place on a phone card, `edit` the field to change in place."""
    classes = f"{'dg-num' if cell.numeric else 'dg-cell'}{' is-zero' if cell.zero else ''}"
    hover = f' title="{escape(cell.hover)}"' if cell.hover else ""
    return f'<td role="cell" class="{classes}"{hover}{_marks(card or cell.card, edit)}>{_drawn(cell)}</td>\n'


def th(cell: Cell, card: str = "", edit: str = "") -> str:
    """Return the first cell of a row, which names it."""
    marks = _marks(card or cell.card, edit)
    return (f'<th role="rowheader" scope="row" class="dg-cell" title="{escape(cell.hover)}"{marks}>'
            f"{_drawn(cell)}</th>\n")


def tr(cells: str, href: str, number: str = "", tick: str = "") -> Markup:
    """Return a row of drawn cells that leads to `href`; where there is a `tick`, with a box of that name for the
    record of that number."""
    leads = f' data-href="{escape(href)}" tabindex="-1"' if href else ""
    if not tick:
        return Markup(f'<tr role="row"{leads}>\n{cells}</tr>\n')
    known, words = escape(number), escape(tick)
    return Markup(f'<tr role="row"{leads} data-id="{known}">\n<td role="cell" class="dg-pick"><input class="dg-check" '
                  f'type="checkbox" name="_id" value="{known}" form="dg-bulk" data-tick aria-label="{words}"></td>'
                  f"{cells}</tr>\n")


def joined(drawn: Iterable[str]) -> Markup:
    """Return what was drawn before, one after the other; nothing is escaped again."""
    return Markup("".join(drawn))


def _drawn(cell: Cell) -> str:
    return escape(cell.text) if cell.plain else value(cell)


def _marks(card: str, edit: str) -> str:
    placed = f' data-card="{escape(card)}"' if card else ""
    return f'{placed} data-edit="{escape(edit)}"' if edit else placed


def _said(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.kind == "chip":
        return chip(cell.text, cell.tone, cell.dot)
    if cell.kind == "chips":
        return "".join(f"{chip(each.text, each.tone, each.dot)} " for each in cell.parts)
    if cell.kind == "links":
        return " · ".join(map(_link, cell.parts))
    if cell.kind == "picture":
        where = escape(cell.href)
        return f'<a class="dg-thumb" href="{where}"><img src="{where}" alt="" loading="lazy">{text}</a>'
    if cell.kind == "tick":
        return f'{icon("check")}<span class="dg-hide-text">{text}</span>'
    if cell.moment:
        return f'<time datetime="{escape(cell.moment)}" title="{escape(cell.hover)}">{text}</time>'
    if cell.href:
        outside = ' rel="noopener noreferrer"' if cell.outside else ""
        return f'<a href="{escape(cell.href)}"{outside}>{text}</a>'
    return text


def _link(part: Part) -> str:
    return f'<a href="{escape(part.href)}">{escape(part.text)}</a>'
