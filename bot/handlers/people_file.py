"""An administrator's people file sent by chat: what it says, a yes, and then it is taken in whole.

Reading waits until the file was fetched (`bot.receiving.people_read`). The yes is to a sentence
that names the file by its number, so that it survives a restart.
"""

from typing import Any

from bot.administration import people_intake
from bot.administration.people_intake import TWICE
from bot.handlers.appointing import may_administer
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.plan_draft import SHEET_NAME
from bot.texts import joined, text
from storage import attachments, errands, units
from storage.people_file import BadPeopleFile, Imported, Sheet, WrongRow

READ = (".csv", ".xlsx")  # by what their names end
SHOWN = 10  # units, rows, names
_COLUMNS = {"full_name", "unit", "role", "email", "language", TWICE}  # with words of their own


async def received(asked: Asked) -> Answer | None:
    """Begin to read the file of a message; None if it has none that may name people: a workbook
    that we gave of a plan's draft goes to the draft."""
    file = await attachments.named(asked.tx, asked.org.id, asked.inbox, READ)
    if file is None or file.name.startswith(SHEET_NAME):
        return None
    await errands.ask(
        asked.tx,
        asked.org.id,
        errands.PEOPLE_FILE,
        inbox=asked.inbox,
        person=asked.person.id,
        channel=asked.incoming.channel,
        address=asked.incoming.address,
        now=asked.now,
    )
    return Answer(text="people_file.reading", facts={"name": file.name})


async def take_file(asked: Asked) -> Answer:
    """What is said to "nhập danh sách nhân sự": the file that came along is read, or asked for."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    if (taken := await received(asked)) is not None:
        return taken
    if asked.incoming.attachments:
        name = asked.incoming.attachments[0].name
        return Answer(text="people_file.unsupported", facts={"name": name})
    return Answer(text="people_file.send_file")


async def take_in(asked: Asked, number: int) -> Answer:
    """Take in the file of this number, which the person sent; shows first what it would do."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    file = await attachments.fetched(asked.tx, asked.org.id, asked.person.id, number)
    if file is None or not file.name.lower().endswith(READ):
        return Answer(text="people_file.no_file")
    try:
        sheet = people_intake.look(file.name, file.content)
    except BadPeopleFile as error:
        return refused(file.name, error.reason)
    if not asked.is_sure:
        return await propose(asked, number, file.name, sheet)
    await asked.changes("people_imported", file.name)  # nobody takes that back
    rows = list(sheet.rows.values())
    done = await people_intake.take_in(asked.tx, asked.org.id, rows, asked.now, by=asked.person.id)
    lines = _new_units(done)
    if sheet.wrong:
        lines.append(text("people_file.left_out", n=len(sheet.wrong)))
    book = await units.load(asked.tx, asked.org.id, asked.today)
    home = book.find(rows[0].unit)
    facts = _counts(file.name, done) | {
        "lines": ["", *lines] if lines else "",
        "short": book.shorts[home] if home is not None else rows[0].unit,
    }
    return Answer(text="people_file.done", facts=facts)


async def propose(asked: Asked, number: int, name: str, sheet: Sheet) -> Answer:
    """Say what a file would change, and ask for a yes to it."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    if not sheet.rows:
        return Answer(text="people_file.none.rows", facts={"name": name, "lines": _wrong(sheet)})
    rows = list(sheet.rows.values())
    ahead = await people_intake.foresee(asked.tx, asked.org.id, rows, asked.now)
    lines = _new_units(ahead)
    lines += [
        text("people_file.former", old=old, new=new) for old, new in ahead.former_names[:SHOWN]
    ]
    lines += [
        text("people_file.namesake", who=who, unit=unit) for who, unit in ahead.namesakes[:SHOWN]
    ]
    lines += _wrong(sheet)
    facts = _counts(name, ahead) | {"lines": ["", *lines] if lines else ""}
    if not (ahead.new or ahead.posted or ahead.new_units):
        return Answer(text="people_file.nothing_new", facts=facts)
    said = asked.saying(f"nhập danh sách nhân sự từ tệp #{number}")
    return await ask_if_sure(said, "people_file.sure", facts)


def refused(name: str, reason: str) -> Answer:
    """Why a whole file cannot be read, and what to do."""
    return Answer(text=f"people_file.none.{reason}", facts={"name": name})


def _counts(name: str, done: Imported) -> dict[str, Any]:
    same = done.people - done.new - done.moved - done.changed
    counts = {"new": done.new, "moved": done.moved, "changed": done.changed, "same": same}
    return {"name": name, "people": done.people, **counts}


def _new_units(done: Imported) -> list[Any]:
    if not done.new_units:
        return []
    names: Any = joined(done.new_units[:SHOWN])
    if (more := len(done.new_units) - SHOWN) > 0:
        names = text("cannot.and_more", names=names, more=more)
    return [text("people_file.new_units", names=names)]


def _wrong(sheet: Sheet) -> list[Any]:
    """The rows that cannot be read, one sentence each."""
    if not sheet.wrong:
        return []
    lines = [text("people_file.wrong_rows", n=len(sheet.wrong))]
    lines += [of_row(each) for each in sheet.wrong[:SHOWN]]
    more = len(sheet.wrong) - SHOWN
    return [*lines, *([text("people_file.more_rows", n=more)] if more > 0 else [])]


def of_row(row: WrongRow) -> Any:
    """What is wrong with a row, and how to mend it."""
    said = " ".join(row.said.split())[:60]
    if row.column == TWICE:
        return text("people_file.row.twice", n=row.number, said=said, before=row.why)
    if not said:
        return text("people_file.row.empty", n=row.number, column=row.column)
    column = row.column if row.column in _COLUMNS else "other"
    return text(f"people_file.row.{column}", n=row.number, column=row.column, said=said)
