"""What a column of a plan's table holds, by the word of whoever sent it: "cột Bộ phận là chủ trì".

The file is read again with that, so it comes before answers and corrections.
"""

from bot.handlers.asked import Answer, Asked
from bot.handlers.plan_draft import close_question, columns_read, draft_of, under_way
from scheduler.rules.words import fold
from storage import plan_drafts


async def say(asked: Asked, heading: str, holds: str) -> Answer:
    """Have the file read again with a column as it is said; `holds`: of `readers.tables.HOLDS`."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    if not draft.columns:
        return Answer(text="no.plan_table", facts={"name": row.name})
    wanted = fold(heading).strip(' "“”')
    column = next((each for each in draft.columns if fold(each.heading) == wanted), None)
    if column is None:
        facts = {"said": heading, "columns": columns_read(draft)}
        return Answer(text="no.plan_column", facts=facts)
    said = {**(row.holds or {}), column.heading: holds}
    await close_question(asked)
    await plan_drafts.read_again(asked.tx, asked.org.id, row.id, said, asked.inbox)
    return Answer(text="plan.reading_again", facts={"name": row.name})
