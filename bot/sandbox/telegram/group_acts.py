"""What people do in groups, and which bots hear of it.

In privacy mode a bot hears commands, replies to it, mentions of it and what the platform itself
tells; switched off, or as an administrator, it hears all. No bot hears another.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.chats import Message
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.accounts import Accounts
from bot.sandbox.telegram.acts import (
    Json,
    Sending,
    callback,
    existing,
    pressed,
    reaction,
    seen,
    worded,
)
from bot.sandbox.telegram.chat_methods import TOPIC_COLOUR
from bot.sandbox.telegram.groups import Facts, Group, GroupKind, Groups, Standing
from bot.sandbox.telegram.markup import entities_in, mentioned


class GroupActs:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._groups: Groups = accounts.groups

    def create(
        self,
        title: str,
        members: Sequence[Person],
        bots: Sequence[int],
        *,
        kind: GroupKind,
        forum: bool,
        now: datetime,
    ) -> Group:
        """A new group; the first member made it."""
        if forum and kind != "supergroup":
            raise CannotDo("only a supergroup has topics")
        facts = Facts(
            title=title,
            kind=kind,
            forum=forum,
            owner=members[0].id,
            members=[person.id for person in members],
        )
        group = self._groups.add(facts)
        self._note("group_created", group, now, person_id=facts.owner, text=title)
        for bot_id in bots:
            self._stand(group, self._accounts.of_bot(bot_id), "member", members[0], now)
        told = "supergroup_chat_created" if kind == "supergroup" else "group_chat_created"
        self._tell(group, members[0], {told: True}, now)
        return group

    def say(
        self,
        group: Group,
        person: Person,
        text: str,
        reply_to: int | None,
        thread: int | None,
        now: datetime,
    ) -> Json:
        text = worded(text)
        self._must_be_in(group, person)
        existing(group, reply_to)
        if thread is not None and not group.has_topic(thread):
            raise CannotDo(f"no topic {thread}")
        message = group.post(
            "person",
            text,
            at=now,
            entities=entities_in(text),
            reply_to=reply_to,
            author=person.id,
            thread=thread,
        )
        return self._arrived("said", group, message, now)

    def send_files(
        self, group: Group, person: Person, sending: Sending, now: datetime
    ) -> list[Json]:
        self._must_be_in(group, person)
        album, caption = sending.album(), sending.caption.strip()
        sent: list[Json] = []
        for upload in sending.uploads:
            words = caption if not sent else ""
            message = group.post(
                "person",
                words,
                at=now,
                entities=entities_in(words),
                file=group.files.store(
                    filename=upload.filename,
                    mime=upload.mime,
                    content=upload.content,
                    kind=sending.kind,
                ),
                author=person.id,
                album=album,
            )
            sent.append(self._arrived(sending.kind, group, message, now))
        return sent

    def edit(self, group: Group, person: Person, message_id: int, text: str, now: datetime) -> Json:
        text = worded(text)
        self._must_be_in(group, person)
        message = existing(group, message_id)
        if message is None or message.author != person.id or message.service:
            raise CannotDo(f"{person.name} cannot edit message {message_id}")
        group.change(message, text=text, edited=now, entities=entities_in(text))
        return self._arrived("edited", group, message, now, kind="edited_message")

    def press(
        self, group: Group, person: Person, message_id: int, data: str, now: datetime
    ) -> Json:
        """The bot whose message it is hears of it."""
        self._must_be_in(group, person)
        message = pressed(group, message_id, data)
        account = self._accounts.of_bot(message.author)
        query = callback(account, group, message, person, data)
        update_id = account.put({"callback_query": query}, now, person.id)
        self._note(
            "pressed",
            group,
            now,
            bot_id=account.bot_id,
            person_id=person.id,
            message_id=message.id,
            text=data,
            update_id=update_id,
        )
        return {"update_id": update_id, "message_id": message.id}

    def react(
        self, group: Group, person: Person, message_id: int, emoji: str, now: datetime
    ) -> Json:
        """Only bots that are administrators hear of it."""
        self._must_be_in(group, person)
        message = existing(group, message_id)
        assert message is not None
        change = reaction(group, message, person, emoji, now)
        heard = [
            account.put({"message_reaction": change}, now, person.id)
            for account in self._bots_of(group)
            if group.is_admin(account.bot_id)
        ]
        self._note("reacted", group, now, person_id=person.id, message_id=message.id, text=emoji)
        return {"update_id": heard[0] if heard else None, "message_id": message.id}

    def stand(
        self, group: Group, bot_id: int | None, standing: Standing, by: Person, now: datetime
    ) -> Json:
        """Add a bot, make it an administrator or a member again, or remove it."""
        account = self._accounts.of_bot(bot_id or self._accounts.default.bot_id)
        return {"update_id": self._stand(group, account, standing, by, now)}

    def join(self, group: Group, person: Person, now: datetime) -> Json:
        if person.id in group.facts.members:
            raise CannotDo(f"{person.name} is in the group")
        group.facts.members.append(person.id)
        group.keep()
        return self._tell(group, person, {"new_chat_members": [wire.user(person)]}, now)

    def leave(self, group: Group, person: Person, now: datetime) -> Json:
        self._must_be_in(group, person)
        told = self._tell(group, person, {"left_chat_member": wire.user(person)}, now)
        group.facts.members.remove(person.id)
        group.keep()
        return told

    def open_topic(self, group: Group, person: Person, name: str, now: datetime) -> Json:
        self._must_be_in(group, person)
        if not group.facts.forum:
            raise CannotDo("the group has no topics")
        created = {"name": name, "icon_color": TOPIC_COLOUR}
        told = self._tell(group, person, {"forum_topic_created": created}, now)
        group.facts.topics[str(told["message_id"])] = name
        group.keep()
        return {**told, "thread_id": told["message_id"]}

    def migrate(self, group: Group, now: datetime) -> Group:
        """Make a supergroup of it: a new chat, while the old one only tells where it went."""
        if group.facts.kind != "group" or group.facts.moved_to is not None:
            raise CannotDo("only a group that is still one becomes a supergroup")
        old, owner = group.facts, group.person(group.facts.owner)
        made = self._groups.add(
            Facts(
                title=old.title,
                kind="supergroup",
                forum=False,
                owner=old.owner,
                members=list(old.members),
                bots=dict(old.bots),
                moved_from=group.id,
            )
        )
        self._tell(group, owner, {"migrate_to_chat_id": made.id}, now)
        group.facts.moved_to = made.id
        group.keep()
        self._tell(made, owner, {"migrate_from_chat_id": group.id}, now)
        self._note("migrated", group, now, person_id=owner.id, text=str(made.id))
        return made

    def _stand(
        self, group: Group, account: Account, standing: Standing, by: Person, now: datetime
    ) -> int | None:
        before, bot = group.standing(account.bot_id), wire.bot_user(account.bot_id)
        if before == standing:
            return None
        group.facts.bots[str(account.bot_id)] = standing
        group.keep()
        change = {
            "chat": wire.place(group),
            "from": wire.user(by),
            "date": int(now.timestamp()),
            "old_chat_member": wire.member(bot, before),
            "new_chat_member": wire.member(bot, standing),
        }
        update_id = account.put({"my_chat_member": change}, now, by.id)
        self._note(
            f"bot_{standing}",
            group,
            now,
            bot_id=account.bot_id,
            person_id=by.id,
            update_id=update_id,
        )
        return update_id

    def _tell(self, group: Group, by: Person, service: Json, now: datetime) -> Json:
        """What the platform itself says of somebody's act: every bot in the group hears it."""
        message = group.post("person", "", at=now, author=by.id, service=service)
        return self._arrived("told", group, message, now, text=", ".join(service))

    def _arrived(
        self,
        what: str,
        group: Group,
        message: Message,
        now: datetime,
        *,
        kind: str = "message",
        **more: Any,
    ) -> Json:
        heard = {
            account.bot_id: account.put(
                {kind: wire.message(group, message, account.bot_id)}, now, message.author
            )
            for account in self._bots_of(group)
            if hears(account, group, message)
        }
        bot_id, update_id = next(iter(heard.items()), (None, None))
        facts = {**seen(message), **more, "bot_id": bot_id, "update_id": update_id}
        self._note(what, group, now, person_id=message.author, **facts)
        return {"message_id": message.id, "update_id": update_id, "heard_by": list(heard)}

    def _bots_of(self, group: Group) -> list[Account]:
        return [self._accounts.of_bot(bot_id) for bot_id in group.bots()]

    def _must_be_in(self, group: Group, person: Person) -> None:
        if group.facts.moved_to is not None:
            raise CannotDo(f"the group has become {group.facts.moved_to}")
        if person.id not in group.facts.members:
            raise CannotDo(f"{person.name} is not in the group")

    def _note(self, what: str, group: Group, now: datetime, **facts: Any) -> None:
        self._accounts.record.add(
            what, at=now, by="person", channel="telegram", chat_id=group.id, **facts
        )


def hears(account: Account, group: Group, message: Message) -> bool:
    """Whether the bot gets what somebody said in the group."""
    if account.reads_all or group.is_admin(account.bot_id) or message.service:
        return True
    answered = group.get(message.reply_to)
    if answered is not None and answered.by == "bot" and answered.author == account.bot_id:
        return True
    name = wire.username(account.bot_id)
    if mentioned(message.text, name):
        return True
    if not message.text.startswith("/"):
        return False
    command = message.text.split()[0]
    if "@" in command:
        return command.partition("@")[2].lower() == name.lower()
    # A command that names no bot is for the one that wrote last, or for all.
    return group.last_bot() in (None, account.bot_id)
