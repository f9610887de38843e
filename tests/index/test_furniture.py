"""What is hidden and what is shown, on pages of several habits; the texts are invented."""

from __future__ import annotations

import pytest

from index.layout import lay_out

STORY = "The swing bridge will be repaired this summer, the council decided on Friday after a long debate."
MORE = "Engineers will survey the bearings in May, and the work is to last eight months in all."
QUOTE = '"It is the town\'s front door," said Mayor Ann Lee, who had fought for it since the spring.'


def shown(text: str) -> str:
    return "\n".join(paragraph.of(text) for paragraph in lay_out(text).paragraphs)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Share",
        "Facebook Twitter WhatsApp",
        "Read more: Why the bridge stuck in July",
        "BRIDGE WATCH: How the repair became a fight",
        "Sign up for our morning newsletter and get the news in your inbox.",
        "Photo: Lee Ray/Harbour Herald",
        "The bridge seen from the quay. Lee Ray/Getty Images",
        "(AP Photo/Lee Ray)",
        "By continuing to use this site you agree to our use of cookies and accept our terms.",
        "Story continues below",
        "5 min read",
        "12 comments",
        "© 2024 Harbour Herald. All rights reserved.",
        "Pat Lund contributed to this report.",
    ],
)
def test_a_line_of_the_page_between_paragraphs_is_hidden(line: str) -> None:
    text = f"{STORY}\n\n{QUOTE}\n\n{line}\n\n{MORE}\n\n{QUOTE.replace('town', 'city')}"
    assert line not in shown(text)
    assert MORE in shown(text)


@pytest.mark.parametrize(
    "line",
    [
        "It was over.",
        "“No.”",
        "More than forty boats were lost in the storm, and more will follow.",
        "Share prices of the two shipyards fell by a third on Monday.",
        "Follow the coast road for two miles and you will see it.",
        "Comments from the council were not available by Friday night.",
        "The minister said that the ferry would sail again. (Xinhua)",
        "Advertisement revenue fell by half at the harbour paper last year.",
        "Subscribers to the ferry card will pay two pounds less from June.",
        "Ann Lee is a reporter who lost her job after the fire.",
        "The winning numbers were 4, 8, 15, 16, 23 and 42.",
    ],
)
def test_story_that_begins_like_furniture_is_shown(line: str) -> None:
    text = f"{STORY}\n\n{QUOTE}\n\n{line}\n\n{MORE}\n\n{MORE.replace('May', 'June')}"
    assert line in shown(text)


def test_a_list_of_short_lines_is_story() -> None:
    lines = ["1. Anna Bloom 12:03", "2. Cora Dent 12:11", "Prize: two oars", "3. Eve Flint 12:40", "Prize: two oars"]
    text = "\n\n".join([STORY, QUOTE, *lines, MORE])
    assert all(line in shown(text) for line in lines)


def test_other_stories_below_the_story_are_hidden_to_the_end() -> None:
    text = "\n\n".join([STORY, QUOTE, MORE, STORY.replace("bridge", "tunnel"), QUOTE.replace("town", "city"),
                        MORE.replace("May", "June"), "More from Local", "Ferry strike enters second week",
                        "Crews of the south ferry walked out again on Monday, the union said."])  # fmt: skip
    assert "south ferry" not in shown(text)
    assert "Ferry strike" not in shown(text)


def test_a_box_of_other_stories_within_the_story_hides_no_story() -> None:
    text = "\n\n".join(
        [STORY, "Related stories", "Ferry strike enters second week", "Two held after fire", QUOTE, MORE, STORY + MORE]
    )
    assert "Two held" not in shown(text)
    assert QUOTE in shown(text)
    assert MORE in shown(text)


def test_the_repeated_title_and_the_caption_under_it_are_hidden() -> None:
    title = "Council keeps the old swing bridge after all"
    head = f"Local\n\n{title}\n\nRepair is cheaper, engineers say\n\n{title}\nThe bridge on Friday.\nFile/Reuters"
    text = f"{head}\n\n{STORY}\n\n{QUOTE}"
    layout = lay_out(text)
    assert layout.title is not None
    assert layout.title.of(text) == title
    assert shown(text) == f"{STORY}\n{QUOTE}"


def test_the_author_and_her_life_are_hidden_and_kept_as_a_fact() -> None:
    bio = "Jane Doe is a reporter with ten years of experience. She likes chess and long walks."
    text = f"{STORY}\n\n{QUOTE}\n\n{MORE}\n\nJane Doe\n{bio}"
    assert lay_out(text).authors == ("Jane Doe",)
    assert shown(text) == f"{STORY}\n{QUOTE}\n{MORE}"


def test_a_press_release_ends_where_the_sender_tells_about_itself() -> None:
    about = "About Harbour Works\n\nHarbour Works builds bridges in six countries."
    text = f"FOR IMMEDIATE RELEASE\n\nBridge to Be Repaired\n\n{STORY}\n\n{QUOTE}\n\n{MORE}\n\n{about}"
    assert "six countries" not in shown(text)
    assert MORE in shown(text)


def test_readers_comments_and_the_authors_career_are_no_story() -> None:
    menu = "Home | News | Sport | Money | Puzzles\nLog in   Sign up"
    head = f"{menu}\n\nBridge shut until summer\n\nEXCLUSIVE By Jane Doe, Editor"
    bio = "Jane Doe has covered bridges for the Courier for 11 years. She once reported from a raft."
    comments = "COMMENTS (418)\nbazza77: sack the lot of them\nTolmGirl: My nan has missed her boat because of this."
    text = f"{head}\n\n{STORY}\n\n{QUOTE}\n\n{MORE}\n\nYour email address\n\n{bio}\n\n{comments}"
    layout = lay_out(text)
    assert shown(text) == f"{STORY}\n{QUOTE}\n{MORE}"
    assert layout.authors == ("Jane Doe",)
    assert layout.title is not None
    assert layout.title.of(text) == "Bridge shut until summer"
