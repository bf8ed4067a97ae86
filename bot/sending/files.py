"""Files of a stored message: made when it is sent, from the frozen snapshot, so always the same."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.paper.docx import report_docx
from bot.paper.words import period_name
from bot.paper.xlsx import report_xlsx
from bot.texts import render
from scheduler.rules.snapshot import Snapshot
from storage import reports


def report_file(snapshot: Snapshot, kind: str) -> bytes:
    """The bytes of a report as "docx" or "xlsx"."""
    return report_docx(snapshot) if kind == "docx" else report_xlsx(snapshot)


def file_name(snapshot: Snapshot, kind: str) -> str:
    """A name that sorts and says what it is: "BC2_2026-09_v1.docx"."""
    header = snapshot.header
    return f"{header.cycle}_{header.period}_v{header.version}.{kind}"


async def load(
    connection: AsyncConnection, org: int, wanted: list[dict[str, Any]], language: str
) -> list[tuple[str, str, Snapshot, str]]:
    """For each wanted file: its name, caption, snapshot and kind."""
    found = []
    for file in wanted:
        frozen = await reports.by_id(connection, org, file["report"])
        snapshot = frozen.snapshot
        title = (
            f"{snapshot.header.cycle} {period_name(snapshot.header.kind, snapshot.header.period)}"
        )
        caption = render(f"caption.{file['format']}", language, {"title": title})
        found.append((file_name(snapshot, file["format"]), caption, snapshot, file["format"]))
    return found
