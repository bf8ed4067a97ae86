"""Commands on offer: each is understood, fits the platform, and is offered to whom it is for."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.channels.base import Command, SendFailed
from bot.receiving.actions import action_of
from bot.receiving.menus import NAMES, OFFERED, commands, for_chat, for_everybody
from bot.receiving.offering import Offering
from bot.texts import LANGUAGES, catalogue
from storage.tables import links, roles
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory

EVERY = [(who, language) for who in OFFERED for language in LANGUAGES]


@pytest.mark.parametrize(("who", "language"), EVERY)
def test_every_command_offered_is_understood(who: str, language: str) -> None:
    assert len(OFFERED[who]) <= 14, "a phone shows some eight at once"
    for phrase, command in zip(OFFERED[who], commands(who, language), strict=True):
        found = action_of(f"/{command.name}")
        assert found is not None, command
        assert found[0].name == phrase


@pytest.mark.parametrize(("who", "language"), EVERY)
def test_every_command_fits_the_platform(who: str, language: str) -> None:
    offered = commands(who, language)

    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", each.name) for each in offered)
    assert all(1 <= len(each.description) <= 256 for each in offered)
    assert len({each.name for each in offered}) == len(offered)


def test_all_that_has_a_name_is_offered_to_somebody() -> None:
    assert set(NAMES) == {phrase for phrases in OFFERED.values() for phrase in phrases}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_reads_another_language_sees_the_offices(language: str) -> None:
    menus = {(menu.scope, menu.language): menu.commands for menu in for_everybody(language)}

    assert menus["private", None] == commands("officer", language)
    assert menus["private", "en"] == commands("officer", "en")
    assert menus["private", "vi"] == commands("officer", "vi")
    assert menus["groups", None] == commands("group", language)
    assert menus["groups", "en"] == commands("group", "en")


def test_an_officer_has_no_menu_of_their_own() -> None:
    assert for_chat("7", "officer", "vi", "vi").commands == ()
    assert for_chat("7", "officer", "en", "vi").commands == commands("officer", "en")
    assert for_chat("7", "head", "en", "vi").commands[0] == Command(
        name="overdue", description="What is overdue"
    )


# --- offering them ------------------------------------------------------------------------------


@pytest.fixture
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OfficeInMemory]:
    async with an_office(tmp_path_factory.mktemp("office") / "office.db") as made:
        yield made


def offering(office: OfficeInMemory) -> Offering:
    """That of a service that has just started."""
    channels = {office.channel.name: office.channel}
    now = datetime(2026, 8, 3, tzinfo=UTC)
    return Offering(office.database, office.org, "so-mau", channels, lambda: now)


def own_menus(office: OfficeInMemory) -> dict[str, list[str]]:
    """Name -> the commands of the menus they were offered, of the newest."""
    names = {address: name for name, address in office.addresses.items()}
    return {
        names[menu.address]: [command.name for command in menu.commands]
        for menu in office.channel.menus
        if menu.address is not None
    }


@pytest.mark.parametrize("person", ["An", "Bình", "Khánh", "Sơn", "Tâm"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_whatever_a_person_is_offered_does_something(
    person: str, language: str, office: OfficeInMemory
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say(person, f"/ngonngu {language}")
    await offering(office).offer()
    offered = own_menus(office).get(person) or [c.name for c in commands("officer", language)]

    for command in offered:
        said = await office.say(person, f"/{command}")
        assert said, command
        for refused in ("no.command", "ask.what", "no.access", "link.only_by_coordinator"):
            begins = catalogue(language)[refused].partition("{")[0][:20]
            assert begins not in said, command


async def test_managers_get_a_menu_of_their_own_once(office: OfficeInMemory) -> None:
    await offering(office).offer()

    offered = own_menus(office)
    assert set(offered) == {"Bình", "Chi", "Khánh", "Sơn", "Tâm"}
    assert offered["Bình"][0] == "quahan"
    assert offered["Khánh"][0] == "chuabaocao"
    office.channel.menus.clear()
    await offering(office).offer()
    assert own_menus(office) == {}


async def test_whoever_becomes_an_officer_sees_the_menu_of_all(office: OfficeInMemory) -> None:
    await offering(office).offer()
    office.channel.menus.clear()
    async with office.database.read() as connection:
        bound = int(office.addresses["Bình"])
        person = (
            await connection.execute(
                links.select().where(links.c.org_id == office.org, links.c.address == str(bound))
            )
        ).one()
    await office.database.write(
        lambda tx: tx.execute(
            roles.delete().where(
                roles.c.org_id == office.org, roles.c.person_id == person.person_id
            )
        )
    )

    await offering(office).offer()

    assert own_menus(office) == {"Bình": []}


async def test_what_could_not_be_offered_is_offered_later(office: OfficeInMemory) -> None:
    started = offering(office)
    office.channel.failing = [SendFailed(reason="no answer", unknown=True)]
    await started.offer()
    assert office.channel.menus == []

    await started.offer()

    assert len(own_menus(office)) == 5


async def test_a_chat_that_is_gone_keeps_nobody_from_theirs(office: OfficeInMemory) -> None:
    started = offering(office)
    await started.offer()
    office.channel.menus.clear()
    await office.database.write(
        lambda tx: tx.execute(links.update().where(links.c.org_id == office.org).values(menu="x"))
    )
    office.channel.failing = [SendFailed(reason="chat not found", gone=True)]

    await started.offer()
    assert len(own_menus(office)) == 6  # of seven; An and Dung are told that theirs is that of all

    office.channel.menus.clear()
    await started.offer()
    assert own_menus(office) == {}
