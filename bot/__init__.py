"""People: the Telegram application and the command line. Renders, asks permission, reports progress."""
