"""The command line: reads the call, asks the service, shows what came of it. It does not import telegram."""
