"""The names of units in running text (PLAN_FORMAT.md §3).

    "Phòng Tài vụ; Phòng Công nghệ và Chuyển đổi số"   two names: `và` inside a name never splits
    "Phòng A, phòng B theo chức năng, nhiệm vụ …"      two: a comma splits before a head word only
    "Các sở, ban, ngành và địa phương"                 one group
    "Phòng A triển khai toàn ngành"                    the name is "Phòng A", the rest its scope
    "Thủ trưởng các sở", "Chủ tịch UBND các huyện"     the body, not its head

What is a unit is told by its head word (Phòng, Trung tâm, Sở …); which words belong to its name, by
the first verb after it.
"""

import re
from collections.abc import Iterable

from scheduler.rules.words import fold, fold_name
from storage.plan_import import english
from storage.plan_import.verbs import DOES, VERB

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐÐ"
_SINGLE = (
    r"(?:[Pp]hòng|[Tt]rung tâm|[Ss]ở|[Bb]an(?! ngành)|[Vv]ăn phòng|[Cc]hi cục|[Cc]ục|[Vv]ụ|[Bb]ộ"
    r"|[Tt]hanh tra|[Cc]ông an|[Hh]ội|[Ll]iên minh|[Ll]iên hiệp|[Đđ]oàn|[Tt]rường|[Vv]iện|[Bb]áo"
    r"|[Đđ]ài|[Qq]uỹ|[Tt]ổ|[Bb]ệnh viện|[Đđ]ảng ủy|[Mm]ặt trận|[Kk]ho bạc|[Nn]gân hàng|[Tt]hư viện"
    r"|[Bb]ảo tàng|[Hh]ạt|[Tt]rạm|[Tt]iểu ban|[Đđ]ồn|[Đđ]ội|[Hh]ội đồng|[Cc]hi nhánh|[Nn]hà máy"
    r"|[Xx]í nghiệp|[Hh]ọc viện|[Bb]ưu điện|[Đđ]iện lực|[Tt]òa án|[Tt]ổng cục|[Cc]hi hội"
    r"|[Hh]iệp hội|[Ll]ực lượng)"
    rf"(?= [{_UPPER}\d])"
)
# What stands without a name of its own in a commune, a Party body, a hospital.
_LOCAL = (
    r"(?:[Cc]ông an|[Bb]an [Cc]hỉ huy(?: [Qq]uân sự)?|[Tt]rạm [Yy] tế|[Đđ]ài [Tt]ruyền thanh"
    r"|[Đđ]oàn [Tt]hanh niên|[Hh]ội (?:[Pp]hụ nữ|[Nn]ông dân|[Cc]ựu chiến binh)"
    r"|[Mm]ặt trận [Tt]ổ quốc)(?= (?:xã|phường|thị trấn|huyện|tỉnh|thành phố|cấp|các)(?!\w))"
)
_ALONE = (
    r"(?:UBND|HĐND|[ỦU][yỷ] ban nhân dân|[ỦU][yỷ] ban|Tỉnh ủy|Huyện ủy|Thành ủy"
    r"|Lãnh đạo (?:Sở|Ban|Trung tâm)|Giám đốc|Phó Giám đốc"
    r"|[Tt]rưởng (?:thôn|bản|ấp|khu phố|tổ dân phố)"
    r"|(?:[Cc]ông|[Vv]iên) chức(?= [A-ZĐ])|[Cc]hi bộ|Hợp tác xã|Công ty|Tổng công ty"
    r"|Đoàn (?:trường|xã|phường)|Thủ tướng Chính phủ|Chính phủ|Tập đoàn|Bộ đội|Đảng [uủ][ỷy](?= )"
    r"|(?:Tỉnh|Thành|Huyện) đoàn|[Cc]ơ quan [Tt]hường trực"
    r"|(?:Thanh tra|Thống kê|Thi hành án dân sự)(?= (?:tỉnh|thành phố))|VNPT|Viettel"
    r"|Nhà trường|Cấp ủy|Chủ đầu tư|Tổ công nghệ số cộng đồng"
    r"|(?:Hải quan|Ngân hàng|Kho bạc)(?= (?:tỉnh|khu vực|nhà nước))"
    r"|Thuế(?= (?:tỉnh|thành phố|cơ sở))|Giáo viên|Tổ trưởng"
    r"|(?:Phó )?Hiệu trưởng|Ban [Gg]iám (?:hiệu|đốc)"
    rf"|Công đoàn|Báo và (?:Phát thanh|Đài)|Văn phòng(?=\s*(?:[,;.:]|$)"
    rf"|\s{DOES})|Liên đoàn Lao động"
    r"|Bảo hiểm [Xx]ã hội|Viện kiểm sát|[Kk]hoa(?= [A-ZĐ])|[Kk]hối(?= [A-ZĐ])|[Bb]ộ phận"
    r"|[Bb]an (?:cán sự|thường vụ|chỉ đạo|tuyên giáo|tổ chức|quản lý|chấp hành))(?!\w)"
)
_HEAD_OF = (
    r"(?:(?:Thủ trưởng|Người đứng đầu|Chủ tịch|Chánh|(?:Tổng )?Giám đốc|Trưởng|Bộ trưởng|Cục trưởng"
    r"|Viện trưởng|Hiệu trưởng|Bí thư)"
    rf"(?= (?:các |UBND|[ỦU][yỷ] ban|Văn phòng|Thanh tra|{_SINGLE}|[Pp]hòng)) ?)"
)
_GROUP = (
    r"(?:[Cc]ác (?:đồng chí )?(?:[Pp]hòng|[Ss]ở|[Bb]an|[Đđ]ơn vị|[Cc]ơ quan|[Hh]uyện|[Cc]ấp ủy"
    r"|[Đđ]ịa phương|[Nn]gành|[Xx]ã|[Pp]hường|[Tt]rung tâm|[Tt]ổ chức|[Đđ]oàn thể|[Ll]ãnh đạo"
    r"|[Cc]hi cục|[Vv]iện|[Tt]rường|[Dd]oanh nghiệp|[Bb]ộ phận|[Bb]ộ|[Tt]hôn|[Bb]ản|[Cc]hi bộ"
    r"|[Kk]hoa|[Hh]ội|[Tt]ổ|[Tt]rưởng|[Tt]ỉnh|[Gg]iáo viên|[Tt]iểu ban|[Tt]hành viên"
    r"|[Cc]hi nhánh|[Đđ]ội|[Cc]ông ty|[Nn]hà thầu|[Cc]hủ đầu tư)(?!\w)|[Tt]oàn thể |[Tt]ất cả )"
)
_SHORT = rf"(?:P\.|VP|TT\.?)(?= ?[{_UPPER}])"  # "P. KHTC", "VP UBND tỉnh"
HEAD = rf"(?:{_HEAD_OF}|{_GROUP}|{_LOCAL}|{_ALONE}|{_SINGLE}|{_SHORT})"

