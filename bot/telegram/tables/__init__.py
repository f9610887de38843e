"""All SQL of the bot's own state: one module for each kind of thing, plain functions of a connection."""
