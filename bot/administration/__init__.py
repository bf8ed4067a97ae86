"""What people decide about the office itself, whether by chat or by command line."""
