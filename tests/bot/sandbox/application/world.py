"""A bot that knows nothing of us: python-telegram-bot's own `Application` with real handlers.

It gets its updates by its own polling, or by a webhook that feeds its queue, and what it is relied
on for is looked at from three sides: what its handlers saw, what its calls returned, and what the
people's chats show.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from aiohttp import ClientSession, FormData, web
from aiohttp.test_utils import TestServer
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.sandbox.server import build_app
from tests.bot.sandbox.playing import Json, OfficeClock, Sim

TOKEN = "7000000001:SANDBOX-application"
SECRET = "s-e_cret"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
KEYS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Đã xong", callback_data="done:17")]],
)
Mode = Literal["polling", "webhook"]
AnyContext = ContextTypes.DEFAULT_TYPE
Got = TypeVar("Got")


@dataclass(kw_only=True)
class World:
    base: str
    sim: Sim
    clock: OfficeClock
    app: Any  # Application has six type parameters, none of which matters here
    patience: float  # seconds for what is to come
    updates: list[Update] = field(default_factory=list)  # all that came in, in order
    handled: list[tuple[str, Update, Any]] = field(default_factory=list)  # by which handler
    hooked: list[Mapping[str, str]] = field(default_factory=list)  # headers of what was posted
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _numbers: Any = field(default_factory=lambda: itertools.count(7000000100))

    @property
    def bot(self) -> Bot:
        bot: Bot = self.app.bot
        return bot

    # --- people ---------------------------------------------------------------------------------

    async def person(self, *, started: bool = True) -> int:
        """Somebody new, who has perhaps written to the bot; what they wrote is handled."""
        person = await self.sim.add("An", started=False)
        if started:
            await self.say(person, "/hello")
            await self.handler("hello", person)
        return person

    async def say(self, person: int, text: str, **more: Any) -> Json:
        said: Json = await self.sim.post(f"/people/{person}/say", text=text, **more)
        return said

    async def send_files(self, person: int, *contents: bytes, **fields: str) -> None:
        form = FormData(quote_fields=False)
        name, mime = fields.pop("name", "tệp.pdf"), fields.pop("mime", "application/pdf")
        for content in contents:
            form.add_field("document", content, filename=name, content_type=mime)
        for key, value in fields.items():
            form.add_field(key, value)
        async with self.sim.session.post(f"/sim/people/{person}/files", data=form) as answer:
            assert answer.status == 200, await answer.text()

    async def group(self, *people: int, **how: Any) -> int:
        made = await self.sim.post("/groups", status=201, title="Tổ", members=people, **how)
        group: int = made["id"]
        return group

    async def last(self, person: int) -> Json:
        """The newest message of a person's chat."""
        return (await self.sim.messages(person))[-1]

    # --- what came of it ------------------------------------------------------------------------

    async def until(self, found: Callable[[], Awaitable[Got | None]]) -> Got:
        async with asyncio.timeout(self.patience):
            while (got := await found()) is None:
                await asyncio.sleep(0.005)
        return got

    async def handler(self, name: str, chat: int, count: int = 1) -> tuple[Update, Any]:
        """The newest update of a chat that a handler got, and what it noted, once there are so
        many."""

        async def found() -> tuple[Update, Any] | None:
            got = [
                (update, noted)
                for by, update, noted in self.handled
                if by == name and update.effective_chat and update.effective_chat.id == chat
            ]
            return got[-1] if len(got) >= count else None

        return await self.until(found)

    async def shown(self, person: int, text: str) -> Json:
        """The newest message of the chat, once it reads so."""

        async def found() -> Json | None:
            message = await self.last(person)
            return message if message["text"] == text else None

        return await self.until(found)

    # --- bots of their own, whom no Application polls for ---------------------------------------

    async def lone_bot(self) -> Bot:
        bot = lone(self.base, f"{next(self._numbers)}:SANDBOX")
        await self.stack.enter_async_context(bot)
        return bot

    async def hook(self, *statuses: int) -> tuple[str, list[tuple[Mapping[str, str], Json]]]:
        """An address that notes what is posted and answers so, then 200; and its notes."""
        heard: list[tuple[Mapping[str, str], Json]] = []
        left = list(statuses)

        async def note(request: web.Request) -> web.Response:
            heard.append((request.headers.copy(), await request.json()))
            return web.Response(status=left.pop(0) if left else 200)

        app = web.Application()
        app.router.add_post("/hook", note)
        server = await self.stack.enter_async_context(TestServer(app))
        return str(server.make_url("/hook")), heard


