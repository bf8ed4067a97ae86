"""Hủy liên kết: one's own account here, or all of another person's; always after a yes."""

from bot.administration import invitations
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.inviting import may_link
from bot.handlers.who import person_meant
from bot.sending.naming import channel_name
from bot.texts import joined
from scheduler.rules.choosing import Address


async def own(asked: Asked) -> Answer:
    """End the link of the account that writes; the person's others stay."""
    here = Address(asked.incoming.channel, asked.incoming.address)
    facts = {"name": asked.person.name, "channel": channel_name(here.channel)}
    if not asked.is_sure:
        return await ask_if_sure(asked, "link.sure_own", facts)
    await asked.changes("unlink", asked.person.name)
    me = asked.person.id
    await invitations.end_links(asked.tx, asked.org.id, me, asked.now, by=me, at=here)
    return Answer(text="link.ended", facts=facts)


async def of_another(asked: Asked, name: str) -> Answer:
    """End all links of a person, as the coordinator or an administrator may."""
    if not may_link(asked):
        return Answer(text="link.only_by_coordinator")
    person = await person_meant(asked, name)
    if isinstance(person, Answer):
        return person
    if not person.reachable and not person.blocked:
        return Answer(text="link.none_of", facts={"name": person.name})
    if not asked.is_sure:
        return await ask_if_sure(asked, "link.sure_of", {"name": person.name})
    await asked.changes("unlink", person.name)
    ended = await invitations.end_links(
        asked.tx, asked.org.id, person.id, asked.now, by=asked.person.id
    )
    channels = joined(channel_name(each) for each in ended)
    return Answer(text="link.ended_of", facts={"name": person.name, "channels": channels})
