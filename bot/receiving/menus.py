"""Which commands whom is offered, by role and language: a table of what `wording` understands."""

from collections.abc import Mapping, Sequence

from bot.channels.base import Command, Menu
from bot.handlers.help import roles
from bot.texts import LANGUAGES, render
from scheduler.rules.staff import Staff

# By the phrase it is for, and the language of whoever types it.
NAMES: Mapping[str, Mapping[str, str]] = {
    "mine": {"vi": "viec", "en": "mine"},
    "overdue": {"vi": "quahan", "en": "overdue"},
    "due": {"vi": "sapden", "en": "due"},
    "missing": {"vi": "chuabaocao", "en": "missing"},
    "unit": {"vi": "donvi", "en": "unit"},
    "summary": {"vi": "tonghop", "en": "summary"},
    "task_which": {"vi": "nv", "en": "task"},
    "remind_which": {"vi": "nhacviec", "en": "remind"},
    "who_answered": {"vi": "thongbao", "en": "broadcast"},
    "invite": {"vi": "lienket", "en": "invite"},
    "unlinked": {"vi": "chualienket", "en": "unlinked"},
    "people": {"vi": "nguoi", "en": "people"},
    "units": {"vi": "cacdonvi", "en": "units"},
    "health": {"vi": "suckhoe", "en": "health"},
    "set_aside": {"vi": "tingiulai", "en": "setaside"},
    "policy": {"vi": "quydinh", "en": "policy"},
    "calendar": {"vi": "lich", "en": "calendar"},
    "first_week": {"vi": "chaythu", "en": "trial"},
    "live": {"vi": "batdau", "en": "live"},
    "pause": {"vi": "tamdung", "en": "pause"},
    "why": {"vi": "visao", "en": "why"},
    "undo": {"vi": "hoantac", "en": "undo"},
    "help": {"vi": "trogiup", "en": "help"},
}
_LOOKING = ("due", "unit", "task_which", "summary", "mine")
_LEADING = ("missing", "due", "unit", "task_which", "mine")
_MANAGING = ("remind_which", "who_answered")
_LINKING = ("invite", "unlinked")
_OFFICE = ("people", "units")
_RUNNING = ("health", "set_aside", "policy", "calendar", "first_week", "live", "pause")
_ALL = ("why", "undo", "help")
OFFERED: Mapping[str, Sequence[str]] = {
    "group": ("overdue", "missing", "due", "summary"),
    "officer": ("mine", "due", "task_which", *_ALL),
    "admin": (*_LINKING, *_OFFICE, *_RUNNING, *_ALL),
    "head": ("overdue", "missing", *_LOOKING, *_MANAGING, *_ALL),
    "head_admin": ("overdue", "missing", *_LOOKING, *_MANAGING, *_LINKING, *_ALL),
    "leader": ("overdue", "summary", *_LEADING, *_MANAGING, *_ALL),
    "leader_admin": ("overdue", "summary", *_LEADING, *_MANAGING, *_LINKING, *_ALL),
    "coordinator": ("missing", "overdue", *_LOOKING, *_MANAGING, *_LINKING, *_ALL),
}


def offered(staff: Staff, person: int) -> str:
    """Whose menu a person has: a key of OFFERED. Who administers also makes linking codes."""
    theirs = roles(staff, person)
    if "admin" in theirs and theirs[0] in ("head", "leader"):
        return f"{theirs[0]}_admin"
    return theirs[0]


def commands(who: str, language: str) -> tuple[Command, ...]:
    return tuple(
        Command(name=NAMES[phrase][language], description=render(f"menu.{phrase}", language))
        for phrase in OFFERED[who]
    )


def for_everybody(language: str) -> list[Menu]:
    """What is offered in chats without a menu of their own: whoever reads neither of our languages
    sees the office's. In groups what is answered there."""
    shown = {None: language} | {each: each for each in LANGUAGES}
    return [
        *(
            Menu(scope="private", language=reads, commands=commands("officer", speaks))
            for reads, speaks in shown.items()
        ),
        *(
            Menu(scope="groups", language=reads, commands=commands("group", speaks))
            for reads, speaks in shown.items()
        ),
    ]


def for_chat(address: str, who: str, language: str, office_language: str) -> Menu:
    """A person's own menu, in their own language; an officer's is that for everybody, unless they
    have chosen another language than the office's."""
    is_own = who != "officer" or language != office_language
    own = commands(who, language) if is_own else ()
    return Menu(scope="chat", address=address, commands=own)
