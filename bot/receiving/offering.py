"""Offering commands: each chat's menu is what the role of its person makes it.

What people find the bot by is asked first, once for each process, and kept for the code sheets.
What a chat was offered is remembered with its link. So nothing is asked of the platform twice, and
whoever is linked, gets another role, or loses one has the right menu a minute later.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.channels.base import Channel, Menu, SendFailed
from bot.receiving import menus
from bot.steady import Trouble
from storage import bots, links, orgs
from storage.database import Database
from storage.people import load_staff


class Offering:
    def __init__(
        self,
        database: Database,
        org: int,
        slug: str,
        channels: Mapping[str, Channel],
        real_clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._org = org
        self._channels = channels
        self._named: set[str] = set()  # bots that have said what people find them by
        self._everybody: set[str] = set()  # bots that offer what all chats are offered
        self._trouble = {
            name: Trouble(
                "menu_failed",
                f"the bot of {slug} cannot offer its commands in {name}",
                real_clock,
                so="trying again",
            )
            for name in channels
        }

    async def offer(self) -> None:
        """Bring every menu up to date; what fails is tried again the next time."""
        for name, channel in self._channels.items():
            try:
                await self._offer_in(channel)
            except SendFailed as failure:
                self._trouble[name].met(failure.reason)
            else:
                self._trouble[name].over()

    async def _offer_in(self, channel: Channel) -> None:
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            staff = await load_staff(connection, self._org)
            chats = await links.chats(connection, self._org, channel.name)
        if channel.name not in self._named:
            if name := await channel.known_as():
                await self._keep_name(channel.name, name)
            if (hears_all := await channel.hears_all()) is not None:
                await self._keep_hearing(channel.name, hears_all)
            self._named.add(channel.name)
        if channel.name not in self._everybody:
            await channel.offer_commands(menus.for_everybody(org.language))
            self._everybody.add(channel.name)
        for chat in chats:
            person = staff.people[chat.person_id]
            who = menus.offered(staff, person.id)
            menu = menus.for_chat(chat.address, who, person.language, org.language)
            if (mark := _mark(menu)) == chat.menu:
                continue
            try:
                await channel.offer_commands([menu])
            except SendFailed as failure:
                if not (failure.gone or failure.refused):
                    raise
                # It will not have this one; it is asked again when there is another to offer.
            await self._note(chat.id, mark)

    async def _keep_name(self, bot: str, name: str) -> None:
        await self._database.write(lambda tx: bots.keep_name(tx, self._org, bot, name))

    async def _keep_hearing(self, bot: str, hears_all: bool) -> None:
        await self._database.write(lambda tx: bots.keep_hearing(tx, self._org, bot, hears_all))

    async def _note(self, link: int, mark: str | None) -> None:
        await self._database.write(lambda tx: links.note_menu(tx, self._org, link, mark))


def _mark(menu: Menu) -> str | None:
    """By which a menu is known again; None for that of everybody."""
    if not menu.commands:
        return None
    return hashlib.sha256(repr(menu.commands).encode()).hexdigest()[:16]
