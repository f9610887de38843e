"""The question: understand it, find candidates, rank them, choose excerpts, or abstain."""
