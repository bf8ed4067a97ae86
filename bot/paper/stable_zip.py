"""Same snapshot, same bytes: a document is a ZIP archive, and a ZIP writes down when it was made.

Both writing libraries stamp their members with the wall clock. Repacking gives every member the
one date a ZIP can hold that says "no date"; content, names and order stay as they are.
"""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NO_DATE = (1980, 1, 1, 0, 0, 0)


def stable_zip(archive: bytes) -> bytes:
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            member = ZipInfo(name, date_time=NO_DATE)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 0  # else the bytes tell on which system they were written
            target.writestr(member, source.read(name))
    return packed.getvalue()
