"""Linking: codes for others, who has none, ending a link, and the language one is spoken to in."""

from bot.handlers import inviting, language, linking, unlinking
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.wording import raw_tail

_PLEASE = r"(?:xin |hay |cap |tao |lam |gui |cho |lay |in |please |make |create |give me )*"
_CODE = r"(?:ma lien ket|ma moi|(?:a )?(?:new )?(?:link(?:ing)? |invit(?:e|ation) )codes?)"
_FOR = r"(?: moi)?(?: (?:cho|cua|for|of))?"
_TURN = r"(?:(?:xin |hay )?(?:chuyen sang|doi sang|noi|noi bang|dung|tra loi bang|xin noi) )?"
_SPEAK = r"(?:(?:speak|use|switch to|in|answer in|write in) )?"


async def _invite(asked: Asked, found: Found) -> Answer:
    return await inviting.invite(asked, raw_tail(asked.words, found["whom"] or ""))


async def _unlinked(asked: Asked, found: Found) -> Answer:
    return await inviting.unlinked(asked)


async def _unlink(asked: Asked, found: Found) -> Answer:
    if whom := raw_tail(asked.words, found["whom"] or ""):
        return await unlinking.of_another(asked, whom)
    return await unlinking.own(asked)


async def _vietnamese(asked: Asked, found: Found) -> Answer:
    return await language.speak(asked, "vi")


async def _english(asked: Asked, found: Found) -> Answer:
    return await language.speak(asked, "en")


async def _which_language(asked: Asked, found: Found) -> Answer:
    return await language.choose(asked)


async def _works(asked: Asked, found: Found) -> Answer:
    return await linking.works(asked)


ACTIONS = (
    Action(
        name="unlinked",
        patterns=patterns(
            r"/(?:chualienket|unlinked)"
            r"|(?:(?:con )?(?:ai|nhung ai|nguoi nao)|danh sach|nhung nguoi)"
            r"(?: con)? (?:chua|khong) (?:duoc |co )?lien ket(?: bot)?\s*\?*"
            r"|chua lien ket\s*\?*"
            r"|who is(?: not|n't) linked(?: yet)?\s*\?*|who has no link\s*\?*|not linked yet\s*\?*",
        ),
        typed=_unlinked,
        ways=(
            Ways(
                who="manager",
                coded="/chualienket",
                free="ai chưa liên kết?",
                english="who is not linked yet?",
            ),
        ),
    ),
    Action(
        name="unlink",
        patterns=patterns(
            r"(?:/huylienket|/unlink)(?:\s+(?P<whom>.+))?",
            rf"{_PLEASE}(?:huy|go|bo|ngat|thoi)(?: bo)? lien ket"
            r"(?: (?:tai khoan|may|bot)(?: nay)?)?"
            r"(?: (?:cua|cho|voi) (?!(?:toi|em|minh)$)(?P<whom>.+)| cua (?:toi|em|minh))?",
            r"(?:please )?unlink(?: (?:me|my account|this account)| (?P<whom>.+))?",
        ),
        typed=_unlink,
        ways=(
            Ways(who="everyone", coded="/huylienket", free="hủy liên kết", english="unlink me"),
            Ways(
                who="coordinator",
                coded="/huylienket Dung",
                free="hủy liên kết của Dung",
                english="unlink Dung",
            ),
        ),
    ),
    Action(
        name="invite",
        patterns=patterns(
            r"(?:/lienket|/invite|/malienket)(?:\s+(?P<whom>.+))?",
            rf"{_PLEASE}{_CODE}{_FOR}(?: (?P<whom>.+))?",
            r"(?:please )?invite(?: (?P<whom>.+))?",
        ),
        typed=_invite,
        ways=(
            Ways(
                who="coordinator",
                coded="/lienket Dung",
                free="mã liên kết cho Dung",
                english="linking code for Dung",
            ),
            Ways(
                who="coordinator",
                coded="/lienket HC",
                free="mã liên kết Phòng Hành chính",
                english="linking codes for HC",
            ),
        ),
    ),
    Action(
        name="vietnamese",
        is_undone=True,
        patterns=patterns(
            rf"(?:/ngonngu|/language|/lang)\s+(?:vi|vn|tieng viet|viet|vietnamese)"
            rf"|{_TURN}tieng viet|{_SPEAK}vietnamese",
        ),
        typed=_vietnamese,
        ways=(
            Ways(
                who="everyone",
                coded="/ngonngu vi",
                free="tiếng Việt",
                english="Vietnamese please",
            ),
        ),
    ),
    Action(
        name="english",
        is_undone=True,
        patterns=patterns(
            rf"(?:/ngonngu|/language|/lang)\s+(?:en|eng|tieng anh|anh|english)"
            # "Anh" at the end is left out as a courtesy.
            rf"|{_TURN}tieng(?: anh)?|{_SPEAK}english",
        ),
        typed=_english,
        ways=(
            Ways(
                who="everyone",
                coded="/ngonngu en",
                free="nói tiếng Anh",
                english="English please",
            ),
        ),
    ),
    Action(
        name="language",
        patterns=patterns(r"(?:/ngonngu|/language|/lang)(?:\s+.*)?|ngon ngu|language"),
        typed=_which_language,
        ways=(Ways(who="everyone", coded="/ngonngu", free="ngôn ngữ", english="/language"),),
    ),
    Action(
        name="test_link",
        patterns=patterns(r"/?thu|/?test|thu (?:tin|kenh|bot|lien ket)"),
        typed=_works,
        ways=(Ways(who="everyone", coded="/thu", free="thử", english="test"),),
    ),
)
