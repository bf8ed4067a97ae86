"""What a Vietnamese syllable looks like without its accents, and the keys that type them.

"ddang lamf" (Telex) and "d9ang la2m" (VNI) are "đang làm" typed where no input method was on.
"""

import re

_ONSETS = "ngh|ng|nh|gh|gi|kh|th|tr|ph|ch|qu|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x"
SYLLABLE = re.compile(
    rf"(?:{_ONSETS})?(?:uye|uya|uyu|oai|oao|oay|uay|uoi|uou|ieu|yeu|ai|ao|au|ay|eo|eu|ia"
    r"|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|a|e|i|o|u|y)(?:ng|nh|ch|c|m|n|p|t)?"
)
_VNI = re.compile(r"(?=.*[a-z][0-9])d?9?(?:[a-z]+[1-9]{0,3}){1,4}")
_NUMBERED = re.compile(r"(?:nv|bc|ngay|thu|thang|tuan|quy|viec|muc|so|mung|hom|xa|to|ap|ca)[0-9]+")


def without_keys(word: str) -> str:
    """Take Telex or VNI keys out of a lower-case word, if a Vietnamese syllable is left.

    "nv12", "t6" and English words stay as they are.
    """
    if len(word) > 12 or not word.isascii() or SYLLABLE.fullmatch(word):
        return word
    if any(c.isdigit() for c in word):
        bare = re.sub("[0-9]", "", word)
        typed = _VNI.fullmatch(word) and not _NUMBERED.fullmatch(word) and len(bare) > 1
    else:
        bare = word.replace("dd", "d").replace("w", "")
        bare = re.sub("([aeo])\\1", "\\1", bare)
        bare = re.sub("(?<=[aeiouy])([a-z]{0,2}?)[sfrxj]", "\\1", bare, count=1)
        typed = bool(bare)
    return bare if typed and SYLLABLE.fullmatch(bare) else word
