"""A comparison of outlets for people."""

from __future__ import annotations

from bot.cli.render import Page, where, who
from retrieval.compare import Comparison, Side


def print_comparison(found: Comparison) -> None:
    """Outlet by outlet: the excerpt that answers, or that there is none."""
    page = Page()
    page.line((found.question, "bold"))
    page.gap()
    for side in found.sides:
        _side(page, side)
    page.line((_left_out(found), "dim"))


def _side(page: Page, side: Side) -> None:
    copied = f", a copy of {side.copy_of}’s story" if side.copy_of else ""
    page.line((side.outlet, "bold"), copied)
    if side.excerpt is None:
        page.line(f"does not say: {side.reason}" if side.reason else "does not say", indent="  ")
    else:
        page.quoted(side.excerpt.text, "  ", "  ")
        page.line(*who(side.excerpt), indent="  ")
        page.line(where(side.excerpt), indent="  ")
    page.gap()


def _left_out(found: Comparison) -> str:
    parts = [f"asked {len(found.sides)} outlet{'' if len(found.sides) == 1 else 's'}"]
    parts += [f"{found.not_asked} further away not asked"] if found.not_asked else []
    parts += [f"articles that name no outlet: {found.without_outlet}"] if found.without_outlet else []
    return ", ".join(parts)
