"""Ngôn ngữ: in which language a person is spoken to."""

from bot.handlers.asked import Answer, Asked
from storage import acts, people, tables


async def speak(asked: Asked, language: str) -> Answer:
    """From this answer on all is said in that language ("vi", "en"); the menu follows."""
    if language != asked.person.language:
        own = acts.rows(tables.people, "language", id=asked.person.id)
        await asked.changes("language", asked.person.name, own)
        await people.speak(asked.tx, asked.org.id, asked.person.id, language, asked.now)
    return Answer(text="link.language")


async def choose(asked: Asked) -> Answer:
    return Answer(text="link.which_language")
