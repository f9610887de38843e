"""What a verb says: its clause, its infinitive, its object, the sentence around it."""

from __future__ import annotations

from collections.abc import Iterator

from index.model import Span
from index.quotations.clauses import auxiliaries, is_verb, negated
from index.quotations.edges import TENSES, cut_end, extended, with_tail
from index.quotations.lexicon import BE, FRAMES, JOINED, LEMMAS, LIGHT_VERBS, NOUNS, PREPOSITIONS, TOPIC
from index.quotations.nouns import RESULTS, is_person_noun
from index.quotations.spans import token_span
from index.quotations.words import Words

_EMPTY = frozenset("it this that so as much which what who them him her me us you".split())
_WH = frozenset({"WRB", "WDT", "WP"})
_WONDER = frozenset("wonder ask joke muse recall explain sigh".split())
_SELDOM_INSERTED = frozenset("hold find determine rule doubt regret show indicate demonstrate offer order".split())
_FARTHEST = 15  # words after the cue at which its "that" may stand
_FINDS = frozenset({"find", "report"})
_SAY = frozenset("say claim add note argue warn insist announce tell report".split())
_BEFORE_INSERTED = frozenset({",", "--", "—", "–", "-", "…"})
_PAUSES = frozenset({",", "--", "—", "–", "-", ";", ":", ".", "!", "?", ")"})
_LONGEST_TAIL = 9
_CONNECTIVE = 7
_FEW = 3
_NOT_CONTENT = frozenset("according when while as after before but who which during in".split())
_UNNAMED = frozenset("named identified quoted".split())
_FORECASTS = frozenset("predict project forecast foresee estimate warn promise pledge".split())


def _told(words: Words, i: int) -> bool:
    """Whether the verb tells what happened: finite, or a participle after a comma. The weaker frames need it."""
    tag = words.tag[i]
    if tag in {"VBD", "VBZ", "VBP"}:
        return True
    if tag == "VBG":
        progressive = any(words.lower[c] in BE for c in words.children[i] if words.dep[c] == "aux")
        goes_on = words.dep[i] == "xcomp" and words.tag[words.head[i]] in TENSES
        return progressive or goes_on or (words.dep[i] in {"advcl", "conj"} and words.lower[words.left[i] - 1] == ",")
    helpers = auxiliaries(words, i)
    return (tag == "VBN" and bool({"has", "have", "had", "'s", "'ve"} & set(helpers))) or (
        bool({"did", "does", "do", "will"} & set(helpers)) and not negated(words, i)
    )


def content_of(words: Words, i: int, last: int, lemma: str, frames: str) -> tuple[str, tuple[Span, ...]] | None:
    """The name of the first frame that fits the verb at `i`, and what is said in it; None if none fits.

    Args:
        words: the article.
        i, last: first and last token of the cue.
        lemma, frames: as `frames_of` gives them.
    """
    for rule, pieces in _fitting(words, i, last, lemma, frames):
        if pieces:
            return rule, pieces
    return None


def _fitting(words: Words, i: int, last: int, lemma: str, frames: str) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """The frames of a verb in the order in which they are tried, with what each finds."""
    if ("C" in frames or lemma in _WONDER) and lemma != "accept" and lemma not in _SELDOM_INSERTED:
        yield "inserted", _inserted(words, i, last) or ()
    if lemma == "accept" and words.tag[i] == "VBP":
        return  # what many hold ("most accept that …") is no statement
    if "C" in frames or "W" in frames:
        yield "clause", _one(_clause(words, i, last, frames))
    if "I" in frames or "T" in frames:
        yield "infinitive", _one(_infinitive(words, i, last, frames))
    if not _told(words, i):
        return
    yield "preposition", _one(_prepositional(words, i, last, lemma))
    if "A" in frames or "N" in frames or lemma in _FINDS:
        yield ("as" if "A" in frames else "noun phrase"), _one(_thing(words, i, last, lemma, frames))
    if lemma in _SAY and words.child(i, "dobj", "xcomp") is None:
        yield "rest of the sentence", _one(_rest_of_sentence(words, i, last))