# Under a label only these end a name: "sáng tạo" or "đánh giá" may be part of it.
_SCOPE = re.compile(
    r"(?<=\s)(?:triển khai|thực hiện|theo|chủ trì|phối hợp|tham mưu|chịu trách nhiệm|có trách nhiệm"
    r"|phụ trách|căn cứ|tại đơn vị|đối với|là)(?!\w)"
)
_SPLIT = re.compile(
    rf";|\n|,\s*(?:và\s+)?(?={HEAD})|(?<!HĐND)(?<!ội đồng nhân dân)\s+và\s+(?={HEAD})"
    rf"|\s*\+\s*(?={HEAD})"
)
_LISTED = re.compile(
    rf"[Cc]ác (?P<head>[Bb]ộ|[Ss]ở|[Pp]hòng)(?:: | (?=[^,;:.()]+, [{_UPPER}]))"
    rf"(?P<list>(?=[{_UPPER}])[^,;:.()]+(?:, (?=[{_UPPER}])[^,;:.()]+)*)"
)
# And what stands between a name and a verb, or the next name: "… đồng chủ trì", "… và các tổ …".
_CLEAN_END = re.compile(
    r"(?:\s*\([^)]*\)?|[\s.,;:/]|\s(?:và|để|các|của|cho|với|những|cùng)"
    r"|\sđồng(?<![Hh]ội đồng)(?<![Cc]ộng đồng)(?<![Hh]ợp đồng))+$"
)
_MAX_WORDS = 45


def spread(text: str) -> str:
    """ "Các sở: Tài chính, Nội vụ" with its head word before each name."""

    def each_named(found: re.Match[str]) -> str:
        head = found["head"][0].upper() + found["head"][1:]
        listed = re.split(rf",\s*(?=[{_UPPER}])", found["list"])
        return ", ".join(one if is_unit(one) else f"{head} {one}" for one in listed)

    return _LISTED.sub(each_named, text)


def split_names(raw: str) -> tuple[str, ...]:
    """The names in a list of units, without scopes, and bodies for their heads."""
    if english.is_english(raw):
        return english.split_names(raw)
    names = (clean_name(part) for part in _SPLIT.split(spread(raw)))
    return tuple(dict.fromkeys(name for name in names if name))


