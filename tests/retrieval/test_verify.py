"""A verdict: never a yes to somebody else's words, to the reporter's, or to a quotation that lost its "but"."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.model import Quotation, Span, Speech
from index.tables.quotations import QuotationRow
from retrieval.verification.claim import read_claim
from retrieval.verification.judge import Judgement, judge
from retrieval.verification.reading import Article
from retrieval.verification.tokens import words_of
from retrieval.verification.whose import is_same

QUAY = (
    "The quay at Sarn will close in May, the harbour board has decided.\n\n"
    "“We will rebuild the eastern quay before the 38 boats return,” Ines Calloway, the harbour master, said on Monday, "
    "“and we will not ask the town for money.”\n\n"
    "“I would sign the contract today, but the ministry has not answered,” said Tomas Brandl, the mayor. "
    "He said that the repair might cost more than the town could ever pay.\n\n"
    "“Fishing is our bread,” he said.\n\n"
    "Calloway told the board that winter storms had loosened every stone of the old wall.\n"
)
BOATS = "“Nobody has counted the boats since the great flood,” said Mirela Okoye.\n"


def quoted(
    text: str, words: str, speaker: str | None, speech: Speech = "direct", group: int | None = None
) -> Quotation:
    start = text.index(words)
    span = Span(start, start + len(words))
    return Quotation(span, speech, "test", speaker=speaker, group=group, cue=Span(span.end, span.end + 1))


def article(number: int, text: str, *quotations: Quotation) -> Article:
    rows = tuple(QuotationRow(at, number, str(number), each) for at, each in enumerate(quotations))
    return Article(number, str(number), text, (), rows)


ARTICLES = (
    article(
        1,
        QUAY,
        quoted(QUAY, "We will rebuild the eastern quay before the 38 boats return", "Ines Calloway", group=1),
        quoted(QUAY, "and we will not ask the town for money", "Ines Calloway", group=1),
        quoted(QUAY, "I would sign the contract today, but the ministry has not answered", "Tomas Brandl"),
        quoted(QUAY, "that the repair might cost more than the town could ever pay", "Tomas Brandl", "indirect"),
        quoted(QUAY, "Fishing is our bread", None),
        quoted(QUAY, "that winter storms had loosened every stone of the old wall", "Ines Calloway", "indirect"),
    ),
    article(2, BOATS, quoted(BOATS, "Nobody has counted the boats since the great flood", "Mirela Okoye")),
)


def ruled(text: str, speaker: str | None = None) -> Judgement:
    claim = read_claim(text)
    return judge(claim, speaker or claim.speaker, ARTICLES)


@pytest.mark.parametrize(
    "text",
    [
        "We will rebuild the eastern quay before the 38 boats return",
        '"we will rebuild the eastern quay before the 38 boats return!"',
        "«We will rebuild the\u00a0eastern quay\nbefore the 38 boats return.»",
        "“We will rebuild the eastern quay,” said Calloway, “before the 38 boats return.”",
        "Ines Calloway: “We will rebuild the eastern quay before the 38 boats return.”",
        "rebuild the eastern quay before the 38 boats return",
        "We will rebuild the eastern quay before the 38 boats return, said Ines Calloway.",
    ],
)
def test_typography_edges_and_an_attribution_inside_do_not_matter(text: str) -> None:
    assert ruled(text, "Calloway").ruling == "exact"


@pytest.mark.parametrize(
    "text",
    [
        "We will rebuild … before the 38 boats return",
        "We will rebuild [...] before the 38 boats return",
        "[They] will rebuild the eastern quay before the 38 boats return",
        "We will rebuild the eastern quay before the 38 boats return and we will not ask the town for money.",
        "before the 38 boats return … we will not ask the town for money",
        "[T]he eastern quay before the 38 boats return",
        "We will rebuil[d] the eastern quay before the 38 boats return",
    ],
)
def test_a_faithful_cut_is_trimmed_and_not_exact(text: str) -> None:
    assert ruled(text, "Ines Calloway").ruling == "trimmed"


def test_the_right_words_in_the_wrong_mouth_name_who_said_them() -> None:
    found = ruled("Nobody has counted the boats since the great flood", "Tomas Brandl")
    assert found.ruling == "misattributed"
    assert found.cause == "said by Mirela Okoye, not by Tomas Brandl"


def test_a_speaker_named_in_the_text_is_held_to_it() -> None:
    assert ruled("“Nobody has counted the boats since the great flood,” said Brandl.").ruling == "misattributed"
    assert ruled("“Nobody has counted the boats since the great flood,” said Okoye.").ruling == "exact"
    assert ruled("“Nobody has counted the boats,” she said, “since the great flood.”").ruling == "exact"


@pytest.mark.parametrize("speaker", [None, "Tomas Brandl", "Ines Calloway"])
def test_words_of_somebody_unresolved_are_nobodys(speaker: str | None) -> None:
    assert ruled("Fishing is our bread", speaker).ruling == "unattributed"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We will rebuild the eastern quay before the 83 boats return", "a number is changed: “83” for “38”"),
        ("We will not rebuild the eastern quay before the 38 boats return", "a negation is added: “not”"),
        ("and we will ask the town for money", "a negation is dropped: “not”"),
        ("We may rebuild the eastern quay before the 38 boats return", "a modal is changed: “may” for “will”"),
        ("We will rebuild the western quay before the 38 boats return", "words are changed: “western” for “eastern”"),
        ("We will rebuild the eastern quay and the lighthouse keeper shall sing for us all", "words are added"),
        ("We will rebuild the eastern quay since the great flood", "spliced"),
        ("I would sign the contract today", "a qualifier is cut off: “but the ministry"),
        ("I would sign the contract today … the ministry has not answered", "a qualifier is cut off: “but"),
        ("We will rebuild [no] eastern quay before the 38 boats return", "negation is cut off"),
        ("We will … ask the town for money", "a negation is cut off: “not”"),
        ("We will never rebuild the western quay before the 38 boats return", "a negation is added: “never”; 1 more"),
    ],
)
def test_what_was_altered_is_called_out(text: str, told: str) -> None:
    found = ruled(text, None)
    assert found.ruling == "altered"
    assert told in (found.cause or "")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“the repair might cost more than the town could ever pay”", "Tomas Brandl"),
        ("“Winter storms had loosened every stone of the old wall.”", "Ines Calloway"),
        ("“The quay at Sarn will close in May”", "Ines Calloway"),
    ],
)
def test_the_reporters_words_dressed_in_quotation_marks_are_no_quotation(text: str, speaker: str) -> None:
    assert ruled(text, speaker).ruling == "paraphrase"


def test_what_nobody_printed_is_not_found() -> None:
    found = ruled("The moon over the desert was green on Tuesday evening", "Ines Calloway")
    assert (found.ruling, found.grounds) == ("not_found", ())
    assert ruled("…", "Ines Calloway").ruling == "not_found"


def test_marks_within_the_words_are_no_attribution() -> None:
    text = "“He told me, ‘never again,’ and then the whole crew walked off the ship,” said Ada Renn.\n"
    story = article(3, text, quoted(text, text[1 : text.index(",” said")], "Ada Renn"))
    altered = "He told me, ‘never again,’ and then the whole crew stayed on the ship"
    assert judge(read_claim(altered), "Ada Renn", [story]).ruling == "altered"


def test_a_statement_goes_on_over_several_paragraphs() -> None:
    text = "“The first lock is open.\n\n“The second lock is shut.”\n\nThat is what Ada Renn said.\n"
    story = article(4, text, quoted(text, text[1 : text.index("”")], "Ada Renn"))
    assert judge(read_claim("The first lock is open. The second lock is shut."), "Renn", [story]).ruling == "exact"


def test_parts_that_the_story_keeps_apart_are_a_splice() -> None:
    text = (
        "“The lock is open,” Ada Renn said. A crowd had gathered, and two ships were waiting since noon for the pilot. "
        "“Bread was never cheaper in this town,” Ada Renn said.\n"
    )
    first, second = "The lock is open", "Bread was never cheaper in this town"
    story = article(5, text, quoted(text, first, "Ada Renn"), quoted(text, second, "Ada Renn"))
    assert judge(read_claim(f"{first} … {second}"), "Ada Renn", [story]).ruling == "altered"


@pytest.mark.parametrize(
    ("asked", "speaker", "same"),
    [
        ("Renn", "Ada Renn", True),
        ("Mayor Ada Renn", "Ada Renn", True),
        ("Ada Renn", "Renn", True),
        ("Kim", "Kim Jin Ho", True),
        ("the Ministry of Fisheries", "Fisheries Ministry", True),
        ("Renn", "Renn campaign", False),
        ("Ada Renn", "Ada Renn Jr.", False),
        ("Ada Renn", "Otto Renn", False),
        ("Sarnia", "Sarnia's Fisheries Ministry", False),
    ],
)
def test_a_name_is_only_its_own_bearers(asked: str, speaker: str, *, same: bool) -> None:
    assert is_same(asked, speaker) is same


def test_a_bare_surname_that_two_people_bear_is_nobodys() -> None:
    text = "“The pump is broken,” Renn said. “It was new,” said Otto Renn.\n"
    story = article(6, text, quoted(text, "The pump is broken", "Renn"), quoted(text, "It was new", "Otto Renn"))
    assert judge(read_claim("The pump is broken"), "Ada Renn", [story]).ruling == "unattributed"


def test_an_unresolved_surname_is_found_by_whoever_asks_for_just_that_name() -> None:
    text = "“The pump is broken,” Renn said. He left.\n"
    mentioned = replace(quoted(text, "The pump is broken", None), mention=Span(text.index("Renn"), text.index(" said")))
    story, claim = article(7, text, mentioned), read_claim("The pump is broken")
    assert [judge(claim, name, [story]).ruling for name in ("Renn", "Ada Renn")] == ["exact", "unattributed"]


def test_words_keep_their_offsets_whatever_stands_between_them() -> None:
    text = "don’t re\u00adport ﬁve cafe\u0301s — 1,200 [W]e"
    assert [word.key for word in words_of(text)] == ["don't", "report", "5", "cafés", "1200", "we"]
    assert [text[word.start : word.end] for word in words_of(text)][1] == "re\u00adport"


SPOKEN = (
    "We will rebuild the eastern quay before the 38 boats return",
    "Nobody has counted the boats since the great flood",
)
SPEAKERS = ("Ines Calloway", "Mirela Okoye")
SPACES = (" ", "  ", "\n", "\u00a0", "\u2009", " \u200b", "\u202f")
MARKS = (("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’"), ("``", "''"), ("", ""))
EDGES = ("", ".", ",", "!", " —", "?")


@given(
    st.sampled_from((0, 1)),
    st.sampled_from(MARKS),
    st.sampled_from(EDGES),
    st.lists(st.sampled_from(SPACES), min_size=12, max_size=12),
    st.sampled_from(("upper", "lower")),
    st.sampled_from(("ﬁ", "fi")),
)
def test_any_other_typography_of_a_quotation_is_exact(
    which: int, marks: tuple[str, str], edge: str, spaces: list[str], first: str, ligature: str
) -> None:
    words = SPOKEN[which].split()
    text = "".join(space + word for space, word in zip(["", *spaces], words, strict=False)).replace("fi", ligature)
    text = getattr(text[0], first)() + text[1:]
    assert ruled(f"{marks[0]}{text}{edge}{marks[1]}", SPEAKERS[which]).ruling == "exact"


@given(st.sampled_from((0, 1)), st.integers(0, 10), st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9))
def test_any_changed_word_is_never_accepted(which: int, at: int, other: str) -> None:
    words = SPOKEN[which].split()
    assume(at < len(words) and words[at].lower() != other)
    words[at] = other
    assert ruled(" ".join(words), SPEAKERS[which]).ruling not in ("exact", "trimmed")


@given(st.randoms(use_true_random=False))
def test_differences_give_the_printed_words_of_both_sides(source: random.Random) -> None:
    words = SPOKEN[0].split()
    words[source.randrange(len(words))] = "lantern"
    text = " ".join(words)
    found = ruled(text, SPEAKERS[0])
    for ground in found.grounds:
        for each in ground.differences:
            assert each.given_span is None or each.given_span.of(text) == each.given
            assert each.source_span is None or each.source_span.of(ground.article.text) == each.source
