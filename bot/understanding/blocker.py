"""What stands in the way, in the officer's own words (LABELS.md §5).

A message is cut into clauses, and each clause plays a part: it tells how the work stands, asks for
time, promises, or greets; what is left may be the difficulty. It is one

    by its words           "vướng mặt bằng", "3 xã chưa gửi", "em ốm"      difficulties.py
    behind a word of cause "vì …", "do …", "lý do: …", "because …"
    as the ground given    "… nên chưa làm", "chưa làm, …"                 next to a setback

The span is the clause without the connective before it and the courtesy behind it, and two clauses
side by side may make one. What is denied, over, asked, forgotten or only waits for a signature is
none.
"""

import re
from dataclasses import dataclass

from bot.understanding.difficulties import SIGN_OFF, Words, words_of
from bot.understanding.normalise import Said

_WORK = (
    r"(?:lam|gui|nop|viet|trien khai|thuc hien|bat dau|tien hanh|bat tay|dung|dong|so|ro|ngo|go|soan"
    r"|xu ly|giai quyet|tong hop|bao cao|hoan thanh|xong|khoi cong|khoi dong|nhap|chot|to chuc"
    r"|ban hanh|phat hanh|ra soat|xay dung|lap|thi cong|kiem ke|cap nhat|chi tra|thanh toan"
    r"|giai ngan|nghiem thu|xet|hop duoc|di tiep|tien trien|thay gi|chay duoc|quyet toan|trinh"
    r"|up|start|tuyen truyen|dang ky|tham muu|day|do dac|lap dat|doi soat|nhuc nhich|mo duoc)"
)
_SELF = re.compile(
    r"\W*(?:(?:den nay|hien|da|gio|nay|nhung) )*(?:em|minh|tui|toi|chung toi|chung em|ben em|don vi|chua|khong|viec nay|bao cao)(?!\w)"
)
# The parts a clause can play besides being the difficulty.
_SETBACK = re.compile(
    r"(?<!\w)(?:(?:chua|khong|chang|kho)(?: (?:the|ai|he|co the|kip|cho|duoc|dam|bao gio|co gi|con|di))*"
    rf" {_WORK}(?!\w)|(?:khong|chua|chang) [^\s,.;]+(?: [^\s,.;]+){{0,3}} (?:duoc|noi|xue|kip|lên)(?!\w)"
    r"|chua(?= (?:a|anh|chi|em|c|nhe|sep|dau|co)(?!\w)|\W*$)|(?:phai |tam |bi |dang )?(?:dung|ngung|ngừng|hoan|hoãn|treo|dinh)"
    r"(?! (?:quy|han|lich|tien|thoi|noi|chuc|mau|den|vay|the|gio|hen|thoi han))|be tac|bo tay|bó tay"
    r"|chiu(?! trach| kho)|nam im|dap chieu|dung hinh|dung banh|dam chan|nam cho|ngoi cho|do dang|lo hen"
    r"|khung lai|bo do|(?:bi|duong) roi|sao (?:ma )?(?:lam|duoc|nop|xong)|lam sao|(?:lam|xong|bao cao) sao"
    r"|xin|gia han|lui|dời|khat|nới|noi (?:han|ra|them)|trễ|tre(?! em)|chậm|cham(?! nhat)|muộn|muon(?! nhat)"
    r"|delay|them (?:[0-9]|vai|may|mot|hai)|qua han|cho (?:no|them|em (?:den|toi|qua|sang|het|xin)|minh|xa (?:em )?(?:den|toi|het)|truong (?:em )?(?:den|toi|het))|keo dai|gian (?:tien|den|[0-9])"
    r"|0 ?%|not (?:start|yet|done|sent)|can t|cannot|can not|blocked|on hold|stuck|stop|suspended|impossible"
    r"|haven t|hasn t|didn t|nothing|extension|kẹt|vuong|tắc|tac|hu bot|chua (?:gi|nua)|i ach|moi (?:duoc|chi|co)?"
    r" ?[0-9]|chi (?:duoc|dat|moi)|thap hon)(?!\w)"
)
_FINISHED = re.compile(
    r"(?<!\w)(?:(?:da|vua|moi)(?: [^\s,.;]+){0,2} (?:gui|nop|xong|hoan thanh|ban hanh|bao cao|len|up|dang|trinh|ban giao)"
    r"|(?<!chua )(?:gui|nop|xong|hoan thanh|hoan tat|len|up|trien khai|lam|het|ky)(?: [^\s,.;]+){0,3} (?:roi|het|xong|ca|duoc roi)|^\W*xong|xong\W*$)(?!\w)"
)
_MARKS = re.compile(
    r"(?P<trouble>(?<!\w)(?:(?:cai kho|kho khan|vuong mac|tro ngai|issue|kho)"
    r"(?: (?:chinh|khach quan|lon nhat|chu yeu|hien nay|rat lon))* ?(?:la(?: do| vi)?|do|vi|is|:)|kho noi|moi toi|ngat noi)(?!\w))"
    r"|(?P<cause>(?<!\w)(?:(?:nguyen nhan|ly do|reason)"
    r"(?: (?:chinh|khach quan|lon nhat|chu yeu|cham|hien nay|rat lon|bat kha khang))* ?(?:la(?: do| vi)?|do|vi|is|:)"
    r"|ly do|(?:mot phan |chi |tai |boi |la )?(?<!don )(?<!chuc )(?<!hanh )(?<!thay )vi(?! (?:pham|tri|mo|sao|the|vay|du)(?!\w))(?: la| rang)?"
    r"|(?<!be )(?<!ho )boi(?: le| do)?(?! (?:thuong|duong|canh))"
    r"|(?<!tien )(?<!toc )(?<!muc )(?<!che )(?<!trinh )(?<!mat )(?<!tu )(?<!can )(?<!thai )(?<!luc )(?<!cai )(?<!so )(?<!ban )"
    r"do(?! (?:do|vay|day|dac|dang|dat|an|thi)(?!\w))(?: la)?"
    r"|because(?: of)?|bcz|due to|since(?! (?:yesterday|monday|last))"
    r"|tai(?= (?:vi|em|tui|chi|anh|chau|ben|cac|may|mang|he thong|thieu|bận|ban qua|mua|chua|duong truyen|con |hom|dang(?! bo| uy)"
    r"|chua|khong|het|so|bi|bão|dịch)(?!\w)))(?!\w))"
    r"|(?P<effect>(?<!\w)(?:cho nen|the nen|vay nen|nen(?! kinh| tang| chang)|thanh (?:ra|thu)|do (?:do|vay)|vi (?:vay|the)|the la)(?!\w))"
    r"|(?P<mark>[;!?\n()]|(?<!\w)-(?!\w)|[,.:](?![0-9])|[,](?= )|\.(?=\s|$))"
    r"|(?P<turn>(?<!\w)(?:nhung(?: ma)?|song(?= )|tuy(?: nhien)?|ma(?= )|(?<!dang )(?<!sinh )(?<!ky )(?<!truong )(?<!mua )(?<!bận )thi(?= )(?! cong| dua| hanh| tuyen| nang| hoc| tot| cuoi| cong chuc)|chu(?= (?:chua|khong|biet))|roi(?= (?:moi|em|nhe|se))|de(?= (?:em|lam|tong|ghep|nop))"
    r"|but|so(?= (?:can|we|i) )|moi(?= (?:em )?(?:lam|viet|dam|trien|co|tuyen|lap|xong|gui|nop|ky|do|ra|den) )|trong khi|con(?= (?:lai|moi|phan) ))(?!\w))"
)
_STARTS_STATUS = re.compile(
    r"(?<!\w)(?:(?:em|nen|ben em|nay|viec (?:nay|ni)|gio|bao cao|bc|van|dang) )*(?:(?:chua|khong|sao)(?: (?:the|ai|he|kip|co gi|dam|co the|ma|biet))*"
    rf" {_WORK}(?!\w)|moi (?:lam|viet|dam|trien|lap|tuyen|duoc)|sao (?:ma )?(?:lam|viet|man)|ma (?:lam|xay|do)(?= |$)"
    r"|cho (?:em|xin|minh|xa) |xin |mai em|em xin|em se|can (?:not|t) |thi (?:em|moi)|biet lam)"
)
_DENIED = re.compile(
    r"(?<!\w)(?:(?:khong|chang|chua|cha|het|dau|khoi|da (?:het|go|thao|xu ly|giai quyet|khac phuc|thao go)"
    r"|(?:gio|nay|hien) (?:het|go|thao|da)|not|no)(?: (?:co|con|bi|gap|thay|he|phai|vi|gi|duoc|xong|cac|nhung|bao|nhieu|any))*"
    r" (?:kho khan|vuong|tro ngai|kẹt|ket|lỗi|loi|tắc|van de|phat sinh|khieu nai|thieu|issues?|problems?|blockers?)"
    r"(?:,? (?:vuong mac|kho khan|mac|tro ngai|gi)(?!\w))*|(?:khong|chang|chua) (?:co )?(?:gi|chi) (?:vuong|kho|tro ngai|kẹt)"
    r"|(?:kho khan|vuong mac|vuong|lỗi|loi)(?: [^\s,.;]+){0,3} (?:da |deu )?(?:duoc )?(?:thao|go|xu ly|giai quyet|khac phuc|het(?! han))"
    r"(?: go| xong| roi)?|khong (?:phai )?(?:vi |do |tai )?thieu)(?!\w)"
)
_TROUBLE = (
    r"(?:vuong|kẹt|ket|loi|lỗi|thieu|kho khan|chua co|bi tra|mat|rot|cup|chờ|đợi|het|hỏng|hong)"
)
_OVER = re.compile(
    rf"(?<!\w)(?:truoc|luc dau|ban dau|hoi|hom qua|hom truoc|dot truoc|bua truoc|dau nam)(?!\w)[^.;\n]{{0,40}}"
    rf"(?<!\w){_TROUBLE}(?!\w)[^.;\n]{{0,70}}(?<!\w)(?:gio|nay|hien|hom nay|sau|nhung|va|den)(?!\w)[^.;\n]{{0,40}}"
    r"(?<!\w)(?:xong|het|on|ok|co roi|duoc roi|du roi|go|thong|tra loi|duoc thao|duoc go|binh thuong|co [^\s,.;]+ roi)(?!\w)"
    rf"|(?<!\w){_TROUBLE}(?!\w)[^.;\n]{{0,40}}(?<!\w)(?:gio|nay|hien) (?:[^\s,.;]+ ){{0,2}}"
    r"(?:co roi|het roi|du roi|tiep roi|go roi|on roi|binh thuong|thong roi|da sua|khac phuc|duoc roi)(?!\w)"
    rf"|(?<!\w){_TROUBLE}(?: [^\s,.;]+){{0,3}} da (?:sua|xong|het|go|thao|khac phuc)(?!\w)"
)
_NOT_OURS = re.compile(
    r"(?<!\w)(?:khong (?:ap dung|thuoc|phai (?:nop|bao cao|lap|lam|gui|thuc hien)|chu tri|phu trach|con hieu luc"
    r"|co chuc nang|can (?:nop|bao cao|lam|gui))|mien (?:bao|nop)|bai bo|xin rut|rut khoi|het hieu luc"
    r"|(?:dau|chang) (?:co |phai )?(?:thuoc|phu trach|quan ly|lam)|lam sao bao cao|lay gi (?:ma )?bao cao|sai nhom"
    r"|sai don vi|khong dung (?:tham quyen|vai|doi tuong|chuc nang)|khong lien quan|khong co (?:tham )?quyen (?=thuc|xu|quyet|ky)|khong co (?:tham )?quyen$|(?:thuoc )?tham quyen (?:cua|cap)|trung voi|khong quan ly|xin mien|khong (?:con )?ap dung|mang nay|nua dau|khong con (?:cap|phong|nhiem vu|bao cao|doi tuong|to chuc)|khoi (?:lam|nop|bao cao)|tra lai (?:nhiem vu|viec))(?!\w)"
)
_CAUSES = ("cause", "trouble")
_STILL = re.compile(
    r"(?<!\w)(?:con|dang|chờ|đợi|thieu|chua|khong|vuong|kẹt|phan doi|doi|kien|giu|tra)(?!\w)"
)
_STANDS_ALONE = re.compile(r"(?!khong|chua|chang|dau|nghỉ|nghi|thi|phuc|tap)")
_HANDED_ON = re.compile(
    r"(?<!\w)(?:giao (?:lai |het )?(?:cho|ban|viec|co|anh|chi|ong|cau|chu)"
    r"|(?:em|toi|minh|tui|da|hom qua|phong|se) (?:da |xin )?ban giao(?! mat bang| dat)"
    r"|(?:lam|phu trach|theo doi) thay|thay (?:em|toi|minh|tui)"
    r"|nho (?:[^\s,.;]+ ){0,3}(?:giao|chuyen)|(?:da|toi|em|minh) uy quyen|phan cong (?:lai|cho)"
    r"|chuyen (?:viec |nhiem vu |het )?(?:cho|sang|qua) (?!nam|thang|tuan|quy|thu)|dieu chuyen)(?!\w)"
)
_SUPPOSED = re.compile(r"(?<!\w)(?:neu|tru khi|lo nhu|gia su|phong khi)(?!\w)")
_EMPTY = re.compile(r"(?:[\W\d]|(?:khong|khong co|khong co gi|chua co)(?=\W*$))*")
_NOT_MEANT = re.compile(
    r"(?<!\w)(?:(?<!chua )quen(?! thuoc| biet| viec| mat khau)|so suat(?! cua)|bo sot|sot mat|khong de y|nham(?! muc| thuc)|nhầm|neu|lo nhu|gia su|phong khi"
    r"|forgot|xin loi|xin lỗi|(?<!con )(?<!be )(?<!chau )nho|chuc|co (?:[^\s,.;]+ ){1,4}chua(?= (?:anh|chi|a|sep|de)(?!\w)|\W*$)|chua (?:anh|chi|sep|ha)|khong (?:a|anh|chi|thua|sep|vay|nhi)|hong (?:a|anh|chi)|tru khi|khong thuoc|khong phai|neu|hay la|hay khong|co gi thieu|de (?:anh|chi) biet|ra sao|the nao|nhu nao|khi nao|bao gio)(?!\w)"
)
_BY_WHOM = re.compile(  # "do phòng em viết": who does it, not why it stands
    r"^\W*(?![^.;]{0,60}(?<!\w)(?:chua|khong|chậm|tre)(?!\w))(?:ben |chinh )?(?:[^\s,.;]+ ){1,7}?(?:phu trach|chu tri|tiep nhan|dam nhan|dam nhiem|quan ly|tham muu|soan|viet|(?<!di )lam(?! (?:cham|an|viec))"
    r"|tong hop|thuc hien|ky|ban hanh|to chuc|cung cap|chiu trach nhiem|theo doi|giao|gui|nop|lap)(?!\w)(?! (?:tre|trễ|cham|chậm|muộn|thieu|sai))"
)
_LEAD = re.compile(
    r"(?:\W|(?:nhung|ma|con|dang|thi|la|hien(?: nay| tai)?|van|cung|lai|da[nk]|a|anh|chi|c|sep|dạ|vang|thua|em bao|bao cao|nay"
    r"|va|roi|tuy|do|vi|tai|boi|phai|chi|rieng|moi|vuong cho|vuong o cho|kẹt cho|o cho|cho la|gio|hom nay|nhe|nha|oi|ly do|nguyen nhan|kho khan"
    r"|mot phan|phan|voi|but|because|ngoi|song|(?:em|e|minh|tui|toi|ben em|chung toi)(?= (?:dang|con|van|bi|vua|chi|moi)))(?!\w))+"
)
_TRAIL = re.compile(
    r"(?:\W|(?<!\w)(?:a|ạ|nhe|roi|anh|chi|c|sep|em|oi|thoi|do|day|nua|ma|luon|vay|dạ|va|thi|nen|chu|lắm|nha|ha|hi|bac|co|moi|de|con|nhung|so|hu))+$"
)

