"""Giving tasks: a new one in one message."""

from bot.handlers import give_task
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns

_VERB = (
    r"(?:/giao|(?:(?:toi|anh|chi|em|de nghi|xin|nho) )*giao"
    r"(?! (?:dung (?:nguoi|viec)|lai|roi|xong|ban)(?!\w))"
    r"|(?:please )?(?:assign|give)|new task)(?!\w)"
)
_NO_CODE = r"(?!.*(?<!\w)(?:nv|bc)\s?-?\d)"
_UNIT = r"(?:phong|trung tam|chi cuc|van phong|thanh tra)"
_UNTIL = r"(?:han|truoc|cham nhat|trong|hang nam|thuong xuyen|sau khi|due|by|before)"
_NOT_SAID = r"(?!.*(?<!\w)(?:roi|da|dang)(?!\w))"  # "giao Phòng Tư pháp rồi" only says so


async def _give(asked: Asked, found: Found) -> Answer:
    return await give_task.give(asked)


ACTIONS = (
    Action(
        name="give_task",
        is_undone=True,
        reads_as_typed=True,
        patterns=patterns(
            rf"{_VERB}(?! \d)(?:(?!(?<!\w)(?:nv|bc)\s?-?\d)[^:])*:\s?(?!(?:nv|bc)\s?-?\d).*",
            rf"{_NO_CODE}{_NOT_SAID}{_VERB}(?: (?:them|moi|nhiem vu|viec|cho))* {_UNIT} .+ {_UNTIL}"
            r"(?: .+|)",
        ),
        typed=_give,
        ways=(
            Ways(
                who="coordinator",
                coded="giao HC: xây dựng quy chế tiếp công dân, hạn 20/12",
                free="giao Phòng Hành chính xây dựng quy chế tiếp công dân hạn 20/12",
                english="assign HC: xây dựng quy chế tiếp công dân, due 20/12",
            ),
        ),
    ),
)
