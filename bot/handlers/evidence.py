"""Evidence by number and day: the documents a reply goes by, as they are recorded and echoed."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import heard
from bot.sending.naming import papers_named
from bot.texts import text
from bot.understanding.normalise import normalise
from bot.understanding.papers import Named, papers_in
from bot.understanding.parts import named_with
from bot.understanding.refs import find_mentions
from scheduler.rules.duty_record import DutyRecord


async def papers_about(asked: Asked, item: DutyRecord) -> tuple[Named, ...]:
    """The documents that the person's words name with a duty: of several duties, each its own."""
    words = unicodedata.normalize("NFC", asked.words)
    papers = papers_in(words, asked.org.office.day_of(asked.said_at))
    if not papers:
        return ()
    said = normalise(words)
    seen = await heard(asked)
    numbered = {n: each.duty.code for n, each in seen.numbered.items()}
    mentions = find_mentions(said.text, numbered)
    if item.duty.code not in {mention.code for mention in mentions}:
        return papers
    return named_with(said, mentions, papers).get(item.duty.code, ())


def with_papers(item: DutyRecord, answer: Answer, papers: Sequence[Named]) -> Answer:
    """The echo of a word, with the documents recorded beside it and any day that cannot be."""
    if not papers:
        return answer
    lines = [
        text(answer.text, **answer.facts),
        text("recorded.papers", papers=papers_named([each.paper for each in papers])),
    ]
    unread = [each for each in papers if each.unread]
    lines += [
        text(
            "recorded.paper_day",
            said=each.unread,
            code=item.duty.code,
            number=each.paper.number,
        )
        for each in unread
    ]
    is_sure_echo = answer.is_sure_echo and not unread
    return replace(
        answer, text="recorded.several", facts={"lines": lines}, is_sure_echo=is_sure_echo
    )
