"""Files of a stored message: made when it is sent, from the frozen snapshot, so always the same."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.paper.docx import report_docx
from bot.paper.words import period_name
from bot.paper.xlsx import report_xlsx
from bot.texts import render
from scheduler.rules.snapshot import Snapshot
from storage import reports


@dataclass(frozen=True, kw_only=True)
class ReportFile:
    """A file of a report, before its bytes are made."""

    report: int
    kind: str  # docx, xlsx
    name: str
    caption: str
    snapshot: Snapshot


def report_file(snapshot: Snapshot, kind: str) -> bytes:
    """The bytes of a report as "docx" or "xlsx"."""
    return report_docx(snapshot) if kind == "docx" else report_xlsx(snapshot)


def file_name(snapshot: Snapshot, kind: str) -> str:
    """A name that sorts and says what it is: "BC2_2026-09_v1.docx"."""
    header = snapshot.header
    return f"{header.cycle}_{header.period}_v{header.version}.{kind}"


async def load(
    connection: AsyncConnection, org: int, wanted: list[dict[str, Any]], language: str
) -> list[ReportFile]:
    """The wanted files, in their order."""
    found = []
    for file in wanted:
        frozen = await reports.by_id(connection, org, file["report"])
        snapshot, kind = frozen.snapshot, file["format"]
        title = (
            f"{snapshot.header.cycle} {period_name(snapshot.header.kind, snapshot.header.period)}"
        )
        found.append(
            ReportFile(
                report=frozen.id,
                kind=kind,
                name=file_name(snapshot, kind),
                caption=render(f"caption.{kind}", language, {"title": title}),
                snapshot=snapshot,
            )
        )
    return found
