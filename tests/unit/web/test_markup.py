"""Markup made by hand: hostile text in a cell, a row, an input or a gap never becomes markup."""

from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from dougong.web.cell import Cell, Part
from dougong.web.gaps import gap, kept
from dougong.web.markup import chip, joined, kbd, named, td, th, tr, value

HOSTILE = "\"><script>alert('1')</script><a href='javascript:x' onclick=\"x\">&amp;{{ 7 * 7 }}"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40) | st.just(HOSTILE)
KINDS = st.sampled_from(["text", "chip", "chips", "links", "picture", "tick"])
PART = st.builds(Part, TEXT, TEXT, TEXT, st.booleans())
CELL = st.builds(Cell, text=TEXT, kind=KINDS, href=TEXT, outside=st.booleans(), tone=TEXT, dot=st.booleans(),
                 moment=TEXT, hover=TEXT, unit=TEXT, numeric=st.booleans(), zero=st.booleans(), card=TEXT,
                 parts=st.lists(PART, max_size=3).map(tuple))
TAGS = {"a", "b", "img", "input", "kbd", "span", "svg", "td", "th", "time", "tr", "use"}
NAMES = {"alt", "aria-hidden", "aria-label", "class", "data-card", "data-edit", "data-href", "data-id", "data-tick",
         "datetime", "form", "href", "loading", "name", "rel", "role", "scope", "src",
         "tabindex", "title", "type", "value"}


class Seen(HTMLParser):
    """What a browser makes of markup: tags, names of attributes, their values, text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.values: list[str] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.values += [text or "" for _, text in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_quantity_says_its_unit_beside_it() -> None:
    for drawn in (td(Cell(text="100", unit="个", numeric=True)), value(Cell(text="100", unit="个"))):
        assert Seen(drawn).text.strip() == "100 个"
        assert "dg-unit" in Seen(drawn).values


@given(CELL, TEXT, TEXT)
@example(Cell(text=HOSTILE, hover=HOSTILE, href=HOSTILE), HOSTILE, HOSTILE)
def test_no_text_of_a_cell_becomes_markup(cell: Cell, card: str, edit: str) -> None:
    for drawn in (td(cell, card, edit), th(cell, card, edit), value(cell)):
        seen = Seen(drawn)
        assert seen.tags <= TAGS
        assert seen.names <= NAMES
        for said in ([each.text for each in cell.parts] if cell.kind in {"chips", "links"} else [cell.text]):
            assert said in seen.text
    assert edit in Seen(td(cell, card, edit)).values or not edit


@given(TEXT, TEXT, TEXT)
def test_no_text_of_a_row_becomes_markup(href: str, number: str, tick: str) -> None:
    seen = Seen(tr("", href, number, tick))
    assert (seen.tags <= TAGS, seen.names <= NAMES, seen.text.strip()) == (True, True, "")
    assert {text for text in (href, *([number, tick] if tick else [])) if text} <= set(seen.values)


@given(TEXT, TEXT, TEXT)
def test_no_text_of_a_chip_or_key_becomes_markup(text: str, tone: str, of: str) -> None:
    assert Seen(chip(text, tone, dot=True, of=of)).tags == {"span"}
    assert Seen(kbd(text)).text == text


@given(TEXT, TEXT)
def test_a_gap_takes_what_it_is_given_and_no_text_passes_for_one(text: str, said: str) -> None:
    drawn = f"<b title=\"{escape(text)}\">{gap('name')}</b>{gap('none')}"
    assert kept(drawn).filled({"name": escape(said)}) == f'<b title="{escape(text)}">{escape(said)}</b>'


def test_what_was_drawn_is_not_escaped_again() -> None:
    assert joined([td(Cell(text="a < b"))]) == '<td role="cell" class="dg-cell">a &lt; b</td>\n'


def test_a_unit_stands_in_markup_of_its_own_and_is_escaped() -> None:
    made = Cell(text="4.34", unit="<m>", numeric=True)
    assert '>4.34 <span class="dg-unit">&lt;m&gt;</span></td>' in td(made)
    assert value(made) == '4.34 <span class="dg-unit">&lt;m&gt;</span>'


@example(HOSTILE, HOSTILE)
@given(TEXT, TEXT)
def test_a_name_that_leads_to_its_record_is_a_link_with_hostile_text_as_text(text: str, href: str) -> None:
    seen = Seen(named(text, href, ""))
    assert seen.tags <= {"th", "a"}
    assert seen.names <= {"role", "scope", "class", "title", "href"}
    assert seen.text.removesuffix("\n") == text