def _one(span: Span | None) -> tuple[Span, ...]:
    return () if span is None else (span,)


def _inserted(words: Words, i: int, last: int) -> tuple[Span, ...] | None:
    """Content around an attribution set off by commas: "The bridge, she said, may close", "It may close, she said".

    Also "as she said" in the same places, and "As she said, it may close".
    """
    begin, end = words.bounds[words.sentence[i]]
    subj = _subject_set_off(words, i)
    if subj is None:
        return None
    first = min(words.left[subj], i)
    begin = _after_stop(words, begin, first)
    first -= words.lower[max(first - 1, 0)] == "as"
    pause = _pause_after(words, i, max(last, words.right[subj] if subj > i else last) + 1, end)
    if pause is None:
        return None
    after = pause < end and words.tag[pause + 1] not in {"VBG", "VBN"} and words.lower[pause + 1] not in _NOT_CONTENT
    rest = (token_span(words, pause + 1, end),) if after else ()
    if first == begin:
        return rest if words.lower[first] == "as" else None
    if first - 1 <= begin or words.lower[first - 1] not in _BEFORE_INSERTED:
        return None
    statement = _finite(words, begin, first - 1) or _headless(words, i, begin, first, pause, end)
    if not statement and not (rest and _may_lead(words, begin, first, pause, end)):
        return None
    lead = () if words.tag[first - 2] == "CC" and rest else (token_span(words, begin, first - 2),)
    return (*lead, *rest)


def _after_stop(words: Words, begin: int, first: int) -> int:
    """Where the statement around an attribution begins: after a semicolon or a colon that ends a clause before it."""
    for k in range(first - 2, begin + 1, -1):
        if words.lower[k] in {";", ":"} and words.quote[k] < 0 and _finite(words, begin, k):
            return k + 1
    return begin


def _subject_set_off(words: Words, i: int) -> int | None:
    """The subject of a cue that may be set off: not "who said", not in a subordinate clause but "as she said"."""
    subj = words.child(i, "nsubj")
    if subj is None or words.quote[subj] >= 0 or words.tag[subj] in _WH:
        return None
    told_whom = words.child(i, "dobj")
    if told_whom is not None and "T" not in FRAMES.get(LEMMAS.get(words.lower[i], ""), ""):
        return None
    if _told_to_do(words, i):
        return None
    mark = words.child(i, "mark")
    told_as = words.lower[max(min(words.left[subj], i) - 1, 0)] == "as"
    return None if mark is not None and mark < i and not told_as else subj


def _told_to_do(words: Words, i: int) -> bool:
    """Whether an infinitive follows the cue: "As each boat passed, wardens asked the crew to stop"."""
    return any(
        child > i and words.dep[child] in {"xcomp", "ccomp", "advcl"} and "to" in auxiliaries(words, child)
        for child in words.children[i]
    )


def _pause_after(words: Words, i: int, at: int, end: int) -> int | None:
    """Where an attribution stops; the sentence's end if nothing that is said can follow the cue."""
    pause = _pause(words, at, end)
    if pause is None and not any(words.dep[c] in {"ccomp", "xcomp"} and c > i for c in words.children[i]):
        return end
    return pause


def _headless(words: Words, i: int, begin: int, first: int, pause: int, end: int) -> bool:
    """Whether a whole sentence before ", she said." may be a statement although the parse found no verb in it."""
    plain = words.tag[begin] not in {"IN", "TO", "WRB", "RB", "VBG", "VBN", "CC"}
    return plain and pause == end and LEMMAS.get(words.lower[i]) in _SAY and first - begin > _FEW


def _may_lead(words: Words, begin: int, first: int, pause: int, end: int) -> bool:
    """Whether words without a verb before an attribution begin what is said: "In the end, she said, it held"."""
    return words.lower[pause] == "," and (first - begin <= _CONNECTIVE or _finite(words, pause, end + 1))


