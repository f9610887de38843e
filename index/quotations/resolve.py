"""From the mention of a speaker to the speaker: names, descriptions, pronouns. Where two compete, nobody is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from index.quotations.clauses import noun_phrase
from index.quotations.draft import Draft
from index.quotations.figures import Figure, Mention, Table, distinct, is_outlet
from index.quotations.naming import PROPER, Gender, printed
from index.quotations.nouns import (
    BODIES,
    DOCUMENTS,
    FEMALE,
    FIRMS,
    MALE,
    OUTLETS,
    POSTS,
    SEVERAL,
    TITLES,
    is_person_noun,
)
from index.quotations.pronouns import fits, is_pronoun, meant_by
from index.quotations.transcripts import bearer_of
from index.quotations.words import Words

_VAGUE = frozenset(
    "former then veteran new young old local us u.s. uk british american freshman longtime outgoing incoming".split()
)
# Offices that a story has several people for: taken up only where it says who holds them.
_OFFICES = frozenset(
    """defendant accused witness victim suspect plaintiff claimant officer lawyer attorney barrister solicitor
    prosecutor judge spokesman spokeswoman spokesperson source official insider manager interviewer reporter
    caller""".split()
)
_TEAMS = frozenset("team mission project party press house state".split())  # titles before a name, else several people
_OF_OUTLETS = frozenset("state media news tv television radio wire press web".split())  # any outlet may be so called
_NEAR = 2  # sentences from a joint statement to "they"
_LATELY = 60  # statements that are looked back over


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a mention stands for: names (several if joint) and the figures behind them."""

    names: tuple[str, ...] = ()
    figure: Figure | None = None


