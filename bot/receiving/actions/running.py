"""Running: the service speaks or is silent, how it stands, what could not be acted upon."""

from bot.handlers import first_week, going_live, health, set_aside
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import by_admin
from bot.receiving.wording import as_typed

_N = r"(?:tin |message )?(?:so )?(?P<n>\d{1,9})"
_ALL = r"(?:het|tat ca|all|everything)"


async def _start(asked: Asked, found: Found) -> Answer:
    return await going_live.start(asked, as_typed(asked.words, found, "decided"))


async def _pause(asked: Asked, found: Found) -> Answer:
    return await going_live.pause(asked, as_typed(asked.words, found, "why"))


async def _first_week(asked: Asked, found: Found) -> Answer:
    return await first_week.ask(asked)


async def _health(asked: Asked, found: Found) -> Answer:
    return await health.look(asked)


async def _listed(asked: Asked, found: Found) -> Answer:
    return await set_aside.listed(asked)


async def _try_again(asked: Asked, found: Found) -> Answer:
    number = found.groupdict().get("n")
    return await set_aside.try_again(asked, int(number) if number else None)


async def _drop(asked: Asked, found: Found) -> Answer:
    return await set_aside.drop(asked, int(found["n"]))


ACTIONS = (
    Action(
        name="live",
        patterns=patterns(
            r"(?:/batdau|/live)(?: (?P<decided>.+))?",
            r"(?:cho )?(?:don doc|dich vu|bot) (?:bat dau|tiep tuc) hoat dong"
            r"|bat dau hoat dong|tiep tuc hoat dong|(?:go )?live|let the service speak",
        ),
        typed=by_admin(_start),
        ways=(
            Ways(
                who="admin",
                coded="/batdau",
                free="Đôn Đốc tiếp tục hoạt động",
                english="let the service speak",
            ),
        ),
    ),
    Action(
        name="pause",
        patterns=patterns(
            r"(?:/tamdung|/pause)(?: ?:? ?(?P<why>.+))?",
            r"(?:cho )?(?:don doc|dich vu|bot) tam (?:dung|ngung)(?: hoat dong)?"
            r"(?: ?: ?(?P<why>.+))?",
            r"tam (?:dung|ngung) (?:don doc|dich vu|bot)(?: ?: ?(?P<why>.+))?",
            r"(?:pause|silence) the service(?: ?: ?(?P<why>.+))?|pause|paused",
        ),
        typed=by_admin(_pause),
        ways=(
            Ways(
                who="admin",
                coded="/tamdung: chuyển máy chủ",
                free="tạm dừng dịch vụ: chuyển máy chủ",
                english="pause the service: another server",
            ),
        ),
    ),
    Action(
        name="first_week",
        patterns=patterns(
            r"/chaythu|/trial",
            r"chay thu(?: tuan dau(?: tien)?| 5 ngay| nam ngay)?"
            r"|(?:try out|simulate|dry run of) the first week",
        ),
        typed=by_admin(_first_week),
        ways=(
            Ways(
                who="admin",
                coded="/chaythu",
                free="chạy thử tuần đầu",
                english="simulate the first week",
            ),
        ),
    ),
    Action(
        name="health",
        patterns=patterns(
            r"/suckhoe|/health",
            r"(?:tinh trang|suc khoe) (?:cua )?(?:dich vu|don doc|bot|he thong)"
            r"|(?:service )?health|how is the service\s*\??",
        ),
        typed=by_admin(_health),
        ways=(
            Ways(
                who="admin",
                coded="/suckhoe",
                free="tình trạng dịch vụ",
                english="how is the service?",
            ),
        ),
    ),
    Action(
        name="try_again",
        patterns=patterns(
            rf"(?:/tingiulai|/setaside) (?:thu lai|replay)(?: (?:{_ALL}|{_N}))?",
            rf"thu lai (?:{_N}|{_ALL}(?: tin)?)",
            rf"(?:replay|try again) (?:{_N}|{_ALL})",
        ),
        typed=by_admin(_try_again),
        ways=(
            Ways(
                who="admin",
                coded="/tingiulai thử lại 1",
                free="thử lại hết",
                english="replay all",
            ),
        ),
    ),
    Action(
        name="drop_message",
        patterns=patterns(
            rf"(?:/tingiulai|/setaside) (?:bo|drop) {_N}",
            rf"(?:bo|drop) (?=tin|message){_N}",
        ),
        typed=by_admin(_drop),
        ways=(
            Ways(
                who="admin",
                coded="/tingiulai bỏ 1",
                free="bỏ tin 1",
                english="drop message 1",
            ),
        ),
    ),
    Action(
        name="set_aside",
        patterns=patterns(
            r"/tingiulai|/setaside",
            r"(?:xem )?(?:cac |nhung )?tin (?:giu lai|chua xu ly duoc)"
            r"|(?:show )?(?:the )?messages set aside",
        ),
        typed=by_admin(_listed),
        ways=(
            Ways(
                who="admin",
                coded="/tingiulai",
                free="các tin giữ lại",
                english="messages set aside",
            ),
        ),
    ),
)