def _pause(words: Words, at: int, end: int) -> int | None:
    """The comma or the sentence's end after an attribution and its short adverbials; None if something else follows."""
    for step in range(_LONGEST_TAIL):
        if at + step > end or words.lower[at + step] in _PAUSES:
            return min(at + step, end)
        if (
            words.lower[at + step] == "that"
            or words.quote[at + step] >= 0
            or words.tag[at + step] in {"VBD", "VBZ", "VBP", "MD"}
        ):
            return None
    return None


def _finite(words: Words, begin: int, end: int) -> bool:
    """Whether a finite verb stands between two tokens."""
    return any(words.tag[k] in {"VBD", "VBZ", "VBP", "MD"} for k in range(begin, end))


def _clause(words: Words, i: int, last: int, frames: str) -> Span | None:
    """Content of the clause frame, after the cue."""
    for child in words.children[i]:
        if words.dep[child] == "ccomp" and child > i and words.sentence[child] == words.sentence[i]:
            return _after(words, i, last, child, frames)
    told = _told_as_relative(words, i) if "T" in frames and "C" in frames else None
    if told is not None:
        return _after(words, i, last, told, frames, first=words.left[told])
    that = _loose_that(words, last)
    if that is not None and "C" in frames:
        return _after(words, i, last, words.head[that], frames, first=that)
    return None


def _told_as_relative(words: Words, i: int) -> int | None:
    """The clause of `told guests that bells rang` which the parse hung to the listener."""
    listener = words.child(i, "dobj")
    clause = None if listener is None else words.child(listener, "relcl")
    if clause is None or words.lower[words.left[clause]] != "that":
        return None
    that = words.left[clause]
    own = any(words.dep[c] in {"nsubj", "nsubjpass"} and c != that for c in words.children[clause])
    return clause if own else None


def _after(words: Words, i: int, last: int, root: int, frames: str, first: int | None = None) -> Span | None:
    begin = max(words.left[root], last + 1) if first is None else first
    begin = _widened(words, i, last, begin)
    if begin - 1 > last and words.lower[begin - 1] in NOUNS and words.child(i, "dobj") is not None:
        return None
    if words.tag[begin] in _WH and words.lower[begin] != "that":
        if negated(words, i):
            return None
    elif (
        words.lower[begin] in {"if", "whether"}
        and words.head[begin] == root
        and (negated(words, i) or "W" not in frames)
    ):
        return None
    end = min(max(words.right[root], begin), words.bounds[words.sentence[i]][1])
    end = cut_end(words, i, begin, extended(words, end))
    return token_span(words, begin, end) if end >= begin else None


def _widened(words: Words, i: int, last: int, begin: int) -> int:
    """Take in a subject that the parse took for the cue's object ("is demanding the board resign")."""
    gap = range(last + 1, begin)
    plain = all(words.tag[k].startswith(("NN", "DT", "JJ", "PRP", "POS", "CD")) for k in gap)
    asks = "T" in FRAMES.get(LEMMAS.get(words.lower[i], ""), "") or any(
        words.entity[k] in {"DATE", "TIME"} for k in gap
    )
    return begin if asks or not plain or len(gap) > 6 else last + 1


def _rest_of_sentence(words: Words, i: int, last: int) -> Span | None:
    """Where the parse found no clause after "say": what follows to the sentence's end, if it has a verb."""
    end = words.bounds[words.sentence[i]][1]
    at = last + 1
    while at < end and (words.entity[at] in {"DATE", "TIME"} or words.tag[at] == "_SP"):
        at += 1
    if at >= end or words.tag[at] not in {"DT", "PRP", "PRP$", "NNP", "NNS", "NN", "EX", "JJ", "CD", "IN", "NNPS"}:
        return None
    if words.tag[at] == "IN" and words.lower[at] != "that":
        return None
    finite = [k for k in range(at + 1, end + 1) if words.tag[k] in {"VBD", "VBZ", "VBP", "MD"} and words.quote[k] < 0]
    commas = [k for k in range(at, end + 1) if words.lower[k] in {",", ";"} and words.quote[k] < 0]
    if not finite or (commas and commas[0] < finite[0]):
        return None
    return token_span(words, at, cut_end(words, i, at, end))


