"""The checks can fail: each fault put into the sandbox turns those red that are there for it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.chats import Chat, Message
from bot.sandbox.telegram import account, acts, door, editing, markup, webhook, wire
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.refusal import Refusal
from bot.sandbox.telegram.updates import Updates, Waiting
from tests.bot.sandbox.application.checks import CHECKS
from tests.bot.sandbox.application.world import Mode, a_world

RED = (Exception, pytest.fail.Exception)  # whatever the check trips over
PATIENCE = 2.0  # seconds for what a broken sandbox does not bring
Break = Callable[[pytest.MonkeyPatch], None]
FAULTS: dict[str, tuple[Break, tuple[str, ...], Mode]] = {}


def fault(*turns_red: str, mode: Mode = "polling") -> Callable[[Break], Break]:
    def seed(made: Break) -> Break:
        FAULTS[made.__name__] = made, turns_red, mode
        return made

    return seed


@fault("an_offset_confirms_what_is_below_it")
def an_offset_confirms_itself_too(patch: pytest.MonkeyPatch) -> None:
    honest = Updates._confirm

    def confirm(self: Updates, offset: int | None) -> None:
        honest(self, offset + 1 if offset and offset > 0 else offset)

    patch.setattr(Updates, "_confirm", confirm)


@fault("an_offset_confirms_what_is_below_it")
def what_was_read_is_confirmed(patch: pytest.MonkeyPatch) -> None:
    honest = Updates.poll

    async def poll(self: Updates, *asked: Any) -> Any:
        batch = await honest(self, *asked)
        self.clear()
        return batch

    patch.setattr(Updates, "poll", poll)


# Where an update cannot be parsed the client's own polling would not even stop in peace.
@fault("a_press_says_who_and_where", mode="webhook")
def a_callback_has_no_chat_instance(patch: pytest.MonkeyPatch) -> None:
    honest = acts.callback

    def callback(*told: Any) -> Any:
        return {k: v for k, v in honest(*told).items() if k != "chat_instance"}

    patch.setattr(acts, "callback", callback)


@fault("dates_are_the_offices_in_seconds", mode="webhook")
def dates_are_in_milliseconds(patch: pytest.MonkeyPatch) -> None:
    honest = wire.message

    def message(*told: Any) -> Any:
        form = honest(*told)
        return {**form, "date": form["date"] * 1000}

    patch.setattr(wire, "message", message)


@fault("a_command_reaches_its_handler")
def commands_are_not_marked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(markup, "FOUND", {k: v for k, v in markup.FOUND.items() if k != "bot_command"})


@fault("an_edit_without_a_keyboard_takes_it_away")
def an_edit_keeps_the_keyboard(patch: pytest.MonkeyPatch) -> None:
    honest = editing._edit

    def edit(*told: Any) -> Any:
        _, called, _, _, message, *_ = told
        if "reply_markup" not in called.values:
            patch.setattr(editing, "read_keyboard", lambda markup: message.keyboard)
        return honest(*told)

    patch.setattr(editing, "_edit", edit)


@fault("a_webhook_brings_the_secret_and_plain_json", mode="webhook")
def a_webhook_is_not_signed(patch: pytest.MonkeyPatch) -> None:
    honest = webhook.Address

    def address(**told: Any) -> webhook.Address:
        return honest(**{**told, "secret": ""})

    patch.setattr(webhook, "Address", address)


@fault("a_webhook_brings_the_secret_and_plain_json", mode="webhook")
def a_webhook_names_a_charset(patch: pytest.MonkeyPatch) -> None:
    honest = webhook._attempt

    async def attempt(session: Any, url: str, headers: dict[str, str], body: bytes) -> str | None:
        charset = {"Content-Type": "application/json; charset=utf-8"}
        return await honest(session, url, {**headers, **charset}, body)

    patch.setattr(webhook, "_attempt", attempt)


@fault("a_webhook_is_asked_again_and_in_order", mode="webhook")
def a_webhook_is_asked_once_only(patch: pytest.MonkeyPatch) -> None:
    honest = webhook._attempt

    async def attempt(*told: Any) -> None:
        await honest(*told)

    patch.setattr(webhook, "_attempt", attempt)


@fault("a_newer_poll_ends_the_older_one", "polling_and_a_webhook_exclude_each_other")
def no_conflict_is_ever_told(patch: pytest.MonkeyPatch) -> None:
    async def get_updates(asked: account.Account, call: Call) -> Any:
        timeout = call.integer("timeout") or 0
        return await asked.updates.poll(call.integer("offset"), 100, timeout)

    patch.setattr(Updates, "interrupt", lambda self, description: None)
    patch.setattr(door, "_get_updates", get_updates)


@fault("message_ids_in_a_chat_differ_and_grow")
def message_ids_come_again(patch: pytest.MonkeyPatch) -> None:
    honest = Chat.post

    def post(self: Chat, *told: Any, **rest: Any) -> Message:
        message = honest(self, *told, **rest)
        message.id -= message.id % 2
        return message

    patch.setattr(Chat, "post", post)


@fault("too_many_requests_say_how_long_to_wait")
def a_429_does_not_say_how_long(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "too_many_requests", lambda seconds: Refusal(429, "Too Many Requests"))


@fault("a_person_is_a_user_with_a_name", mode="webhook")
def a_user_may_be_a_bot_or_not(patch: pytest.MonkeyPatch) -> None:
    honest = wire.user
    patch.setattr(wire, "user", lambda who: {k: v for k, v in honest(who).items() if k != "is_bot"})


@fault("the_kinds_asked_for_are_remembered")
def the_kinds_asked_for_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Updates, "allow", lambda self, kinds: None)


@fault("html_becomes_entities", "entities_count_utf_16_units")
def entities_count_characters(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(markup, "units", len)
    patch.setattr("bot.sandbox.telegram.html.units", len)


@fault("who_blocks_is_not_reached_and_the_bot_is_told")
def a_block_is_a_bad_request(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(account, "blocked", lambda: Refusal(400, "Bad Request: bot was blocked"))


@fault("a_group_that_moved_says_where")
def a_moved_group_is_just_gone(patch: pytest.MonkeyPatch) -> None:
    def refusal(code: int, description: str, **parameters: int) -> Refusal:
        return Refusal(code, description)

    patch.setattr(account, "Refusal", refusal)


@fault("each_update_comes_once")
def updates_come_twice(patch: pytest.MonkeyPatch) -> None:
    honest = Updates.done

    def done(self: Updates, *items: Waiting) -> None:
        for item in items:
            item.again = not item.owed and item.update.get("sent_twice") is None
            item.update["sent_twice"] = True
        honest(self, *items)

    patch.setattr(Updates, "done", done)


@fault("an_edit_that_changes_nothing_is_refused")
def an_edit_of_nothing_is_taken(patch: pytest.MonkeyPatch) -> None:
    honest = editing._edit

    def edit(*told: Any) -> Any:
        try:
            return honest(*told)
        except Refusal:
            return True

    patch.setattr(editing, "_edit", edit)


@fault("in_a_group_a_bot_hears_what_is_meant_for_it")
def a_bot_hears_every_word_in_a_group(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.sandbox.telegram.group_acts.hears", lambda *told: True)


def test_there_are_enough_faults() -> None:
    assert len(FAULTS) >= 12


@pytest.mark.parametrize("seeded", FAULTS)
async def test_a_seeded_fault_turns_its_checks_red(
    monkeypatch: pytest.MonkeyPatch, seeded: str
) -> None:
    break_it, turns_red, mode = FAULTS[seeded]
    break_it(monkeypatch)
    async with a_world(mode, patience=PATIENCE) as world:
        for name in turns_red:
            check = CHECKS[name]
            with pytest.raises(RED):
                async with asyncio.timeout(4 * PATIENCE):
                    await check(world)
