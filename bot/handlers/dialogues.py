"""Half-finished sentences: what a message leaves open is asked for, and then it is said again.

A dialogue is the sentence itself, kept with our question: one of several ways to finish it, a piece
that is missing, or a yes before much is done. Whoever answers says the whole sentence, so that
every dialogue survives a restart, ends where the typed sentence would, and needs no steps of its
own. A handler that asks knows nothing of the answer.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from bot.handlers.asked import MOST_CHOICES, Answer, Asked, choice_buttons
from bot.press import Press
from bot.texts import text
from scheduler.rules.words import fold_name


class Missing(StrEnum):
    """What a piece must look like to be taken for the missing one."""

    DAY = "day"  # names a time
    TASK = "task"  # names a task by its code, with or without more words
    TIME = "time"  # says until when, in whatever words; a request to others does not
    REASON = "reason"  # anything that is no sentence of its own, nor says how work stands
    WORDS = "words"  # anything that is no sentence of its own, but a bare yes or no
    ANSWER = "answer"  # these, too


async def offer(
    asked: Asked,
    key: str,
    facts: Mapping[str, Any],
    choices: Sequence[tuple[Any, str]],
    *,
    or_a_day: str = "",
) -> Answer:
    """Ask which of several sentences is meant: each as it is shown, and as it would be typed.

    Its number chooses one; so does its name, if that is how it is shown. `or_a_day`: how the
    sentence begins that a day ends, if somebody types one instead.
    """
    offered = choices[:MOST_CHOICES]
    names = [fold_name(shown) if isinstance(shown, str) else "" for shown, _ in offered]
    body: dict[str, Any] = {
        "kind": "sentence",
        "sentences": [typed for _, typed in offered],
        "names": names,
    }
    if or_a_day:
        body |= {"begins": or_a_day, "missing": Missing.DAY.value}
    question = await asked.ask(body)
    lines = [text("ask.choice_line", n=n, choice=shown) for n, (shown, _) in enumerate(offered, 1)]
    return Answer(
        text=key,
        facts={**facts, "choices": lines},
        buttons=choice_buttons(question, len(offered)),
    )


async def ask_for(
    asked: Asked,
    key: str,
    facts: Mapping[str, Any],
    *,
    begins: str,
    missing: Missing = Missing.WORDS,
) -> Answer:
    """Ask for the end of a sentence that `begins` so ("trả lại NV1: ")."""
    await asked.ask({"kind": "ending", "begins": begins, "missing": missing.value})
    return Answer(text=key, facts=facts)


async def ask_if_sure(asked: Asked, key: str, facts: Mapping[str, Any]) -> Answer:
    """Ask for a yes before the words are acted upon; they are then said again as sure."""
    question = await asked.ask({"kind": "sure", "sentences": [asked.words]})
    presses = (("yes", 1), ("no", 2))
    row = [
        {"name": name, "data": Press(action="choice", first=question, second=n).data}
        for name, n in presses
    ]
    return Answer(text=key, facts=facts, buttons=[row])