def _loose_that(words: Words, last: int) -> int | None:
    """A "that" a few words after the cue which the parse hung elsewhere ("said Friday that …")."""
    listener = "T" in FRAMES.get(LEMMAS.get(words.lower[last], ""), "")
    for at in range(last + 1, min(last + _FARTHEST, len(words))):
        if words.sentence[at] != words.sentence[last] or words.quote[at] >= 0:
            return None
        if words.lower[at] in NOUNS and not _in_which(words, at, last):
            return None
        if is_verb(words, at) and words.lower[at] not in {"citing", "quoting"}:
            return None
        if words.lower[at] == "that" and words.dep[at] == "mark":
            return at if words.head[at] > at and (listener or words.child(last, "dobj") is None) else None
    return None


def _in_which(words: Words, noun: int, last: int) -> bool:
    """Whether a noun only tells in what something was said: "said in a statement that …"."""
    prep = words.head[noun]
    return words.dep[noun] == "pobj" and words.lower[prep] == "in" and last < prep and noun - prep < _FEW + 1


def _sentence_bound(words: Words, begin: int, end: int) -> int:
    """`end`, but never past the end of the sentence that `begin` stands in."""
    return min(end, words.bounds[words.sentence[begin]][1])


def _infinitive(words: Words, i: int, last: int, frames: str) -> Span | None:
    """Content of "vowed to …" and "urged drivers to …"."""
    for child in words.children[i]:
        if child < i or words.dep[child] not in {"xcomp", "ccomp", "advcl"} or "to" not in auxiliaries(words, child):
            continue
        if words.dep[child] == "advcl" and "T" not in frames:
            continue
        if words.lower[child] in _UNNAMED and words.child(child, "auxpass") is not None:
            return None
        begin = max(last + 1 if "T" in frames else words.left[child], last + 1)
        return token_span(words, begin, cut_end(words, i, begin, _sentence_bound(words, child, words.right[child])))
    return None


def _prepositional(words: Words, i: int, last: int, lemma: str) -> Span | None:
    """Content after the verb's preposition: "called for calm", "hinted at a merger"."""
    wanted = PREPOSITIONS.get(lemma.split(" ", maxsplit=1)[0], frozenset())
    if words.dep[i] == "pcomp":
        return None
    for child in words.children[i]:
        mark = words.child(child, "mark")
        if mark is not None and mark == last + 1 and words.lower[mark] == "for" and "for" in wanted:
            return token_span(words, mark + 1, _sentence_bound(words, child, words.right[child]))
        if child <= i or words.lower[child] not in wanted or words.dep[child] not in {"prep", "prt"}:
            continue
        content = words.child(child, "pobj", "pcomp")
        if content is None or child > last + 3:
            continue
        if words.lower[content] in _EMPTY:
            return None
        whole = lemma == "call" and words.lower[child] == "on"
        end = _sentence_bound(words, content, words.right[i] if whole else words.right[content])
        return token_span(words, child + 1, with_tail(words, end))
    return None


