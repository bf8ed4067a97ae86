"""What a Telegram update says, in our words."""

import re
from collections.abc import Iterator
from typing import Protocol

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot.channels.base import Attachment, Incoming, Malformed

_TO_US = re.compile(r"^(/\w+)@\w+")  # "/viec@the_bot": Telegram gives a bot only its own commands
_BARE = re.compile(r"/\w+(?!\w|@)")
_MENTION = re.compile(r"@(\w{5,32})\b")


class _File(Protocol):
    """What all of Telegram's files have in common."""

    @property
    def file_id(self) -> str: ...

    @property
    def file_size(self) -> int | None: ...


def incoming(update: Update, bot: str, own_id: int = 0) -> Incoming | None:
    """An update to the bot of that name and id; None if it concerns nobody. Raises Malformed."""
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, update.update_id, bot)
    if update.callback_query is not None:
        return _press(update.callback_query, bot)
    message = update.message or update.edited_message
    if message is not None:
        return _said(message, bot, own_id, is_edit=update.message is None)
    if not set(update.to_dict()) - {"update_id"}:
        raise Malformed("an update with nothing in it")
    return None


def _membership(change: ChatMemberUpdated, update_id: int, bot: str) -> Incoming:
    now = change.new_chat_member
    has_left = now.status in (ChatMember.BANNED, ChatMember.LEFT) or (
        now.status == ChatMember.RESTRICTED and not getattr(now, "is_member", True)
    )
    return Incoming(
        channel=bot,
        address=str(change.chat.id),
        message_id=f"member-{update_id}",
        said_at=change.date,
        in_group=change.chat.type != ChatType.PRIVATE,
        reach="blocked" if has_left else "live",
    )


def _press(query: CallbackQuery, bot: str) -> Incoming | None:
    if query.message is None:
        return None  # too old for Telegram itself to know
    return Incoming(
        channel=bot,
        address=str(query.message.chat.id),
        message_id=f"press-{query.id}",
        said_at=None,  # Telegram stamps the message, not the press
        button=query.data or "",
        pressed=str(query.message.message_id),
        in_group=query.message.chat.type != ChatType.PRIVATE,
        sender=str(query.from_user.id),
    )


def _said(message: Message, bot: str, own_id: int, *, is_edit: bool) -> Incoming | None:
    if message.from_user and message.from_user.is_bot and message.sender_chat is None:
        return None  # another bot; who speaks for a channel or a group is no bot, but shown as one
    in_group = message.chat.type != ChatType.PRIVATE
    typed = message.text or message.caption or ""
    words = _TO_US.sub(r"\1", typed)
    old, new = message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:  # the same news, told in the new chat
        old, new = message.migrate_from_chat_id, message.chat.id
    if not words and message.effective_attachment is None and new is None:
        return None  # "An pinned a message", a new topic, a new title: nobody says anything
    if in_group and new is None and (message.from_user is None or message.from_user.is_bot):
        return None  # other bots, and who speaks as the group itself
    replied = message.reply_to_message
    if replied is not None and replied.forum_topic_created is not None:
        replied = None  # whatever is said in a topic "replies" to its beginning
    return Incoming(
        channel=bot,
        address=str(old),
        message_id=str(message.message_id),
        said_at=message.edit_date or message.date,
        text=words,
        reply_to=str(replied.message_id) if replied else None,
        quoted=(replied.text or "") if replied else "",
        attachments=tuple(_attachments(message)),
        album=message.media_group_id,
        is_edit=is_edit,
        in_group=in_group,
        sender=str(message.from_user.id) if in_group and message.from_user else "",
        to_us=in_group and _is_to_us(typed, replied, own_id),
        mentions=tuple(_MENTION.findall(typed)) if in_group else (),
        topic=str(message.message_thread_id) if message.is_topic_message else None,
        moved_to=None if new is None else str(new),
    )


def _is_to_us(typed: str, replied: Message | None, own_id: int) -> bool:
    """A command for whoever hears it, or a reply to what we said; a name in it is for the caller
    to know: only the platform can say what ours is."""
    if replied is not None and replied.from_user is not None and replied.from_user.id == own_id:
        return True
    return _BARE.match(typed) is not None


def _attachments(message: Message) -> Iterator[Attachment]:
    """The file of a message: at most one, an album is several messages."""
    number = message.message_id
    if message.photo:  # the same picture in several sizes, the largest last
        largest = max(message.photo, key=lambda size: size.width * size.height)
        yield _attachment(largest, f"anh-{number}.jpg", "image/jpeg", is_photo=True)
    elif document := message.document:  # an animation is a document as well
        yield _attachment(document, document.file_name or f"tep-{number}", document.mime_type)
    elif voice := message.voice:
        yield _attachment(voice, f"ghi-am-{number}.ogg", voice.mime_type)
    elif audio := message.audio:
        yield _attachment(audio, audio.file_name or f"am-thanh-{number}.mp3", audio.mime_type)
    elif video := message.video:
        yield _attachment(video, video.file_name or f"video-{number}.mp4", video.mime_type)
    elif note := message.video_note:
        yield _attachment(note, f"video-{number}.mp4", "video/mp4")


def _attachment(file: _File, name: str, kind: str | None, *, is_photo: bool = False) -> Attachment:
    return Attachment(
        ref=file.file_id, name=name, size=file.file_size, kind=kind, is_photo=is_photo
    )
