"""What both platforms of Zalo need: chats and files that outlive a restart, and events to post."""