def _thing(words: Words, i: int, last: int, lemma: str, frames: str) -> Span | None:
    """Content of "denied the charge" and "called the plan a gamble"."""
    thing = words.child(i, "dobj", "oprd", "attr")
    if thing is not None and words.lower[thing].endswith(("self", "selves")):
        return None
    if lemma in {"liken", "compare"}:
        return _likened(words, i, last)
    judged = (_judged(words, i, last, lemma, thing) or _called(words, i, last, lemma)) if "A" in frames else None
    if judged is not None:
        return judged
    if "N" not in frames and not (lemma in _FINDS and thing is not None and words.lower[thing] in RESULTS):
        return None
    if thing is None:
        thing = _clause_as_thing(words, i, last)
    if thing is None or thing < i or not _is_said(words, i, thing, lemma):
        return None
    end = _sentence_bound(words, thing, words.right[i] if lemma in _FORECASTS else words.right[thing])
    if lemma in _FORECASTS:
        end = next((k - 1 for k in range(thing, end) if words.lower[k] == "," and words.quote[k] < 0), end)
    return token_span(words, max(words.left[thing], last + 1), with_tail(words, end))


def _judged(words: Words, i: int, last: int, lemma: str, thing: int | None) -> Span | None:
    """What somebody calls something, with that something: "the plan a gamble", "it as reckless"."""
    for child in words.children[i]:
        second = words.dep[child] == "dobj" and thing is not None and i < thing < child and not JOINED.get(lemma, " ")
        if child > i and (second or _says_what_it_is(words, child, lemma)):
            begin = last + 1 if thing is None or thing > i else words.left[child]
            return token_span(words, begin, _sentence_bound(words, child, words.right[child]))
    return None


def _called(words: Words, i: int, last: int, lemma: str) -> Span | None:
    """Words in marks right after "called" or "called it", which the parse hung elsewhere: "it “a good night”"."""
    if JOINED.get(lemma, True) or i != last:
        return None
    at = last + 1
    if at + 1 < len(words) and words.tag[at] in {"PRP", "DT"} and words.quote[at] < 0:
        at += 1
    if at >= len(words) or words.quote[at] < 0 or words.sentence[at] != words.sentence[i]:
        return None
    end = at
    while end + 1 < len(words) and words.quote[end + 1] == words.quote[at]:
        end += 1
    return token_span(words, last + 1, end) if end - at > _FEW else None


def _clause_as_thing(words: Words, i: int, last: int) -> int | None:
    """A participle in the object's place: "proposed doing away with it", "mentioned figures suggesting …"."""
    for child in words.children[i]:
        if child > i and words.dep[child] == "xcomp" and words.tag[child] == "VBG":
            return child
    for child in words.children[i]:
        follows = words.dep[child] == "advcl" and words.left[child] == last + 1 and words.tag[last + 1] not in _WH
        if follows and words.child(child, "nsubj") is not None:
            return child
    return None


def _is_said(words: Words, i: int, thing: int, lemma: str) -> bool:
    """Whether an object can be what was said: no empty pronoun, date or person questioned, no noun that says more."""
    word = words.lower[thing]
    if word in _EMPTY or words.entity[thing] in {"DATE", "TIME"}:
        return False
    if lemma == "question" and (words.entity[thing] == "PERSON" or is_person_noun(word)):
        return False
    voices = LEMMAS.get(words.lower[i]) in LIGHT_VERBS and (word in NOUNS or word in TOPIC)
    says_more = any(words.dep[c] in {"acl", "ccomp", "relcl", "prep"} for c in words.children[thing] if c > thing)
    return not (voices and says_more)


def _likened(words: Words, i: int, last: int) -> Span | None:
    """Of `Likened giving in to surrender`: all up to the next comma, if there is a "to" or "with" to join the two."""
    end = words.bounds[words.sentence[i]][1]
    comma = next((k for k in range(last + 1, end) if words.lower[k] == ","), end + 1)
    joined = any(words.lower[k] in {"to", "with"} for k in range(last + 2, comma))
    return token_span(words, last + 1, comma - 1) if joined else None


def _says_what_it_is(words: Words, child: int, lemma: str) -> bool:
    wanted = JOINED.get(lemma, frozenset())
    if words.dep[child] == "prep":
        return words.lower[child] in wanted
    return words.dep[child] in {"ccomp", "oprd", "xcomp"} and (not wanted or words.dep[child] == "oprd")
