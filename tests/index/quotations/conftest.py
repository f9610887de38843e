"""One parser for all tests of quotations, and a short way to ask for what a text quotes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.settings import ParserSettings
from index.layout import lay_out
from index.model import Quotation
from index.models import resolve_parser
from index.parse import Parser
from index.quotations import find_quotations

Find = Callable[[str], tuple[Quotation, ...]]


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The default parser, loaded once."""
    settings = ParserSettings()
    return Parser.load(str(resolve_parser(settings.model, settings.sha256).folder))


@pytest.fixture(scope="session")
def find(parser: Parser) -> Find:
    """The quotations of a text."""
    return lambda text: find_quotations(text, lay_out(text), parser.parse(text))
