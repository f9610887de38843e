"""Quotations and their speakers, found in one article: text, layout and parse in, `Quotation`s out; pure."""

from index.quotations.find import find_quotations

__all__ = ["find_quotations"]
