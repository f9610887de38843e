"""The Telegram application: who may ask, what is a question to us, how an answer looks, how it gets there."""
