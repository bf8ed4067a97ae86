"""Each statement is compiled once for a whole test process, and not once for each database.

SQLAlchemy keeps what it compiled with the engine and its dialect. The tests make thousands of
databases of two kinds, and compiling took half their time.
"""

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import CompiledCacheType

_dialects: dict[type[Dialect], Dialect] = {}
_compiled: CompiledCacheType = {}


def share_what_is_compiled() -> None:
    """From now on for every engine of this process."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    # What is compiled is kept by its dialect, too.
    connection.dialect = _dialects.setdefault(type(connection.dialect), connection.dialect)
    connection.execution_options(compiled_cache=_compiled)
