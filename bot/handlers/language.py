"""Ngôn ngữ: in which language a person is spoken to."""

from bot.administration import people_changes
from bot.administration.people_changes import Wish
from bot.handlers.asked import Answer, Asked
from storage import acts, tables


async def speak(asked: Asked, language: str) -> Answer:
    """From this answer on all is said in that language ("vi", "en"); the menu follows."""
    if language != asked.person.language:
        own = acts.rows(tables.people, "language", id=asked.person.id)
        await asked.changes("language", asked.person.name, own)
        me, wish = asked.person.id, Wish(language=language)
        await people_changes.keep(asked.tx, asked.org, me, wish, asked.now, by=me)
    return Answer(text="link.language")


async def choose(asked: Asked) -> Answer:
    return Answer(text="link.which_language")