# How sure a clause is to be the difficulty: by words that may be told of anything, by its own
# words; a cause said before it counts on top.
MAYBE, NAMED = 1, 2


@dataclass(frozen=True, kw_only=True)
class Difficulty:
    """A named difficulty in the officer's words.

    `outside`: others, or nature, cause it, and not the writer's own want of time or strength; the
    work then stands blocked, else not begun (LABELS.md §2.6). Not `is_clear`: it may be none at
    all, or the words may reach too far.
    """

    words: str
    outside: bool
    is_clear: bool


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    before: str  # which mark opens it: cause, effect, turn, mark, or nothing
    after: str
    asked: bool


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int
    at: int  # number of its clause
    strength: int


def find_difficulty(said: Said) -> Difficulty | None:
    """The difficulty the message names, with a second one right beside it, or None."""
    text = SIGN_OFF.sub(_blank, _DENIED.sub(_blank, said.text))
    if _OVER.search(text) or _NOT_OURS.search(text):
        return None
    known = words_of(said.raw)
    found = _candidates(text, _clauses(text), known)
    if not found:
        return None
    best = max(found, key=lambda c: (c.strength, -c.start))
    start, end, at = best.start, best.end, best.at
    for more in found:
        if (
            more.start >= end
            and more.at == at + 1
            and text[end : more.start].strip(" ") in (",", "va", ", va", "")
        ):
            end, at = more.end, more.at
    where = (start, end)
    own = _first(text, where, known.own, known.own_maybe)
    outside = not own or bool(known.outside.search(text, *where))
    return Difficulty(
        words=said.quote(start, end), outside=outside, is_clear=best.strength >= NAMED
    )


