"""What a Vietnamese syllable looks like without its accents, and the keys that type them.

"ddang lamf" (Telex) and "d9ang la2m" (VNI) are "đang làm" typed where no input method was on. The
keys may stand behind the vowel or at the end of the word, and in either order: "dduwowcj",
"duocdwj", "tuaanf", "tuanaf", "d9u7o7c5", "duoc975".
"""

import re

_ONSETS = "ngh|ng|nh|gh|gi|kh|th|tr|ph|ch|qu|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x"
SYLLABLE = re.compile(
    rf"(?:{_ONSETS})?(?:uye|uya|uyu|oai|oao|oay|uay|uoi|uou|ieu|yeu|ai|ao|au|ay|eo|eu|ia"
    r"|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|a|e|i|o|u|y)(?:ng|nh|ch|c|m|n|p|t)?"
)
_LONGEST = 12
_VOWEL = re.compile("[aeiouy]")
_HOOKED = re.compile("[aou][a-z]{0,3}w")
_VNI = re.compile(r"(?=[a-z9]{0,11}[a-z][0-9])d?9?(?:[a-z]+[1-9]{0,3}){1,4}")
_NUMBERED = re.compile(
    r"(?:nv|bc|ngay|thu|thang|tuan|quy|viec|muc|so|mung|hom|xa|to|ap|ca|phan|buoc|dot|lan|khu|ky"
    r"|lop|mau|bieu|chuong|phong|ban|tang|khoa|quyen|nhom|goi|nam)[0-9]+"
)


def without_keys(word: str, *, in_vni: bool = False) -> str:
    """Take Telex or VNI keys out of a lower-case word, if a Vietnamese syllable is left.

    "nv12", "t6" and English words stay as they are; so does "tuan2", week 2, unless `in_vni` says
    that the whole text is typed so.
    """
    if len(word) > _LONGEST or not word.isascii() or SYLLABLE.fullmatch(word):
        return word
    if any(c.isdigit() for c in word):
        bare = re.sub("[0-9]", "", word)
        counts = not in_vni and _NUMBERED.fullmatch(word)
        typed = _VNI.fullmatch(word) and not counts and len(bare) > 1
        return bare if typed and SYLLABLE.fullmatch(bare) else word
    return _without_telex(word) or word


def _without_telex(word: str) -> str | None:
    # "w" after an a, o or u is its hook or breve; with none before it, it is an "ư".
    bare = word.replace("w", "" if _HOOKED.search(word) else "u")
    if bare.startswith("d") and "d" in bare[1:]:
        bare = "d" + bare[1:].replace("d", "", 1)
    bare = re.sub("([aeo])\\1", "\\1", bare)
    vowel = _VOWEL.search(bare)
    if vowel is None:
        return None
    for each in (bare, *_less_one(bare, "sfrxjz", vowel.end())):
        if SYLLABLE.fullmatch(each):
            return each
        if each[-1] in "aeo" and each[-1] in each[:-1] and SYLLABLE.fullmatch(each[:-1]):
            return each[:-1]  # the second vowel of "â", "ê", "ô" typed last: "tuana"
    return None


def _less_one(word: str, keys: str, begin: int) -> list[str]:
    """The word without one of the keys, the last one first."""
    at = [i for i in range(len(word) - 1, begin - 1, -1) if word[i] in keys]
    return [word[:i] + word[i + 1 :] for i in at]