def lone(base: str, token: str) -> Bot:
    return Bot(
        token,
        base_url=f"{base}/telegram/bot",
        base_file_url=f"{base}/telegram/file/bot",
        get_updates_request=HTTPXRequest(connection_pool_size=4, pool_timeout=5),
    )


@asynccontextmanager
async def a_world(mode: Mode, *, patience: float = 10) -> AsyncIterator[World]:
    """A sandbox with the Application at work in it."""
    clock = OfficeClock()
    sandbox = build_app(
        tokens=None, office_now=clock.read, move_clock=clock.move, per_second=10_000
    )
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(sandbox))
        base = str(server.make_url("/")).rstrip("/")
        session = await stack.enter_async_context(ClientSession(base))
        builder = Application.builder().token(TOKEN).base_url(f"{base}/telegram/bot")
        builder = builder.base_file_url(f"{base}/telegram/file/bot")
        app: Any = (builder if mode == "polling" else builder.updater(None)).build()
        world = World(
            base=base, sim=Sim(session), clock=clock, app=app, patience=patience, stack=stack
        )
        _add_handlers(world)
        await stack.enter_async_context(app)
        await app.start()
        stack.push_async_callback(app.stop)
        if mode == "polling":
            await app.updater.start_polling(timeout=5, allowed_updates=Update.ALL_TYPES)
            stack.push_async_callback(app.updater.stop)
        else:
            await _receive_by_webhook(world, stack)
        yield world


async def _receive_by_webhook(world: World, stack: AsyncExitStack) -> None:
    async def receive(request: web.Request) -> web.Response:
        world.hooked.append(request.headers.copy())
        update = Update.de_json(await request.json(), world.bot)
        await world.app.update_queue.put(update)
        return web.Response()

    site = web.Application()
    site.router.add_post("/hook", receive)
    server = await stack.enter_async_context(TestServer(site))
    await world.bot.set_webhook(
        str(server.make_url("/hook")), secret_token=SECRET, allowed_updates=Update.ALL_TYPES
    )
    stack.push_async_callback(world.bot.delete_webhook)


def _add_handlers(world: World) -> None:
    def noting(name: str) -> Callable[[Update, AnyContext], Coroutine[Any, Any, None]]:
        async def note(update: Update, context: AnyContext) -> None:
            world.handled.append((name, update, context.args))

        return note

    async def count(update: Update, context: AnyContext) -> None:
        world.updates.append(update)

    async def ask(update: Update, context: AnyContext) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text("Xong chưa?", reply_markup=KEYS)
        world.handled.append(("ask", update, None))

    async def pressed(update: Update, context: AnyContext) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer("Đã ghi nhận")
        await query.edit_message_text(f"Đã ghi: {query.data}")
        world.handled.append(("pressed", update, query.data))

    async def echo(update: Update, context: AnyContext) -> None:
        assert update.effective_message is not None
        assert update.effective_message.text is not None
        await update.effective_message.reply_text(
            update.effective_message.text.upper(), do_quote=True
        )
        world.handled.append(("echo", update, None))

    async def fetch(update: Update, context: AnyContext) -> None:
        assert update.effective_message is not None
        message = update.effective_message
        media = message.document or message.voice or message.photo[-1]
        content = bytes(await (await media.get_file()).download_as_bytearray())
        world.handled.append(("fetch", update, content))

    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    private = filters.ChatType.PRIVATE
    files = filters.Document.ALL | filters.PHOTO | filters.VOICE
    app = world.app
    app.add_handler(TypeHandler(Update, count), group=-1)
    app.add_handler(CommandHandler(["hello", "start"], noting("hello"), new))
    app.add_handler(CommandHandler("ask", ask, new))
    app.add_handler(CallbackQueryHandler(pressed, pattern=r"^done:\d+$"))
    app.add_handler(MessageHandler(edited, noting("edited")))
    app.add_handler(MessageHandler(files, fetch))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, noting("migrated")))
    app.add_handler(MessageHandler(private & filters.TEXT & ~filters.COMMAND, echo))
    app.add_handler(MessageHandler(filters.ChatType.GROUPS & filters.TEXT, noting("group")))
    app.add_handler(ChatMemberHandler(noting("membership"), ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageReactionHandler(noting("reaction")))
    app.add_handler(MessageHandler(filters.StatusUpdate.WEB_APP_DATA, noting("web data")))
