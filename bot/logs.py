"""The log: one JSON line per event on standard error, and no token in any of them."""

import logging

import structlog

from bot.channels.telegram import hide_tokens

CHATTY = ("httpx", "httpcore", "apscheduler", "aiohttp.access", "telegram", "alembic")


def configure_logging() -> None:
    """Let this process log so, whoever logs: ours and the libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
                # Last of all, so that no traceback carries a URL with the token in it either.
                lambda _, __, line: hide_tokens(str(line)),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
        )
    )
    # Of a line that cannot be written Python would print the arguments, with what stands in them.
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # The pool shows the stack of every connection it loses; `bot.steady` says it once.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
