"""The menu of commands: one list per scope and language, each replaced as a whole."""

import re
from datetime import datetime
from typing import Any

from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.refusal import bad_request

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")


def set_my_commands(account: Account, call: Call, now: datetime) -> Any:
    commands = call.container("commands")
    if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad_request("expected an Object of type BotCommand")
        if not COMMAND_NAME.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    account.commands[_commands_of(call)] = commands
    return True


def get_my_commands(account: Account, call: Call, now: datetime) -> Any:
    return account.commands.get(_commands_of(call), [])


def delete_my_commands(account: Account, call: Call, now: datetime) -> Any:
    account.commands.pop(_commands_of(call), None)
    return True


def _commands_of(call: Call) -> tuple[str, str]:
    scope = call.container("scope") or {"type": "default"}
    return str(sorted(scope.items())), call.text("language_code")
