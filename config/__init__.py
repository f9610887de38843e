"""The lowest floor: settings, logging and the error tree. It imports nothing of the other floors."""