def scopes(raw: str) -> dict[str, str]:
    """What each unit of a list does: {"Phòng A": "triển khai toàn ngành"}."""
    found = {}
    for part in _SPLIT.split(raw):
        name, verb = clean_name(part), _SCOPE.search(part)
        scope = part[verb.start() :].strip(" .;,") if verb else ""
        if name and scope and not scope.startswith("theo "):
            found[name] = scope
    return found


def clean_name(raw: str) -> str:
    """One name by itself: no scope, no brackets, no head of the body, a capital to begin with."""
    text = " ".join(raw.split()).strip(" .;:,-–")
    text = re.sub(r"^(?:(?:và|giao|do|đề nghị|yêu cầu|các đồng chí) (?=\S))+", "", text, flags=re.I)
    text = re.sub(rf"^{_HEAD_OF}", "", text)
    if verb := _SCOPE.search(text):
        text = text[: verb.start()]
    text = _CLEAN_END.sub("", text)
    return text[:1].upper() + text[1:]


def is_unit(text: str) -> bool:
    return bool(re.match(HEAD, text))


def leading_units(text: str, known: Iterable[str] = ()) -> tuple[str, str] | None:
    """The units that a sentence begins with, as written, and the rest of the sentence.

    `known` names come first: they end where they ended under a label.
    """
    text = spread(text)
    begun = re.match(r"(?:Giao |Đề nghị |Yêu cầu )?(?:cho )?(?:đồng chí |các đồng chí )?", text)
    offset = begun.end() if begun else 0
    if not re.match(HEAD, text[offset:]):
        return None
    for name in sorted(known, key=len, reverse=True):
        written = text[offset : offset + len(name)]
        after = text[offset + len(name) : offset + len(name) + 1]
        if fold_name(written) == fold_name(name) and not after.isalnum():
            rest = text[offset + len(name) :]
            if not re.match(rf"\s*(?:,|;|và )\s*{HEAD}", rest):
                return written, rest.strip(" :,")
    verb = _verb_after_head(text[offset:])
    colon = text.find(":", offset)
    ends = [offset + verb.start()] if verb else []
    ends += [colon] if colon > 0 else []
    stop = re.search(r"\.(?:\s|$)", text[offset:])
    end = min(ends, default=offset + stop.start() if stop else len(text))
    written = text[offset:end].strip(" ,;:")
    if len(written.split()) > _MAX_WORDS:
        return None
    return written, text[end:].strip(" :")


def partners(text: str) -> tuple[str, ...]:
    """The units after "phối hợp với", up to the verb that says what is done with them."""
    if found_in_english := english.partners(text):
        return found_in_english
    found = re.search(
        rf"[Pp]hối hợp(?: chặt chẽ)?,?(?:(?: với| cùng)\s+| (?={HEAD}))([^.:]+)", text
    )
    if not found:
        found = re.search(rf"chủ trì[,;]\s*({HEAD}[^.;]*?),?\s+(?:cùng )?phối hợp", text)
    if not found:
        return ()
    listed = found[1]
    verb = VERB.search(listed)
    listed = listed[: verb.start()] if verb else listed
    return tuple(name for name in split_names(listed) if is_unit(name))


def kind_of(name: str) -> str:
    """phong, don_vi_su_nghiep, so, ubnd, dang, nhom, chuc_danh or khac (PLAN_FORMAT.md §1)."""
    if kind := english.kind_of(name):
        return kind
    said = fold(name)
    kinds = {
        r"cac |toan the|tat ca|ubnd cac|uy ban nhan dan cac": "nhom",
        r"lanh dao|giam doc|pho giam doc|chu tich|chanh|truong (?:phong|thon|ban|ap|khu pho)"
        r"|cong chuc|vien chuc": "chuc_danh",
        r"phong |p\. ?|van phong|vp |thanh tra": "phong",
        r"trung tam|vien |truong |benh vien|thu vien|bao tang|quy ": "don_vi_su_nghiep",
        r"so ": "so",
        r"ubnd|uy ban": "ubnd",
        r"tinh uy|huyen uy|thanh uy|dang uy|ban (?:can su|thuong vu|tuyen giao|to chuc)": "dang",
    }
    return next((kind for pattern, kind in kinds.items() if re.match(pattern, said)), "khac")


def _verb_after_head(text: str) -> re.Match[str] | None:
    head = re.match(HEAD, text)
    return VERB.search(text, head.end()) if head else None
