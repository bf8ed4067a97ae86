"""What was passed on: questions are answered, and it is said whose work it is."""

from bot.handlers import answering, conflict, extension, record, whose_work
from bot.handlers.asked import Answer, Asked
from bot.receiving.actions.action import Action, Found, Ways, patterns
from bot.receiving.actions.shared import CODE, REF
from bot.receiving.named_duties import all_awaited, asked_to_answer, awaited, with_duty
from bot.receiving.wording import as_typed, raw_tail
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind

_ANSWER = r"(?:tra loi|giai dap|answer)(?: cho)?(?: cau hoi)?"
_KEEP = r"(?:giu(?: lai| nguyen)?|keep)"
_IDLE = (
    r"(?:(?:van |con )*(?:khong|chua)(?: chiu)? (?:phoi hop|hop tac)"
    r"|(?:does not|doesn't|will not|refuses to) (?:cooperate|support us))"
)
_PASS = r"(?:dong y chuyen|dong y giao lai|let them have)"


async def _answer(asked: Asked, found: Found) -> Answer:
    words = raw_tail(asked.words, found["words"] or "").lstrip(" :,.-…")
    waiting = await all_awaited(asked, (RequestKind.QUESTION,))
    if not waiting and words:  # "trả lời NV1: xong" of somebody who was asked how it stands
        return await record.reply(asked.saying(_without_verb(asked.words)))
    return await with_duty(
        asked, found, lambda a, i: answering.answer(a, i, words), by=asked_to_answer
    )


def _without_verb(words: str) -> str:
    return words.split(maxsplit=2)[2]


async def _answer_it(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    words = raw_tail(asked.words, found["words"] or "").lstrip(" :,.-…")
    return await answering.answer(asked, item, words)


async def _press_answer(asked: Asked, item: DutyRecord) -> Answer:
    return await answering.answer(asked, item)


async def _keep(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, whose_work.keep, by=awaited)


async def _keep_it(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await whose_work.keep(asked, item)


async def _let_have(asked: Asked, found: Found) -> Answer:
    return await with_duty(asked, found, whose_work.let_have, by=awaited)


async def _let_it_have(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await whose_work.let_have(asked, item)


async def _more_time(asked: Asked, found: Found) -> Answer:
    grants = found["no"] is None
    return await with_duty(
        asked, found, lambda a, i: extension.decide(a, i, grant=grants), by=awaited
    )


async def _conflict(asked: Asked, found: Found) -> Answer:
    other = as_typed(asked.words, found, "other")
    return await with_duty(asked, found, lambda a, i: conflict.conflict(a, i, other))


async def _settled_conflict(asked: Asked, item: DutyRecord, found: Found) -> Answer:
    return await conflict.conflict(asked, item, as_typed(asked.words, found, "other"))


ACTIONS = (
    Action(
        name="pass_on",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 đã chuyển cho Dung",
                free="NV1 em đã chuyển cho chị Dung làm rồi ạ",
                english="NV1 transferred to Dung",
            ),
        ),
    ),
    Action(
        name="not_ours",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 không thuộc chức năng",
                free="NV1 không thuộc chức năng của phòng em ạ",
                english="NV1 is not our job",
            ),
        ),
    ),
    Action(
        name="conflict",
        is_undone=True,
        patterns=patterns(rf"{CODE}[:,]? (?P<other>[^:;,]+?) {_IDLE}(?:[ ,.:;].*)?"),
        typed=_conflict,
        settled=_settled_conflict,
        ways=(
            Ways(
                who="officer",
                coded="NV3: Phòng Kế hoạch không phối hợp",
                free="NV3 Phòng Kế hoạch vẫn chưa chịu phối hợp ạ",
                english="NV3: Phòng Kế hoạch does not cooperate",
            ),
        ),
    ),
    Action(
        name="question",
        is_undone=True,
        ways=(
            Ways(
                who="officer",
                coded="NV1 dùng mẫu nào ạ?",
                free="cho em hỏi NV1 làm theo mẫu nào ạ?",
                english="NV1: which form should we use?",
            ),
        ),
    ),
    Action(
        name="more_time",
        is_undone=True,
        patterns=patterns(
            rf"(?P<no>khong |do not )?(?:dong y|duyet|approve)(?: cho)? (?:gia han|extension)"
            rf"(?: cua| of)? {REF}"
        ),
        typed=_more_time,
        ways=(
            Ways(
                who="head",
                coded="đồng ý gia hạn NV1",
                free="đồng ý cho gia hạn NV1 nhé",
                english="approve extension NV1",
            ),
        ),
    ),
    Action(
        name="answer",
        patterns=patterns(rf"{_ANSWER}\s+{REF}(?P<words>.*)"),
        typed=_answer,
        pressed=_press_answer,
        settled=_answer_it,
        ways=(
            Ways(
                who="coordinator",
                button="button.answer",
                coded="trả lời NV1: dùng mẫu 02",
                free="trả lời câu hỏi NV1: dùng mẫu 02 nhé",
                english="answer NV1: use form 02",
            ),
        ),
    ),
    Action(
        name="keep",
        patterns=patterns(rf"{_KEEP}\s+{REF}", rf"{REF}\s+{_KEEP}"),
        typed=_keep,
        pressed=whose_work.keep,
        settled=_keep_it,
        ways=(
            Ways(
                who="head",
                button="button.keep",
                coded="giữ NV1",
                free="NV1 giữ nguyên nhé",
                english="keep NV1",
            ),
        ),
    ),
    Action(
        name="let_have",
        is_undone=True,
        patterns=patterns(rf"{_PASS}\s+{REF}", rf"{REF}\s+{_PASS}"),
        typed=_let_have,
        pressed=whose_work.let_have,
        settled=_let_it_have,
        ways=(
            Ways(
                who="head",
                button="button.let_have",
                coded="đồng ý chuyển NV1",
                free="đồng ý giao lại NV1 nhé",
                english="let them have NV1",
            ),
        ),
    ),
)
