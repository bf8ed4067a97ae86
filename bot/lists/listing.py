"""A list as it is shown: ten lines to a page under their headings, or all of them as a workbook.

A list is a sentence ("/quahan HC"), and a page of it another one ("/quahan HC trang 2"): each page
is asked for anew, so it shows what is so now and what the reader may see now. Lines have codes and
no numbers: a bare "2 xong" means the reminder it always meant.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.press import Press
from bot.texts import render_value, text
from storage import listings, papers

PAGE = 10


@dataclass(frozen=True, kw_only=True)
class Line:
    """`group`: the heading it stands under, with the number of its lines; `cells`: the same in a
    workbook, each a number, a day or a text."""

    shown: Any
    cells: tuple[Any, ...]
    group: Any = None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """`name`: by which its workbook is called; `columns`: keys of [column]; `none`: what is said
    where it has no lines; `reminds`: one word has all of them reminded."""

    name: str
    title: Any
    columns: tuple[str, ...]
    lines: Sequence[Line]
    none: Answer | None = None
    reminds: bool = False


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which part of a list is wanted: a page, or the workbook; `sentence` asks for the list."""

    sentence: str
    page: int = 1
    as_sheet: bool = False


async def show(asked: Asked, listing: Listing, wish: Wish) -> Answer:
    """The answer with one page of a list and the buttons to the others, or with its workbook."""
    if not listing.lines and listing.none is not None:
        return listing.none
    if wish.as_sheet:
        return await _as_sheet(asked, listing)
    pages = max(1, -(-len(listing.lines) // PAGE))
    if wish.page > pages:
        return Answer(text="list.no_page", facts={"pages": pages})
    page = max(1, wish.page)
    kept = await listings.keep(
        asked.tx, asked.org.id, asked.person.id, wish.sentence, page, asked.now
    )
    lines: list[Any] = [listing.title, *_page(listing.lines, page)]
    if pages > 1:
        lines += ["", _turns(page, pages)]
    return Answer(
        text="recorded.several",
        facts={"lines": lines},
        buttons=_buttons(kept, page, pages, listing.reminds) if listing.lines else (),
        in_place=True,
    )


def _turns(page: int, pages: int) -> Any:
    """Which page this is, and what to type for the one after it, or for the one before the last."""
    if page == pages:
        return text("list.last_page", page=page, pages=pages, other=page - 1)
    return text("list.page", page=page, pages=pages, other=page + 1)


def _page(lines: Sequence[Line], page: int) -> list[Any]:
    counts = Counter(str(line.group) for line in lines)
    shown: list[Any] = []
    group = None
    for line in lines[(page - 1) * PAGE : page * PAGE]:
        if line.group is not None and line.group != group:
            group = line.group
            shown += ["", text("list.group", name=group, n=counts[str(group)])]
        shown.append(line.shown)
    return shown


def _buttons(kept: int, page: int, pages: int, reminds: bool) -> list[list[dict[str, Any]]]:
    turns = [
        ("page_before", page - 1, page > 1),
        ("page_here", page, pages > 1),
        ("page_after", page + 1, page < pages),
    ]
    row = [
        {
            "name": name,
            "n": n,
            "pages": pages,
            "data": Press(action="page", first=kept, second=n).data,
        }
        for name, n, is_there in turns
        if is_there
    ]
    sheet = [{"name": "sheet", "typed": True, "data": Press(action="sheet", first=kept).data}]
    if reminds:
        data = Press(action="remind_listed", first=kept).data
        sheet.append({"name": "remind_listed", "typed": True, "data": data})
    return [row, sheet] if row else [sheet]


async def _as_sheet(asked: Asked, listing: Listing) -> Answer:
    """The whole list as a workbook, frozen as it is now, in the reader's language."""
    language = asked.person.language

    def cell(value: Any) -> str | int | dict[str, str]:
        if isinstance(value, int) or (isinstance(value, dict) and value.keys() == {"day"}):
            return value  # a day stays one: a workbook sorts and filters by it
        return render_value(value, language)

    groups = any(line.group is not None for line in listing.lines)
    columns = ("group", *listing.columns) if groups else listing.columns
    sheet = {
        "name": f"{listing.name}_{asked.today.isoformat()}",
        "title": cell(listing.title),
        "columns": [cell(text(f"column.{name}")) for name in columns],
        "rows": [
            [cell(value) for value in ((line.group, *line.cells) if groups else line.cells)]
            for line in listing.lines
        ],
    }
    paper = await papers.freeze(asked.tx, asked.org.id, asked.person.id, sheet, asked.now)
    return Answer(
        text="list.sheet",
        facts={"count": len(listing.lines)},
        files=[{"paper": paper, "format": "xlsx"}],
    )