@dataclass(slots=True)
class Resolver:
    """Resolves mentions in order of the text; remembers who spoke last.

    Attributes:
        words: the article.
        table: its figures.
        spoken: (token, figure) of statements resolved so far.
        several: (token, answer) of the last statement, if several made it.
        documents: whose the last "report", "post" … was, by that noun.
    """

    words: Words
    table: Table
    spoken: list[tuple[int, Figure]] = field(default_factory=list)
    several: tuple[int, Answer] | None = None
    documents: dict[str, Figure] = field(default_factory=dict)

    def resolve(self, draft: Draft) -> Answer:
        """The speaker of a draft; an empty answer if nobody can be named for certain."""
        if draft.head is None:
            return Answer()
        answer = self._labelled(draft) if draft.rule == "transcript" else self._of(draft.head)
        figure = answer.figure or self._unnamed(draft.head, answer)
        if figure is not None:
            self.spoken.append((draft.head, figure))
        plural = len(answer.names) > 1 or (bool(answer.names) and self.words.tag[draft.head] in {"NNS", "NNPS"})
        self.several = (draft.head, answer) if plural else None
        return answer

    def _unnamed(self, head: int, answer: Answer) -> Figure | None:
        """Somebody who is described and not named ("the witness replied"): "she added" cannot be anybody else then."""
        word = self.words.lower[head]
        if answer.names or self.words.tag[head] != "NN" or not is_person_noun(word) or word in SEVERAL:
            return None
        gender: Gender | None = "he" if word in MALE else "she" if word in FEMALE else None
        return Figure("", "person", ("",), gender=gender)

    def _labelled(self, draft: Draft) -> Answer:
        name, figure = (None, None) if draft.mention is None else bearer_of(self.words, self.table, draft.mention)
        return Answer(() if name is None else (name,), figure)

    def name_of(self, head: int) -> str | None:
        """The name behind a mention that only passes something on."""
        answer = self._of(head)
        if answer.figure is not None:
            self.spoken.append((head, answer.figure))
        return answer.names[0] if answer.names else None

    def _of(self, head: int) -> Answer:
        if is_pronoun(self.words, head):
            together = self._together(head) if self.words.lower[head] in {"they", "both"} else None
            if together is not None:
                return together
            return _answer(meant_by(self.words, self.table, self.spoken[-_LATELY:], head))
        if self._is_age(head):
            return _answer(self._varied(head, self.table.before(head), None))
        joint = self._joint(head)
        if joint is not None:
            return joint
        named = self._named(head)
        return named if named is not None else self._described(head)

    def _together(self, head: int) -> Answer | None:
        """Of `They`: who spoke jointly just before, or is named together as the subject of the sentence before."""
        words = self.words
        if self.several is not None and words.sentence[head] - words.sentence[self.several[0]] <= _NEAR:
            return self.several[1]
        if words.sentence[head] == 0:
            return None
        begin, end = words.bounds[words.sentence[head] - 1]
        if words.paragraph[head] - words.paragraph[begin] > 1:
            return None
        subjects = [i for i in range(begin, end + 1) if words.dep[i] == "nsubj" and words.quote[i] < 0]
        return self._joint(subjects[0]) if len(subjects) == 1 else None

    def _joint(self, head: int) -> Answer | None:
        """Of `Smith and Jones said`, `Norland and Suland said`: all of them, if all are named."""
        heads = self._coordinated(head)
        figures = [self.table.by_head.get(h) for h in heads]
        named = [f for f in figures if f is not None and f.kind != "group"]
        if len(heads) < 2 or len(named) != len(figures):
            return None
        if any(f.kind != "person" for f in named) and not self._apart(heads):
            return None
        names = (f.name if f.kind == "person" else printed(self.words, h) for f, h in zip(named, heads, strict=True))
        return Answer(tuple(dict.fromkeys(names)), named[0])

    def _coordinated(self, head: int) -> list[int]:
        """The heads of a coordination, in order: "Smith, Jones and Brown"."""
        found = [head]
        for at in found:
            found.extend(c for c in self.words.children[at] if self.words.dep[c] == "conj" and c > at)
        return sorted(found)

    def _apart(self, heads: list[int]) -> bool:
        """Whether several bodies are named, not one with "and" in its name."""
        words = self.words
        proper = all(words.tag[h] in PROPER for h in heads)
        return proper and all(
            any(
                words.entity_start[k] or not words.entity[k]
                for k in range(one + 1, other + 1)
                if words.lower[k] != "and"
            )
            for one, other in pairwise(heads)
        )

    def _named(self, head: int) -> Answer | None:
        figure = self.table.by_head.get(head)
        if head in self.table.ambiguous:
            return Answer()
        if figure is None and self.words.paragraph[head] in self.words.headline:
            figure = self.table.person_of(self.words.lower[head])
        if self._is_demonym(head):
            return _answer(self._person_taken_up(head, self.words.lower[head], self.table.before(head))[0])
        explained = self._explained(head, figure)
        if explained is not None:
            return _answer(explained)
        if figure is None or (self.words.tag[head] in {"NN", "NNS"} and figure.kind != "person"):
            return None
        return _answer(figure) if figure.kind == "person" else self._body(head, figure)

    def _body(self, head: int, figure: Figure) -> Answer:
        """A body goes by the name it is printed with; a fuller one is kept for later."""
        name = printed(self.words, head)
        if name.startswith(figure.name):
            figure.name = name
        return Answer((name,), figure)

    def _explained(self, head: int, figure: Figure | None) -> Figure | None:
        """Who is named beside a role or a description: "the coroner, Alison Pryce"."""
        role = self.words.tag[head] == "NN" or is_person_noun(self.words.lower[head])
        if figure is not None and figure.kind != "group" and not (role and figure.kind != "person"):
            return None
        beside = next(iter(self._named_beside(head)), None)
        found = None if beside is None else self.table.by_head[beside]
        return found if found is not None and found.kind != "group" else None

    def _is_demonym(self, head: int) -> bool:
        """Of `The Norwegian`: one person, by nationality."""
        words = self.words
        one = words.entity[head] == "NORP" and not words.lower[head].endswith(("s", "ese", "ish", "ch"))
        verb = words.head[head]
        return (
            one and self._first_word(head) == "the" and words.dep[head] == "nsubj" and words.tag[verb] in {"VBD", "VBZ"}
        )

    def _named_beside(self, head: int) -> list[int]:
        """Who is named in an apposition: "the ministry's spokeswoman, Hua Lin", "its coordinator, Jelena Maric"."""
        words = self.words
        beside = [c for c in words.children[head] if words.dep[c] == "appos"]
        after = noun_phrase(words, head)[1] + 1
        if words.tag[head] in {"NN", "NNP"} and after + 1 < len(words) and words.lower[after] == ",":
            at = after + 1
            while at < len(words) and (words.lower[at] in TITLES or words.lower[at] == "the"):
                at += 1
            while at < len(words) and words.dep[at] == "compound" and words.head[at] > at:
                at = words.head[at]
            if at + 1 < len(words) and words.lower[at + 1] == "," and is_person_noun(words.lower[head]):
                beside.append(at)
        beside = [c if c in self.table.by_head else c - 1 for c in beside]
        found = [c for c in beside if c in self.table.by_head and words.sentence[c] == words.sentence[head]]
        thing = words.lower[head] in BODIES or words.lower[head] in DOCUMENTS
        return [c for c in found if (words.tag[head] == "NN" if self.table.by_head[c].kind != "person" else not thing)]

    def _described(self, head: int) -> Answer:
        """A common noun: "the ministry", "the senator", "a study by the bank", "analysts"."""
        words = self.words
        word = words.lower[head]
        if word in DOCUMENTS or word in POSTS:
            author = self._author(head)
            if author is not None:
                if author.figure is not None:
                    self.documents[word] = author.figure
                return author
            if word in self.documents and self._first_word(head) in {"the", "this", "that"}:
                return Answer((self.documents[word].name,), self.documents[word])
        first = self._first_word(head)
        named = any(words.dep[c] == "compound" and words.tag[c] == "NNP" for c in words.children[head])
        if (first in {"the", "this", "that"} and not named) or words.tag[self._first(head)] == "PRP$":
            taken_up, rivals = self._taken_up(head, word)
            if taken_up is not None:
                return _answer(taken_up)
            if self._is_bare(head) and (rivals or (is_person_noun(word) and word not in _TEAMS)):
                return Answer()
        if (word in OUTLETS or word in BODIES) and not named:
            later = self._named_later(head, word)
            if later is not None:
                return _answer(later)
        figure = self.table.by_head.get(head)
        return Answer((printed(words, head),), figure)

    def _is_age(self, head: int) -> bool:
        """Of `The 61-year-old`: one person, by age."""
        before = [self.words.lower[i] for i in range(max(head - 3, 0), head)]
        return self.words.lower[head] == "old" and before[-1:] == ["-"] and "year" in before

    def _first(self, head: int) -> int:
        at = head
        for child in self.words.children[head]:
            if child < head:
                return self.words.left[child]
        return at

    def _first_word(self, head: int) -> str:
        return self.words.lower[self._first(head)]

    def _is_bare(self, head: int) -> bool:
        tail = noun_phrase(self.words, head)[1] > head
        return not tail and self.words.words(self._first(head), head).count(" ") <= 1

    def _author(self, head: int) -> Answer | None:
        """Whose document it is: "the bank's report", "a study by the bank", "the Gazette post"."""
        words = self.words
        for child in words.children[head]:
            if words.dep[child] in {"poss", "compound", "nmod"} and child in self.table.by_head:
                figure = self.table.by_head[child]
                if figure.kind == "person" or words.dep[child] == "poss" or words.tag[child] == "NNP":
                    return _answer(figure)
            if words.dep[child] == "poss" and words.tag[child] == "PRP$":
                return self._of(child)
            if words.dep[child] in {"prep", "agent"} and words.lower[child] in {"by", "from"}:
                inner = words.child(child, "pobj")
                if inner is not None:
                    return self._of(inner)
            if words.dep[child] == "acl" and words.child(child, "agent") is not None:
                return self._author(child)
        return None

    def _taken_up(self, head: int, word: str) -> tuple[Figure | None, bool]:
        """The figure that "the ministry" or "the senator" takes up, and whether several compete for it."""
        before = self.table.before(head)
        if (is_person_noun(word) and word not in SEVERAL and word not in _TEAMS) or word in MALE or word in FEMALE:
            return self._person_taken_up(head, word, before)
        figures = [m.figure for m in before if m.figure.kind == "body" and word in m.figure.roles and not m.aside]
        figures = [f for f in figures if self._same_office(head, f) and f is not self._just_before(head)]
        if word in FIRMS:
            figures = [f for f in figures if f.name[:1].isupper()] or figures
        if word in OUTLETS or word in POSTS:
            told = [
                f
                for _, f in self.spoken[-_LATELY:]
                if f.kind == "body" and f.roles & OUTLETS and self._same_office(head, f)
            ]
            figures = told[-1:] or figures
            if word not in DOCUMENTS:
                named = [m.figure for m in before if is_outlet(m.figure) and not m.aside]
                figures = figures or [f for f in named if self._same_office(head, f)]
        if not figures and word in FIRMS:
            figures = [
                f
                for _, f in self.spoken[-_LATELY:]
                if f.kind == "body" and not f.roles & OUTLETS and f.name[:1].isupper() and not f.article
            ][-1:]
            figures = [f for f in figures if self._same_office(head, f)]
        return self._unique(before, figures), len(distinct(figures)) > 1

    def _just_before(self, head: int) -> Figure | None:
        """Who is named right before a comma and this subject: "In an essay in Tides, the team wrote …"."""
        comma = self._first(head) - 1
        before = comma > 0 and self.words.lower[comma] == "," and self.words.dep[head] == "nsubj"
        return self.table.by_head.get(comma - 1) if before else None

    def _person_taken_up(self, head: int, word: str, before: list[Mention]) -> tuple[Figure | None, bool]:
        """By role, else by being the only person that its paragraph has named so far ("…," said the midfielder)."""
        figures = [f for f in _people(before) if word in f.roles or word in f.words]
        if figures:
            return self._unique(before, [f for f in figures if self._same_office(head, f)]), True
        plain = all(
            self.words.dep[c] in {"det", "amod", "nummod", "punct"} for c in self.words.children[head] if c < head
        )
        if self.words.tag[head] not in {"NN", "NNP", "JJ"} or self._first_word(head) != "the" or not plain:
            return None, bool(figures) or plain
        if word in _OFFICES:
            return None, True
        gender: Gender | None = "he" if word in MALE else "she" if word in FEMALE else None
        return self._varied(head, before, gender), True

    def _varied(self, head: int, before: list[Mention], gender: Gender | None) -> Figure | None:
        """Elegant variation ("the midfielder"): the paragraph's only person, or the last sentence's subject."""
        place, number = self.words.paragraph[head], self.words.sentence[head]
        here = [
            m for m in before if self.words.paragraph[m.head] == place and m.figure.kind == "person" and not m.aside
        ]
        subjects = [m for m in here if m.subject and number - self.words.sentence[m.head] <= 1]
        close = [m for m in before if m.figure.kind == "person" and place - self.words.paragraph[m.head] == 1]
        for candidates in (here, subjects, [] if here else close):
            people = distinct([m.figure for m in candidates])
            if len(people) == 1:
                return people[0] if gender is None or fits(people[0], gender) else None
        return None

    def _same_office(self, head: int, figure: Figure, besides: frozenset[str] = frozenset()) -> bool:
        """Whether "the education minister" can be this minister: what stands before the noun must fit what is known."""
        words = self.words
        kinds = {words.lower[c] for c in words.children[head] if c < head and words.dep[c] in {"compound", "nmod"}}
        kinds |= {
            words.lower[c]
            for c in words.children[head]
            if c < head and words.entity[c] in {"NORP", "GPE"} and figure.marks & {words.lower[c]}
        }
        return kinds <= (figure.roles | figure.marks | set(figure.words) | _VAGUE | besides)

    def _unique(self, before: list[Mention], figures: list[Figure]) -> Figure | None:
        names = list({id(f): f for f in figures}.values())
        if len(names) == 1:
            return names[0]
        if not names:
            return None
        recent = [m.figure for m in before if any(m.figure is f for f in names)]
        place = self.words.paragraph[before[-1].head]
        near = {
            id(m.figure)
            for m in before
            if any(m.figure is f for f in names) and place - self.words.paragraph[m.head] <= 1
        }
        return recent[-1] if len(near) == 1 else None

    def _named_later(self, head: int, word: str) -> Figure | None:
        """A description that is named only later: "a state-backed outlet" … "Harbour Daily, an outlet …"."""
        kinds = OUTLETS if word in OUTLETS else frozenset({word})
        after = {
            id(m.figure): m.figure
            for m in self.table.mentions
            if m.head > head
            and not m.aside
            and m.figure.kind == "body"
            and m.figure.roles & kinds
            and not BODIES.issuperset(m.figure.words)
            and self._same_office(head, m.figure, _OF_OUTLETS)
            and self.words.tag[m.head] in {"NNP", "NNPS"}
        }
        return next(iter(after.values())) if len(after) == 1 else None


def _answer(figure: Figure | None) -> Answer:
    return Answer() if figure is None or not figure.name else Answer((figure.name,), figure)


def _people(mentions: list[Mention]) -> list[Figure]:
    return distinct([m.figure for m in mentions if m.figure.kind != "body"])
