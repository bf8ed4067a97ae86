"""Chạy thử: an administrator asks what would be said to whom in the first five working days.

It takes longer than an answer may: the result follows (`bot/receiving/first_week.py`).
"""

from bot.handlers.asked import Answer, Asked
from storage import errands


async def ask(asked: Asked) -> Answer:
    """Have it worked out; the result is a message of its own."""
    is_new = await errands.ask(
        asked.tx,
        asked.org.id,
        errands.FIRST_WEEK,
        inbox=asked.inbox,
        person=asked.person.id,
        channel=asked.incoming.channel,
        address=asked.incoming.address,
        now=asked.now,
    )
    return Answer(text="week.begun" if is_new else "week.running")
