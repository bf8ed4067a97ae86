"""Files of a stored message: made when it is sent, from what was frozen, so always the same.

What writes a file is imported when one is made: most commands only list what they find.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.naming import period_said
from bot.texts import joined, render
from bot.web.links import Kept
from scheduler.rules.snapshot import Snapshot
from storage import papers, reports


@dataclass(frozen=True, kw_only=True)
class FrozenFile:
    """A file before its bytes are made: of a report's snapshot, of a list, or of a plan's draft."""

    kept: Kept
    name: str
    caption: str
    source: Snapshot | Mapping[str, Any]

    def content(self) -> bytes:
        """Its bytes; the same facts give the same. A large one takes seconds."""
        if isinstance(self.source, Snapshot):
            return report_file(self.source, self.kept.kind)
        if "draft" in self.source:
            from bot.paper.draft_xlsx import draft_xlsx

            return draft_xlsx(self.source)
        from bot.paper.list_xlsx import list_xlsx

        return list_xlsx(self.source)


def report_file(snapshot: Snapshot, kind: str) -> bytes:
    """The bytes of a report as "docx" or "xlsx"."""
    if kind == "docx":
        from bot.paper.docx import report_docx

        return report_docx(snapshot)
    from bot.paper.xlsx import report_xlsx

    return report_xlsx(snapshot)


async def find(
    connection: AsyncConnection, org: int, kept: Kept, language: str
) -> FrozenFile | None:
    """A file that is kept; None if there is no such one."""
    if kept.is_list:
        row = await papers.find(connection, org, kept.id)
        if row is None or kept.kind != "xlsx":
            return None
        caption = render(
            "caption.list", language, {"title": row.body["title"].split("\n")[0].rstrip(" :.")}
        )
        name = f"{row.body['name']}.xlsx"
        return FrozenFile(kept=kept, name=name, caption=caption, source=row.body)
    frozen = await reports.find(connection, org, kept.id)
    if frozen is None:
        return None
    header = frozen.snapshot.header
    title = joined([header.cycle, period_said(header.kind, header.period)], by=" ")
    return FrozenFile(
        kept=kept,
        name=f"{header.cycle}_{header.period}_v{header.version}.{kept.kind}",
        caption=render(f"caption.{kept.kind}", language, {"title": title}),
        source=frozen.snapshot,
    )


async def load(
    connection: AsyncConnection, org: int, wanted: list[dict[str, Any]], language: str
) -> list[FrozenFile]:
    """The wanted files, in their order. Raises LookupError if one is not there."""
    found = []
    for file in wanted:
        is_list = "paper" in file
        number = file["paper"] if is_list else file["report"]
        kept = Kept(id=number, kind=file["format"], is_list=is_list)
        frozen = await find(connection, org, kept, language)
        if frozen is None:
            raise LookupError(f"no file {kept}")
        found.append(frozen)
    return found
