"""The names of units in English plans, and who a sentence puts in charge.

"Administration Office; Information Centre"            two names
"Administration Office and Information Centre"         two: each ends in a word for a unit
"Department of Planning and Investment"                one
"The Planning Division shall lead, in coordination     lead, and who supports
 with the Information Centre, …"
"all divisions", "relevant agencies"                   groups
"""

import re
from collections.abc import Iterator

_NOUN = (
    r"(?:Offices?|Divisions?|Departments?|Cent(?:re|er)s?|Units?|Sections?|Bureaus?|Ministry"
    r"|Ministries|Committees?|Teams?|Boards?|Agency|Agencies|Institutes?|Schools?|Directorates?|Inspectorates?"
    r"|Secretariat|Council|University|Hospital|Union|Authority|Fund|Station|Branch|Police)"
)
_WORD = r"[A-Z][\w'’&/-]*"
# "Department of Culture, Sports and Tourism": the list after "of" goes on up to another unit.
_MORE = rf"(?!(?:{_WORD} ){{0,4}}{_NOUN}\b){_WORD}(?: {_WORD})*"
_OF = rf"{_WORD}(?: {_WORD})* (?:of|for) {_WORD}(?: {_WORD})*(?:, {_MORE})*(?:,? and {_MORE})?"
_NAME = rf"{_WORD}(?:(?: (?:and|of|for|on|&)){{0,2}} {_WORD})*"
_SORTS = (
    r"(?:division|department|unit|office|agency|agencie|district|commune|ward|ministry|ministrie"
    r"|locality|localitie|school|bodie|organisation|organization|village)"
)
_WHICH = r"(?:relevant|related|other|concerned|affiliated|specialised|specialized|district|commune)"
_GROUP = (
    rf"(?:(?i:all|each|every)(?: the)?(?: {_WHICH})? (?i:{_SORTS}s?)"
    rf"|(?i:(?:the )?(?:{_WHICH} )?{_SORTS}s))\b(?! of)(?! for)"
)
_UNIT = re.compile(rf"(?:[Tt]he )?(?P<name>{_OF}|{_NAME})")
_IS_UNIT = re.compile(rf"\b{_NOUN}\b")
_IS_GROUP = re.compile(rf"{_GROUP}(?:(?:,| and) {_GROUP})*")
_VIETNAMESE = re.compile(r"[à-ỹđÀ-ỸĐ]")
_DOES = re.compile(
    r"(?:,? (?:shall|will|must|should|is to|are to|leads?|takes? the lead|is responsible|monitors?"
    r"|reports?|prepares?|coordinates?|submits?|reviews?|in charge)\b|:)"
)
_ORDERED = re.compile(
    r"(?:assign(?:ed to)?|led by|under the lead of|responsib(?:le|ility) of|lead unit is) ", re.I
)
_WITH = re.compile(
    r"(?:in )?(?:close )?(?:co-?ordinat\w+|collaborat\w+|co-?operat\w+|consultation|support\w*"
    r"|assist\w+|together) (?:with|from|by) ",
    re.IGNORECASE,
)


def is_english(text: str) -> bool:
    """Whether a text that names units is English: it has no Vietnamese letter, and such a name."""
    return not _VIETNAMESE.search(text) and bool(_IS_UNIT.search(text) or _group(text))


def split_names(raw: str) -> tuple[str, ...]:
    """The names in a list of units; "and" inside a name never splits it."""
    names: list[str] = []
    for listed in re.split(r"[;\n]", _WITH.split(raw)[0]):
        if _group(listed):
            names.append(listed)
            continue
        name = ""
        for glue, part in _parts(listed):
            unit = _is_one(part)
            if name and unit and _is_one(name):
                names.append(name)
                name = part
            elif name and not unit and _is_one(name) and " of " not in name:
                names.append(name)  # "Information Centre, Planning" + "and Investment Division"
                name = part
            else:
                name += glue + part
        names.append(name)
    cleaned = (_clean(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def charge(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Who leads and who supports by an English sentence; None if it names nobody in charge."""
    begun = _begins(text)
    if begun is None and (found := _ORDERED.search(text)):
        begun = _leading(text[found.end() :])
    if begun is None:
        return None
    return split_names(begun), partners(text)


def partners(text: str) -> tuple[str, ...]:
    """The units after "in coordination with"."""
    found = _WITH.search(text)
    named = _leading(text[found.end() :]) if found else None
    return split_names(named) if named else ()


def receivers(text: str) -> tuple[str, ...]:
    """Who gets the reports: "report monthly … to the Administration Office"."""
    found = re.search(r"\b(?:reports?|submit\w*|send)\b[^.;]*? to (?=(?:the )?[A-Z])", text)
    named = _leading(text[found.end() :]) if found else None
    return split_names(named) if named else ()


def kind_of(name: str) -> str | None:
    """The kind of a unit by its English name (PLAN_FORMAT.md §1), None if it is not English."""
    if _group(name):
        return "nhom"
    if _VIETNAMESE.search(name) or not _IS_UNIT.search(name):
        return None
    kinds = {
        r"people's committee": "ubnd",
        r"^(?:provincial )?department of": "so",
        r"cent(?:re|er)|institute|school|hospital|university|station|fund": "don_vi_su_nghiep",
        r"division|office|unit|section|inspectorate|secretariat|team": "phong",
    }
    said = name.casefold().replace("’", "'")
    return next((kind for pattern, kind in kinds.items() if re.search(pattern, said)), "khac")


def _begins(text: str) -> str | None:
    """The units that a sentence begins with, if a verb of duty or a colon follows."""
    if _VIETNAMESE.search(text):
        return None
    named = _leading(text)
    return named if named and _DOES.match(text[text.index(named) + len(named) :]) else None


def _leading(text: str) -> str | None:
    """The longest list of units at the beginning of a text."""
    if group := _IS_GROUP.match(text):
        return group[0]
    end = 0
    while found := _UNIT.match(text, end):
        if not _IS_UNIT.search(found["name"]):
            break
        end = found.end()
        between = re.match(r",? and |, ", text[end:])
        if not between:
            break
        after = _UNIT.match(text, end + between.end())
        if not after or not _IS_UNIT.search(after["name"]):
            break
        end += between.end()
    return text[:end].strip(" ,") or None


def _group(text: str) -> bool:
    return bool(_IS_GROUP.fullmatch(text.strip(" .;:,")))


def _parts(listed: str) -> Iterator[tuple[str, str]]:
    """What stands between the commas and "and"s of a list, each with what joins it to the last."""
    glue = ""
    for place, part in enumerate(re.split(r"(,? and (?:the )?|, (?:the )?|\s*\+\s*)", listed)):
        if place % 2:
            glue = part
        else:
            yield glue, part


def _is_one(part: str) -> bool:
    return bool(_IS_UNIT.search(part)) or _group(part)


def _clean(name: str) -> str:
    text = re.sub(r"\([^)]*\)", "", name).strip(" .;:,-–")
    text = re.sub(r"^(?:and )?(?:the )?", "", text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]
