"""What a day is to the promise: promised, past, of others, an old deadline … (LABELS.md §4).

A day has its role from the words of its clause, between the phrases of days beside it. `_TABLE`
says by which words each role is known; the first row that holds decides.
"""

import re
from enum import Enum, auto
from typing import Literal, NamedTuple

from bot.understanding.day_words import Names, Phrase


class Role(Enum):
    """What the officer says of the day."""

    PROMISED = auto()  # the thing will be finished or handed in
    STEP = auto()  # something on the way to it is promised: counts if nothing else is
    BARE = auto()  # nothing: a day alone is taken for a promise
    LOOSE = auto()  # words stand beside it that speak neither for a promise nor against it
    DEADLINE = auto()  # when it is, or was, due
    STARTS = auto()  # work begins or goes on
    PAST = auto()
    OTHERS = auto()  # somebody else acts, or is waited for
    EVENT = auto()  # a meeting, a trip, a time for comments
    DOCUMENT = auto()  # the day of a document
    TITLE = auto()  # a part of a name: "báo cáo tháng 10"
    TARGET = auto()  # how far it will be, not when it ends
    ASKED = auto()  # the day is in a question
    AFTER = auto()  # "sau ngày 20", "từ 20/10": only the day before which nothing happens


_NAME = (  # the words of a name: neither who does what, nor until when
    r"(?: (?!(?:em|e|se|nop|gui|xong|trong|het|den|toi|truoc|vao|hoan|thi|la|minh|chi|anh|nay|di)"
    r"(?!\w))\w+){0,4}"
)
_WE = (
    r"(?:(?:chung |tui |ben |phong |don vi |to )?(?:em|e|minh|toi|tôi|tui|anh|chi|chung toi)"
    r"|phong|don vi|ben nay|co quan|we|i|i'll|we'll|it)"
)
_WILL = (
    r"(?:se|moi|la|thi|co the|cung|chac(?: chan)?|xin|co|deu|ca|phai|co gang|rang|dam bao|bao dam"
    r"|hua|du kien|luon|ngay|not|cho|chung|tong hop|thuc hien|will|can|should|be|so lieu|bao cao"
    r"|ban|nhe|nha|a|day)"
)
_FINISH = (
    r"(?:nop|gui|ban hanh|phat hanh|hoan thanh|hoan tat|hoan thien|xong|chot|ban giao|bao cao"
    r"|cong bo|nghiem thu|ket thuc|dut diem|quyet toan|cap nhat|dua len|day len|up|ket qua"
    r"|co (?:ngay|du|ban|ket qua|bao cao|so lieu|san pham|nhe|nha|a|day)|co(?= ?$)|giao|bo sung"
    r"|lam(?! toi| den| duoc)|tra|dua vao|het(?= ?(?:$|nhe|a))|(?:se|la|moi) co"
    r"|be giang|to chuc|close|launch|done|finish(?:ed)?|submit(?:ted)?|send|complete[d]?|ready"
    r"|deliver|hand)"
)
_STEP = r"(?:trinh|ra du thao|lay y kien|gop y|tham dinh|hop|thong qua|ra soat|xin y kien|ky|duyet)"
_OTHERS = (
    r"(?:so (?!lieu|luong|em|hoa|bo|do)\w+|(?<!so )(?<!can )(?<!toan )bo (?!phan|sung|tri|ho so)\w+"
    r"|so|bo|ubnd|hdnd|uy ban|xa(?! em)|tinh"
    r"|huyen|trung uong|nha thau|cong ty|ben (?!em|minh|toi|tui|chi em)\w+|hoi dong|lanh dao|sep"
    r"|phong (?!em|minh|toi|tui)\w+|giam doc|chu tich|thu truong|ban thuong vu|cac \w+|kho bac"
    r"|ngan hang|tu van|chu dau tu|dan|ho dan|van phong|cong an|doi tac|ban to chuc|tho|doan"
    r"|ho|cap tren|tro ly|thu ky|ke toan|they|vendor|contractor)(?!\w)"
)
_OF_OTHERS = (
    r"(?:hen|hua|cam ket|nop|moi|hop|chua|tra|cap|cung cap|giai ngan|yeu cau|xuong|bao|noi|se"
    r"|bao la|chuyen ve|gui(?! cho)"
    r"|ve|di vang|mo|nghi|co lich|ban giao|cho y kien|promised?|said|will)"
)
_DOCUMENT = (
    r"(?:van ban|cong van|quyet dinh|thong bao|giay moi|chi thi|ket luan|to trinh|nghi quyet|cv|qd"
    r"|bien ban|thong tu|nghi dinh|chi dao|luat|hop dong|phieu chuyen|cong dien)"
)
_AWAY = (
    r"(?:cong tac|tap huan|di hoc|nghi phep|nghỉ(?: phep| om)?|du hoi nghi"
    r"|(?<!thuong )truc(?! tuyen)|hoi nghi|kiem tra"
    r"|om|tiep doan|nhan (?:bai|ho so|dang ky)|nang cap|bao tri|ngung|cat dien|lay y kien|gop y"
    r"|niem yet|(?<!tong )(?<!phoi )(?<!phu )hop|quan su|bau cu"
    r"|dai hoi|nam vien|di vang|on leave|meeting|trip|travel\w*)"
)
_NOT = r"(?:khong|chua|kho|chang|kip|can't|cannot|won't)"
_UNTIL = (
    r"(?:den|toi|truoc|(?:cham|chậm|muon|muộn|tre|trễ) nhat|du kien|se|xin|lui|sang|ve|qua|hua|hen"
    r"|gia han|dời|doi|chuyen|hoan|hoãn|xuong|vao|trong|het|phan dau|cam ket|chot|dam bao|noi|cho"
    r"|khat|eta"
    r"|by|until|till|before|on|for|to)"
)
_DUE = (
    r"(?<!gia )(?<!xin )(?<!chot )(?<!\w)(?:han|thoi han|deadline|due)"
    r"(?: (?:cu|la|giao|chot|nop|goc|ban dau|cuoi|den|on|date|bao cao|trong|vao|is))*"
    r"(?: ngay| hom|:)* "
)
_COURTESY = (
    r"(?:nhe|nha|nghen|a|dạ|da|vang|ok|anh|chi|em|e|c|sep|thoi|luon|nay|duoc|cho|nua|ma|do|day|di"
    r"|vay|khoang|tầm|tam|chac|thi|la|minh|con|hen|oi|thua|roi|va|please|pls)(?!\w)"
)


