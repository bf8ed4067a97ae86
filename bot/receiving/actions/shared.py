"""What the patterns of several actions are made of; all of folded words."""

REF = r"(?:(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?|(?P<n>\d{1,2}))"
CODE = r"(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]{1,30}))?"
ME = r"(?: (?:cho )?(?:toi|em|minh|tin|viec))*"
REMIND = rf"(?:nhac|nhan|bao|gui)(?: tin)?{ME}"
