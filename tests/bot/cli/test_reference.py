from __future__ import annotations

from cli_support import ROOT, run_call

from bot.cli.reference import reference


def test_the_documented_commands_are_the_programs_own() -> None:
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m bot.cli.reference > docs/cli.md"


def test_every_documented_option_is_in_the_help_and_the_other_way_round() -> None:
    for section in reference().split("\n## ")[1:]:
        command = section.splitlines()[0].strip("`").split()[1:]
        words = [word for word in command if word.islower()]
        called = run_call(*words, "--help")
        assert called.status == 0
        for row in section.splitlines():
            if row.startswith("| `-"):
                assert row.split("`")[1].split()[0].rstrip(",") in called.out
        shown = {word.rstrip(",") for word in called.out.split() if word.startswith("--")} - {"--help", "--no-json"}
        assert all(option.rstrip(".") in section for option in shown), (words, shown)