class _Row(NamedTuple):
    role: Role
    pattern: str
    of: Literal["any", "period", "not ahead", "now", "in a day"] = "any"


_TABLE: tuple[_Row, ...] = (
    # a new deadline asked for, and a day it will not be later than
    _Row(Role.PROMISED,
         r"(?<!\w)(?:xin|de nghi|mong|cho|kinh)(?: \w+){0,4}? (?:lui|dời|gian|noi|keo dai"
         r"|dieu chinh"
         r"|hoan|hoãn|gia han)"
         r"(?: \w+){0,4}? (?:han|thoi gian|deadline|moc)(?: \w+){0,3}? (?:den|toi|sang|qua|thanh"
         r"|vao)(?: het| ngay| hom)* @"),
    _Row(Role.PROMISED,
         r"(?<!\w)khong (?:muộn|muon|tre|trễ|cham|chậm|qua)(?: hon| qua| sau| ngay)* @"),
    _Row(Role.OTHERS, r"(?<!\w)(?:chờ|đợi) (?:den|toi)(?: ngay)* @[^@]{0,30}(?<!\w)moi(?!\w)"),
    _Row(Role.EVENT, r"(?<!\w)cao diem(?: \w+){0,2} @"),
    _Row(Role.DEADLINE, rf"·[^,.;@]{{0,25}}{_DUE}@"),
    _Row(Role.AFTER,
         r"(?<!\w)(?:sau khi|khi nao|khi co|(?:duyet|ky|co|xong|du) (?:la|thi))[^@]{0,40}@",
         "in a day"),
    _Row(Role.OTHERS,
         r"(?<!\w)(?:chờ|đợi)(?! (?:den|toi|em))[^,.;\n@]{0,40}(?:thong qua|phe duyet|cho y kien"
         r"|tra loi|hop)(?: \w+){0,2} @"),
    # a state of things that lasts until then
    _Row(Role.OTHERS,
         r"(?<!\w)(?:dang (?:giu|khoa|dong|cat|sua)|ngap|dut hang|het hang|mat dien|cup dien|ngung"
         r"|dut mang|mat mang)(?!\w)[^,.;\n@]{0,50}(?:den|toi)(?: het| ngay)* @"),
    _Row(Role.OTHERS,
         r"@ ?(?:anh|chi|sep|ong|thay|dong chi) (?!em |se |cho )\w+ (?:moi )?"
         r"(?:tra (?:ve|lai)|ky|duyet|goi|yeu cau|hen|bat)(?!\w)|@ thay ve ?$"),
    _Row(Role.OTHERS,
         r"(?<!\w)(?:hen|giuc|don doc|nhac) (?:ho|cac \w+|dan|xa|nguoi ta) @"),
    _Row(Role.AFTER, r"(?:sau|từ|tu|ke tu|after|from|since|ngoai)(?: ngay| hom| dip| le| thu)* @"),
    _Row(Role.TITLE,
         rf"(?<!\w)(?:viec|nhiem vu|lich|bieu|tong ket|so ket|noi dung|danh sach|giao ban|luong"
        rf"|chuong trinh|so|quyet toan|danh gia|kiem ke|xep loai|thi dua|(?:bao cao|bc|ke hoach"
        rf"|so lieu|chi tieu|du lieu){_NAME})(?: cua)? ?@",
        "period"),
    _Row(Role.TITLE, r"(?<!\w)(?:gop|chung (?:voi|vao))(?: (?:voi|vao|ca|luon|bao cao))* @"),
    _Row(Role.TITLE, r"(?<!\w)(?:duong|pho|truong|cau|quang truong|quoc lo|phong) @"),
    # not in time: what cannot be met
    _Row(Role.DEADLINE,
         rf"(?<!\w){_NOT}(?: (?:the|kip|xong|nop|gui|lam|hoan thanh|trinh|dung|duoc|noi|tai nao"
         r"|dam bao|bao dam|dap ung|tien do|han|het|trong|truoc|den|toi|vao|ngay|cach nao|viec|nay"
         r"|make|it|by|meet|finish))* @"),
    _Row(Role.DEADLINE,
         r"(?<!\w)(?:thay vi|thay cho|qua han|han cu|khong phai|(?:lo|tre|trễ) hen)(?: \w+)? @"),
    _Row(Role.DEADLINE,
         r"@ ?(?:thi |la |chac |em |e |thay |nhe |so )*(?:khong|kho|chua)(?: \w+){0,2}? "
         r"(?:kip|noi|duoc|kha thi|dap ung)(?!\w)|@ sao (?:duoc|kip|noi)(?!\w)"),
    _Row(Role.DEADLINE, r"@ ?(?:thi |la )?(?:hoi |chac |rat |qua )?(?:kho|gap|tre|trễ|can)(?!\w)"),
    _Row(Role.ASKED,
         r"@[^,.;!\n]{0,30}(?:phai khong|dung khong|(?<!\w)hay (?:la )?[^?]{0,25}\?|(?:ha|nhi|chua)"
         r"(?: \w+)? ?\?)"),
    _Row(Role.DEADLINE, r"@ ?(?:moi |la |thi |da )*(?:het |den |toi |qua )?han(?!\w)"),
    _Row(Role.ASKED,
         r"(?<!\w)(?:gia su|tuong|co phai|bao gio|khi nao|may gio|is it|sao)(?!\w)[^,.;\n]{0,20}@"),
    _Row(Role.ASKED, r"(?<!\w)hay (?:la )?@[^@]{0,12}\?"),
    _Row(Role.DOCUMENT,
         rf"(?<!\w)(?:theo|tai|can cu|thuc hien|cua)(?: \w+){{0,2}} {_DOCUMENT}[^,.;\n]{{0,30}}@"
         rf"|{_DOCUMENT}(?: so| [^\s/]{{0,20}}/\S{{0,40}}){{0,2}}"
         r" (?:ngay|hom|ky|ky ngay|dated|phat hanh|ban hanh) @",
         "not ahead"),
    # others
    _Row(Role.PROMISED, r"(?<!\w)(?:han|moc|thoi gian)(?: \w+)? moi(?: \w+){0,4} @"),
    _Row(Role.OTHERS,
         rf"(?<!\w)(?<!trinh )(?<!gui )(?<!xin ){_OTHERS}[^,.;\n@]{{0,15}}(?<!\w)"
         r"(?:hen|hua|cam ket|moi|hop|tra|cap|yeu cau|bao|noi|co lich|promised?"
         r"|said)(?: \w+){0,2} @"),
    _Row(Role.PROMISED, rf"@[ :]*(?:{_WE} |se |moi |la |thi |phai |xin |co the |nhe |a ){{0,4}}"
         r"(?:nop|gui|ban hanh|phat hanh|xong|hoan thanh|hoan tat|chot|ket thuc|nghiem thu)"
         r"(?!\w)(?![^@]{0,20}(?<!\w)(?:roi|chua|cham|chậm|khong|tre|trễ)(?!\w))"),
    _Row(Role.OTHERS,
         rf"(?<!\w)(?:cua {_OTHERS}(?: \w+){{0,2}}|giay hen(?: la)?|yeu cau(?: \w+){{0,4}}) @"),
    _Row(Role.OTHERS, r"(?<!\w)(?:chờ|đợi|waiting)(?!\w)(?! duoc| em| den| toi)[^,.;\n]{0,40}@"),
    _Row(Role.OTHERS, rf"@ ?(?:thi |la |nay |ma )?{_OTHERS} (?:\w+ ){{0,3}}?{_OF_OTHERS}(?!\w)"),
    _Row(Role.OTHERS, r"@ ?(?:\w+ )?(?:nhac|goi|hoi)(?: lai)?(?: (?:em|lai|anh|chi))"),
    # when work only begins or goes on
    _Row(Role.STARTS,
         r"@(?! ?(?:xong|nop|gui))[^,.;\n]{0,25}?(?<!\w)(?:bat dau|khoi (?:dong|cong)|ra quan"
         r"|bat tay|phat dong|sang (?:buoc|giai doan|phan)|moi co (?!bao cao|ket qua|ban)\w"
         r"|moi (?:ranh|dung (?:toi|den|vao)|dong (?:toi|den|vao)|lam|trien khai|di(?! not)"
         r"|hop|nhan|tien hanh|bat dau|khoi|ve|thuc hien|to chuc"
         r"|ra soat|viet)|(?:lam|trien khai|xu ly|viet|ra soat|di|thuc hien) tiep|tiep tuc"
         r"|tiep(?= ?(?:a|nhe|nha)? ?$)|trien khai(?! xong)|start|begin|kick ?off|resume|continue)"
         r"(?!\w)"),
    _Row(Role.STARTS,
         r"(?<!\w)(?:bat dau|khoi (?:dong|cong)|trien khai|tiep tuc|lam tiep|start|begin|resume"
         r"|continue)"
         r"(?: \w+){0,2}"
         r"(?: lam| tu| từ| vao| lai| tiep| in| on)* @"),
    _Row(Role.STARTS, r"(?<!\w)moi ve(?: \w+){0,2} @"),
    _Row(Role.PROMISED, r"@(?: \w+){0,3}? not(?= ?(?:$|\W|a |nhe|la|roi))"),
    _Row(Role.PROMISED, r"(?<!\w)(?:em|minh|se|lam|cap|di|viet) not(?: \w+){0,3} @"),
    # all of it will be done
    _Row(Role.PROMISED,
         rf"@[ :]*(?:{_WE} |{_WILL} ){{0,4}}(?:(?:dat|len|duoc|hoan thanh) ){{0,2}}100 ?"
         r"(?:%|phan tram)"),
    # how far it will be, or is
    _Row(Role.TARGET,
         r"@ ?(?:em |se |phai |moi |thi |cung )*(?:dat|len|duoc)(?: \w+){0,2} (?!100)[0-9]{1,2} ?"
         r"(?:%|phan tram)|@ ?:?   |@ (?:se |phai )?(?:dat|len|duoc)   "
         r"|(?<!\w)target[^,;@]{0,25}@|@ ?:? [0-9]{1,2} ?%"
         r"|(?<![0-9])[0-9]{1,2} ?(?:%|phan tram)(?: \w+)? @"),
    # today and this week, told of
    _Row(Role.PAST,
         r"@ ?(?:em |e |phong |ben em |minh )?(?:van |cung )*(?:len|dat|duoc(?! (?:khong|chu))|da"
         r"|vua|em da|bận|ban(?! hanh| giao)|chua|dang|ket)(?!\w)", "not ahead"),
    _Row(Role.PAST,
         r"@(?![^@]{0,12}(?:phai|se) )(?: [^\s,.;]+){0,9}? (?:roi|xong roi|ma)(?= ?(?:[,.;!?]|$"
         r"|(?:a"
         r"|nhe|anh|chi|con|nhung)(?!\w)))",
         "not ahead"),
    _Row(Role.EVENT,
         rf"@ ?(?:thi )?(?:{_WE} )?(?:(?:con|phai|co|lai|ban|bi|dang|[0-9]+|chuyen|lich)"
         rf" )*(?:di(?! tiep| not| anh| chi| em| nhe| a| ?$)|{_AWAY})(?!\w)(?![^@]{{0,25}}(?:xong"
         rf"|thong qua|nop|gui|not|ban giao|chot)(?!\w))"),
    # the promise itself
    _Row(Role.DEADLINE, rf"{_DUE}@[^@]{{0,20}}·"),
    _Row(Role.PROMISED, r"@ ?(?:co |la )?(?:duoc|dc|ok|on)(?: \w+)? (?:khong|chu)(?!\w)"),
    _Row(Role.PROMISED,
         r"(?<!\w)(?:is|would|will|how about|what about|can we (?:do|say|make it)) @"
         r"(?: be)?(?: ok(?:ay)?| fine| possible| acceptable| all right| alright)? ?\?"),
    _Row(Role.STEP, rf"@ ?(?:{_WE} |{_WILL} ){{0,8}}{_STEP}(?! ban hanh| xong)(?!\w)"),
    _Row(Role.PROMISED, rf"@[ :]*(?:{_WE} |{_WILL} ){{0,8}}{_FINISH}(?!\w)"),
    _Row(Role.PROMISED, rf"@ ?{_WE} (?:\w+ ){{1,3}}{_FINISH}(?!\w)"),
    _Row(Role.STEP, r"thong qua(?: \w+){0,2} @"),
    _Row(Role.PROMISED,
         r"(?<!\w)(?<!da )(?<!vua )(?:ket thuc|hoan thanh|hoan tat)(?!\w)[^,;\n@]{0,35}@"),
    _Row(Role.EVENT, rf"(?<!\w)(?:{_AWAY}|di(?! tiep| den dau| not))(?!\w)[^,.;\n@]{{0,30}}@"),
    _Row(Role.DEADLINE, rf"{_DUE}@"),
    _Row(Role.PAST,
         r"(?<!\w)(?:da|vua|theo|tai|hoi|nhan|(?<!tong )(?<!phu )hop|roi|hoi nghi|tinh den"
         r"|was|were|sent|submitted|issued|met)(?!\w)"
         rf"(?![^@]{{0,60}}(?<!\w){_UNTIL}(?!\w))[^,;\n@]{{0,60}}@", "not ahead"),
    _Row(Role.PAST, r"(?<!\w)hom @", "not ahead"),
    _Row(Role.PROMISED, rf"^ ?{_WE}(?: \w+){{1,5}} @"),
    _Row(Role.PAST, r"(?<!\w)(?:luc|hoi) @", "not ahead"),
    _Row(Role.PROMISED, rf"(?<!\w)(?:{_UNTIL}|{_FINISH}|{_STEP})(?!\w)[^,;\n@]{{0,25}}@"),
    # "tuần này trường thi hết" tells of the week
    _Row(Role.PAST, rf"@ (?!{_COURTESY}|se |phai |rang )\w", "now"),
    _Row(Role.BARE, rf"^ ?(?:{_COURTESY}[ .:]{{0,8}}){{0,12}}@[ .:]*"
         rf"(?:{_COURTESY}[ .:]{{0,8}}){{0,12}}\??$"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(row.pattern), row) for row in _TABLE)
