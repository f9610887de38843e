"""Verifying a quotation: the claim, what the articles print, and the verdict between the two. Pure."""