def _blank(match: re.Match[str]) -> str:
    return "·" * len(match[0])


def _clauses(text: str) -> list[_Clause]:
    clauses: list[_Clause] = []
    start, before = 0, ""
    for mark in [*_MARKS.finditer(text), None]:
        kind = mark.lastgroup or "" if mark else ""
        stop = mark.start() if mark else len(text)
        if not _EMPTY.fullmatch(text, start, stop):
            asked = bool(mark and mark[0] == "?")
            clauses.append(_Clause(start, stop, before, kind, asked))
            before = kind
        elif not (before in _CAUSES and kind == "mark"):
            before = kind if kind != "mark" or not before else before
        start = mark.end() if mark else stop
    return clauses


def _candidates(text: str, clauses: list[_Clause], words: Words) -> list[_Candidate]:
    setbacks = {i for i, c in enumerate(clauses) if _SETBACK.search(text, c.start, c.end)}
    supposed = False
    finished = any(_FINISHED.search(text, c.start, c.end) for c in clauses)
    if _HANDED_ON.search(text):
        return []
    found: list[_Candidate] = []
    for i, clause in enumerate(clauses):
        where = clause.start, clause.end
        if (
            clause.asked
            or _NOT_MEANT.search(text, *where)
            or (supposed and clause.before == "turn")
        ):
            supposed = bool(_SUPPOSED.search(text, *where))
            continue
        explains = clause.after == "effect" and i + 1 in setbacks
        held = bool(setbacks - {i})
        named = _first(text, where, words.outside, words.own)
        caused = clause.before in _CAUSES and bool(named or not _BY_WHOM.match(text[slice(*where)]))
        maybe = named or _first(text, where, words.outside_maybe, words.own_maybe)
        if named and (
            caused
            or held
            or explains
            or clause.before == "turn"
            or _STILL.search(text, *where)
            or not finished
        ):
            strength = NAMED + caused
        elif (
            maybe
            and not _FINISHED.search(text, *where)
            and (
                caused or held or explains or (len(clauses) == 1 and _STANDS_ALONE.match(maybe[0]))
            )
        ):
            strength = MAYBE + 2 * (caused or explains)
        elif caused and (clause.before == "trouble" or (held and not finished)):
            strength = NAMED
        elif explains and not finished and not _SELF.match(text[slice(*where)]):
            strength = MAYBE
        else:
            continue
        start, end = _bounds(text, clause, maybe)
        if start < end:
            found.append(_Candidate(start, end, i, strength))
    return found


def _first(
    text: str, where: tuple[int, int], *vocabularies: re.Pattern[str]
) -> re.Match[str] | None:
    hits = filter(None, (words.search(text, *where) for words in vocabularies))
    return min(hits, key=lambda hit: hit.start(), default=None)


def _bounds(text: str, clause: _Clause, named: re.Match[str] | None) -> tuple[int, int]:
    start, end = clause.start, clause.end
    for status in _STARTS_STATUS.finditer(text, start, end):
        if named and status.end() <= named.start():
            start = named.start()
        elif status.start() > start + 2 and (not named or status.start() >= named.end()):
            end = status.start()
            break
    lead = _LEAD.match(text, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    trail = _TRAIL.search(text[start:end])
    if trail and trail.start():
        end = start + trail.start()
    return start, end