_CLAUSE_ENDS = re.compile(
    r"[,;!\n()]|\.(?![0-9])|\?|(?<!\w)(?:nhung|nen|(?<!don )(?<!chuc )vi|(?<!ben )do|tai vi"
    r"|because|but)(?!\w)"
)
_NOW = re.compile(
    r"^(?!(?:trong|noi|het|cuoi|truoc) ).{0,12}(?<!\w)(?:hom|tuan|thang|quy|nam|sang|trua"
    r"|chieu) nay$|^today$"
)
# "Báo cáo tháng 10" is a name; "tháng sau" and "cuối tuần" are part of none.
_NO_NAME = re.compile(r"(?<!\w)(?:sau|toi|ke|next)(?!\w)|^(?:dau|giua|cuoi|het|trong) tuan")
# "Hôm trước em hứa trong tuần": what was promised then is no promise now.
_THEN = re.compile(r"(?<!\w)(?:truoc|qua|bua|kia|roi)$")
_SAID = re.compile(
    r" (?:em |e |minh )?(?:co |da )?(?:hua|hen|noi|bao"
    r"|cam ket)(?: [^\W\d_]+){0,3} ?$"
)
SIDE = 60  # characters of a clause that are looked at


def roles(text: str, phrases: list[Phrase]) -> list[Role]:
    """The role of each phrase, from the words between it and its neighbours."""
    found: list[Role] = []
    for number, phrase in enumerate(phrases):
        left = phrases[number - 1].end if number else 0
        right = phrases[number + 1].start if number + 1 < len(phrases) else len(text)
        before = _tail(text[max(left, phrase.start - SIDE) : phrase.start])
        after = _head(text[phrase.end : min(right, phrase.end + SIDE)])
        said_then = number and _THEN.search(phrases[number - 1].words)
        said_then = said_then and _SAID.fullmatch(text, left, phrase.start)
        found.append(Role.DEADLINE if said_then else _role(phrase, before, after))
    return found


def _role(phrase: Phrase, before: str, after: str) -> Role:
    clause = f"{before.replace('@', ' ')}@{after.replace('@', ' ')}"
    for pattern, row in _PATTERNS:
        if row.of == "period" and (
            phrase.names is not Names.PERIOD or _NO_NAME.search(phrase.words)
        ):
            continue
        if row.of == "now" and not _NOW.search(phrase.words):
            continue
        if row.of == "in a day" and not phrase.words.startswith(("trong ngay", "trong buoi")):
            continue
        if row.of == "not ahead" and phrase.is_ahead:
            continue
        if pattern.search(clause):
            return row.role
    return Role.LOOSE


def _tail(before: str) -> str:
    ends = [end.end() for end in _CLAUSE_ENDS.finditer(before)]
    return before[ends[-1] :] if ends else before


def _head(after: str) -> str:
    """The rest of the clause, with the mark that ends it: a question is known by its mark."""
    end = _CLAUSE_ENDS.search(after)
    if not end:
        return after
    return after[: end.end()] if end[0] == "?" else after[: end.start()]
