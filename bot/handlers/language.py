"""Ngôn ngữ: in which language a person is spoken to."""

from bot.handlers.asked import Answer, Asked
from storage import people


async def speak(asked: Asked, language: str) -> Answer:
    """From this answer on all is said in that language ("vi", "en"); the menu follows."""
    if language != asked.person.language:
        await people.speak(asked.tx, asked.org.id, asked.person.id, language, asked.now)
    return Answer(text="link.language")


async def choose(asked: Asked) -> Answer:
    return Answer(text="link.which_language")
