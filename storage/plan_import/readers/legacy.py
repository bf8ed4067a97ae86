"""Vietnamese written before Unicode: TCVN3 (the fonts .VnTime, .VnArial) and VNI (VNI-Times).

Their signs stand in place of Western letters: "KÕ ho¹ch" and "Keá hoaïch" are "Kế hoạch". TCVN 3
(TCVN 5712:1993) has one sign for each letter with its accents, in capitals those of a font of their
own; VNI puts the accents behind the vowel.
"""

import re

_TCVN3_SIGNS = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®¡¢§£¤¥¦"
_TCVN3_LETTERS = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂĐÊÔƠƯ"
_TCVN3 = str.maketrans(_TCVN3_SIGNS, _TCVN3_LETTERS)

_VNI_VOWELS = {
    "a": {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ", "ê": "ă", "é": "ắ", "è": "ằ",
          "ú": "ẳ", "ü": "ẵ", "ë": "ặ", "â": "â", "á": "ấ", "à": "ầ", "å": "ẩ", "ã": "ẫ", "ä": "ậ"},
    "e": {"ù": "é", "ø": "è", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "á": "ế", "à": "ề",
          "å": "ể", "ã": "ễ", "ä": "ệ"},
    "o": {"ù": "ó", "ø": "ò", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "á": "ố", "à": "ồ",
          "å": "ổ", "ã": "ỗ", "ä": "ộ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
}  # fmt: skip
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
_VNI = {
    f"{vowel}{accent}": letter
    for vowel, accents in _VNI_VOWELS.items()
    for accent, letter in accents.items()
} | _VNI_ALONE
_VNI_SIGN = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)

# Letters that only Unicode has, so that what holds one needs no converting.
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
# What cannot stand so in any other writing of Vietnamese.
_TCVN3_TRACE = re.compile("[A-Za-z][µ¶·¸¹¨©ª«¬®»¼½¾]|®[a-z]|[µ¶·¸¹¨©ª«¬»¼½¾][a-z]")
_VNI_TRACE = re.compile("[aeoAEO][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|ñ[aeiouyö]|[ôö][ùøûõï]")
_FEW = 0.02  # of a text's words, and
_ANY = 3  # at least: as many traces may stand in any text


def from_tcvn3(text: str) -> str:
    """The text in Unicode; what is no sign of TCVN3 stays."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """The text in Unicode; what is no sign of VNI stays."""
    return _VNI_SIGN.sub(_letter, text)


def in_font(text: str, font: str) -> str:
    """The text as it looks in a font: those of .Vn and VNI show other letters than they are given,
    and the .Vn fonts that end in H show capitals."""
    if _UNICODE.search(text):
        return text
    if font.startswith(".Vn"):
        shown = from_tcvn3(text)
        return shown.upper() if font.endswith("H") else shown
    return from_vni(text) if font.upper().startswith("VNI-") else text


def to_unicode(lines: list[str]) -> list[str]:
    """The lines of a whole document in Unicode, if it was written in one of the two."""
    old = [line for line in lines if not _UNICODE.search(line)]
    words = sum(len(line.split()) for line in lines)
    for trace, convert in ((_TCVN3_TRACE, from_tcvn3), (_VNI_TRACE, from_vni)):
        found = sum(len(trace.findall(line)) for line in old)
        if found > max(_ANY, _FEW * words) and 2 * len(old) > len(lines):
            return [line if _UNICODE.search(line) else convert(line) for line in lines]
    return lines


def _letter(found: re.Match[str]) -> str:
    sign = found[0]
    letter = _VNI[sign.lower()]
    return letter.upper() if sign[0].isupper() else letter
