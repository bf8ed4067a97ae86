"""The site: how the pages and doors of this process are offered to the network."""

import logging

from aiohttp import web
from aiohttp.http import HttpProcessingError

logger = logging.getLogger(__name__)


def _in_one_line(record: logging.LogRecord) -> bool:
    """What others did wrong is told without a trace of our code, which did nothing wrong."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError | web.RequestPayloadError | ConnectionResetError):
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg = f"what %s sent is no whole request: {type(error).__name__}"
    return True


logger.addFilter(_in_one_line)


async def open_site(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve an application until the runner is cleaned up; port 0: any free one.

    What is posted is taken as it comes: no platform compresses it, and what anybody else packed is
    not worth unpacking (a bomb, or bytes at which aiohttp gives a trace to the log).
    """
    runner = web.AppRunner(app, access_log=None, auto_decompress=False, logger=logger)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
