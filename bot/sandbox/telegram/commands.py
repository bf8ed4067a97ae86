"""The menu of commands: one list per scope and language, each replaced as a whole.

What somebody sees is the first list there is, from their own scope outwards; within each scope the
list of their language goes before the one for all languages.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.sandbox.shelf import Shelf
from bot.sandbox.telegram.refusal import bad_request

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
WITH_CHAT = ("chat", "chat_administrators", "chat_member")
WITHOUT_CHAT = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")

Menu = list[dict[str, str]]
Scope = dict[str, Any]


class Commands:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._menus: dict[str, Menu] = {
            kept.key: kept.form["commands"] for kept in shelf.all("commands")
        }

    def set(self, scope: Scope, language: str, commands: Any) -> None:
        menu = _checked_menu(commands)
        key = _key(_checked_scope(scope), _checked_language(language))
        self._menus[key] = menu
        self._shelf.put("commands", key, {"commands": menu})

    def get(self, scope: Scope, language: str) -> Menu:
        return self._menus.get(_key(_checked_scope(scope), _checked_language(language)), [])

    def delete(self, scope: Scope, language: str) -> None:
        key = _key(_checked_scope(scope), _checked_language(language))
        self._menus.pop(key, None)
        self._shelf.drop("commands", key)

    def seen_by(
        self, user_id: int, chat_id: int, language: str, *, group: bool, admin: bool
    ) -> Menu:
        """What somebody sees in the menu of a chat (Telegram's "determining the list")."""
        for scope in _scopes(user_id, chat_id, group=group, admin=admin):
            for spoken in (language, ""):
                if menu := self._menus.get(_key(scope, spoken)):
                    return menu
        return []


def _scopes(user_id: int, chat_id: int, *, group: bool, admin: bool) -> Iterator[Scope]:
    if group:
        yield {"type": "chat_member", "chat_id": chat_id, "user_id": user_id}
        if admin:
            yield {"type": "chat_administrators", "chat_id": chat_id}
    yield {"type": "chat", "chat_id": chat_id}
    if group and admin:
        yield {"type": "all_chat_administrators"}
    yield {"type": "all_group_chats" if group else "all_private_chats"}
    yield {"type": "default"}


def _key(scope: Scope, language: str) -> str:
    return json.dumps([scope, language], sort_keys=True)


def _checked_menu(commands: Any) -> Menu:
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked_command(command) for command in commands]


def _checked_command(command: Any) -> dict[str, str]:
    if not isinstance(command, dict):
        raise bad_request("expected an Object of type BotCommand")
    name, description = str(command.get("command", "")), str(command.get("description", ""))
    name = name.removeprefix("/").lower()
    if not COMMAND_NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _checked_scope(scope: Scope) -> Scope:
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in WITHOUT_CHAT:
        return {"type": kind}
    if kind not in WITH_CHAT:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    needed: Sequence[str] = ("chat_id", "user_id") if kind == "chat_member" else ("chat_id",)
    try:
        return {"type": kind, **{name: int(scope[name]) for name in needed}}
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request("chat not found") from error


def _checked_language(language: str) -> str:
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language
