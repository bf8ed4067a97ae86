"""The Telegram Bot API as our service sees it. One bot, however many accepted tokens lead to it."""
