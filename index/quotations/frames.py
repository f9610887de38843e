"""Verbs that say: their frames, read off the parse."""

from __future__ import annotations

from collections.abc import Iterator

from index.model import Polarity, Span
from index.quotations.clauses import auxiliaries, is_verb, negated, noun_phrase, speaks, subject
from index.quotations.draft import Draft
from index.quotations.lexicon import FRAMES, JOINED, LEMMAS, LIGHT_VERBS, NOUNS, PHRASAL, PREPOSITIONS, TOPIC
from index.quotations.nouns import DOCUMENTS, STUDIES
from index.quotations.spans import token_span
from index.quotations.words import Words

_DENIALS = frozenset("deny refute rebut dispute reject dismiss disavow repudiate".split())
_UNREAL = frozenset("would could might should may must can 'd can't couldn't wouldn't".split())
_REFUSALS = frozenset("decline declines declined declining refuse refuses refused refusing fail failed stop stopped".split())
# What a gesture or a statement may do without anybody saying it: only people, bodies and studies count as speakers.
_INFERENCES = frozenset("suggest indicate signal show demonstrate underscore underline highlight reveal reflect mean find".split())
_BELIEFS = frozenset("believe think feel hope fear expect anticipate suspect doubt guess reckon".split())
_EMPTY = frozenset("it this that so as much which what who them him her me us you".split())
_SKIP_AFTER_CUE = frozenset({"RB", "RP", "RBR", "_SP"})
_WH = frozenset({"WRB", "WDT", "WP"})


def verb_lemma(words: Words, i: int) -> str | None:
    """The lemma of a verb of the lexicon; None for other words."""
    if not is_verb(words, i):
        return None
    return LEMMAS.get(words.lower[i])


def frames_of(words: Words, i: int) -> tuple[str, str, int]:
    """(lemma, frames, last token of the cue) of a verb; the lemma is empty if the verb is not in the lexicon."""
    lemma = verb_lemma(words, i)
    if lemma is None:
        return "", "", i
    for child in words.children[i]:
        if words.dep[child] in {"prt", "advmod"} and i < child <= i + 3 and (lemma, words.lower[child]) in PHRASAL:
            return f"{lemma} {words.lower[child]}", PHRASAL[lemma, words.lower[child]], child
    return lemma, FRAMES.get(lemma, ""), i


def verb_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements that the verb at `i` introduces, by whichever of its frames fits first."""
    lemma, frames, last = frames_of(words, i)
    if not lemma or words.dep[i] in {"aux", "auxpass"} or not _asserted(words, i) or _neither(words, i):
        return
    head, loose = speaker_of(words, i)
    if head is None and not loose:
        return
    weak = "d" in frames or "C" not in frames
    if weak and head is not None and not speaks(words, head, documents="D" in frames or "d" not in frames):
        return
    if lemma in _INFERENCES and head is not None and words.tag[head].startswith("NN") and not _may_infer(words, head):
        return
    if head is not None and lemma in _BELIEFS and words.lower[head] in {"i", "we", "you", "one"}:
        return
    found = _content(words, i, last, lemma, frames)
    if found is None:
        return
    rule, pieces = found
    yield Draft(
        pieces=pieces,
        rule=rule,
        mention=None if head is None else noun_phrase(words, head),
        head=head,
        cue=(i, last),
        polarity=polarity(words, i, lemma),
    )


def _may_infer(words: Words, head: int) -> bool:
    word = words.lower[head]
    return words.tag[head] in {"NNP", "NNPS"} or (word not in DOCUMENTS or word in STUDIES)


def _neither(words: Words, verb: int) -> bool:
    """ "Neither confirmed nor denied": nothing was said."""
    around = [verb, words.head[verb]] if words.dep[verb] == "conj" else [verb]
    return any(words.lower[c] in {"neither", "nor"} for at in around for c in words.children[at])


def speaker_of(words: Words, verb: int) -> tuple[int | None, bool]:
    """The head of the speaker's mention, and whether the verb may stand without one ("was quoted as saying")."""
    if words.lower[verb] in {"saying", "telling"}:
        quoted = words.head[words.head[verb]]
        if LEMMAS.get(words.lower[quoted]) in {"quote", "cite"}:
            return words.child(quoted, "nsubjpass"), False
    passive = words.child(verb, "nsubjpass") is not None or words.child(verb, "auxpass") is not None
    agent = words.child(verb, "agent")
    if passive:
        return (None if agent is None else words.child(agent, "pobj")), False
    outer = coordinate_of(words, verb)
    if outer is None:
        outer = continued_of(words, verb)
    found = subject(words, verb if outer is None else outer)
    return (_before_cue(words, verb) if found is None else found), False


def _before_cue(words: Words, verb: int) -> int | None:
    """The name or pronoun before a finite cue whose subject the parse lost, also over an aside: "Roe, a vet, said"."""
    at = verb - 1
    while at > 0 and (words.tag[at].startswith("RB") or words.lower[at] in {"has", "had", "have"}):
        at -= 1
    if at < 0 or words.tag[verb] not in {"VBD", "VBZ", "VBN"} or words.sentence[at] != words.sentence[verb]:
        return None
    if words.lower[at] == ",":
        return _before_aside(words, at)
    return at if words.quote[at] < 0 and words.tag[at] in {"NNP", "PRP", "NNPS"} and words.lower[at] != "it" else None


def _before_aside(words: Words, comma: int) -> int | None:
    begin = words.bounds[words.sentence[comma]][0]
    for at in range(comma - 1, begin, -1):
        if words.quote[at] >= 0 or words.tag[at] in {"VBD", "VBZ", "VBP"} and words.dep[at] != "relcl":
            return None
        if words.lower[at] == ",":
            opens = words.tag[at + 1] in {"DT", "NN", "NNS", "WP", "WDT", "JJ", "PRP$", "CD", "VBN", "NNP"}
            return at - 1 if opens and words.tag[at - 1] in {"NNP", "NNPS", "NN", "NNS"} else None
    return None


def polarity(words: Words, verb: int, lemma: str) -> Polarity:
    """Denied if the cue denies or is itself negated, but not if both."""
    return "denied" if (lemma in _DENIALS) != negated(words, verb) else "affirmed"


def _asserted(words: Words, verb: int) -> bool:
    """Whether the saying is told as a fact: not a wish, a possibility, a condition, a refusal."""
    helpers = auxiliaries(words, verb)
    if any(helper in _UNREAL for helper in helpers):
        return False
    head = words.head[verb]
    if words.dep[verb] == "xcomp" and words.lower[head] in _REFUSALS and not negated(words, head):
        return False
    if words.tag[verb] == "VBN" and words.dep[verb] in {"advcl", "acl", "amod"} and not {"have", "has", "had", "'ve", "'s"} & set(helpers):
        return words.child(verb, "agent") is not None
    mark = words.child(verb, "mark")
    if mark is not None and words.lower[mark] in {"if", "unless", "whether"}:
        return False
    return words.tag[verb] != "VB" or "to" in helpers or "do" in helpers or "did" in helpers or "does" in helpers or "will" in helpers


def _content(words: Words, i: int, last: int, lemma: str, frames: str) -> tuple[str, tuple[Span, ...]] | None:
    if ("C" in frames or lemma in _WONDER) and lemma not in _SELDOM_INSERTED:
        inserted = _inserted(words, i, last)
        if inserted is not None:
            return "inserted", inserted
    if "C" in frames or "W" in frames:
        clause = _clause(words, i, last, frames)
        if clause is not None:
            return "clause", (clause,)
    if "I" in frames or "T" in frames:
        order = _infinitive(words, i, last, frames)
        if order is not None:
            return "infinitive", (order,)
    topic = _prepositional(words, i, last, lemma)
    if topic is not None:
        return "preposition", (topic,)
    if "A" in frames or "N" in frames:
        thing = _thing(words, i, last, lemma, frames)
        if thing is not None:
            return ("as" if "A" in frames else "noun phrase"), (thing,)
    if lemma in _SAY and words.child(i, "dobj", "xcomp") is None:
        rest = _rest_of_sentence(words, i, last)
        return None if rest is None else ("rest of the sentence", (rest,))
    return None


_WONDER = frozenset("wonder ask joke muse recall explain sigh".split())
_SELDOM_INSERTED = frozenset("hold find determine rule doubt regret show indicate demonstrate offer order".split())
_SAY = frozenset("say claim add note argue warn insist announce tell report".split())
_BEFORE_INSERTED = frozenset({",", "--", "—", "–", "-", "…"})
_PAUSES = frozenset({",", "--", "—", "–", "-", ";", ":", ".", "!", "?", ")"})
_LONGEST_TAIL = 9


def _inserted(words: Words, i: int, last: int) -> tuple[Span, ...] | None:
    """Content around an attribution set off by commas: "The bridge, she said Friday, may close", "It may close, she said".

    Also "as she said" in the same places, and "As she said, it may close".
    """
    begin, end = words.bounds[words.sentence[i]]
    subj = words.child(i, "nsubj")
    mark = words.child(i, "mark", "advmod")
    if subj is None or words.quote[subj] >= 0 or words.tag[subj] in _WH:
        return None
    if words.child(i, "dobj") is not None and "T" not in FRAMES.get(LEMMAS.get(words.lower[i], ""), ""):
        return None
    first = min(words.left[subj], i)
    if words.lower[max(first - 1, 0)] == "as":
        first -= 1
    elif mark is not None and mark < i and words.dep[mark] == "mark":
        return None
    pause = _pause(words, max(last, words.right[subj] if subj > i else last) + 1, end)
    if pause is None and not any(words.dep[c] in {"ccomp", "xcomp"} and c > i for c in words.children[i]):
        pause = end
    if pause is None:
        return None
    after = pause < end and words.tag[pause + 1] not in {"VBG", "VBN"} and words.lower[pause + 1] not in _NOT_CONTENT
    if first == begin and words.lower[first] == "as" and after:
        return (token_span(words, pause + 1, end),)
    if first - 1 <= begin or words.lower[first - 1] not in _BEFORE_INSERTED:
        return None
    if not _finite(words, begin, first - 1) and not (
        after and words.lower[pause] == "," and (first - begin <= _CONNECTIVE or _finite(words, pause, end + 1))
    ):
        return None
    pieces = [token_span(words, begin, first - 2)]
    if after:
        pieces.append(token_span(words, pause + 1, end))
    return tuple(pieces)


_CONNECTIVE = 7
_NOT_CONTENT = frozenset("according when while as after before but who which during in".split())


def _pause(words: Words, at: int, end: int) -> int | None:
    """The comma or the sentence's end after an attribution and its short adverbials; None if something else follows."""
    for step in range(_LONGEST_TAIL):
        if at + step > end or words.lower[at + step] in _PAUSES:
            return min(at + step, end)
        if words.lower[at + step] == "that" or words.quote[at + step] >= 0 or words.tag[at + step] in {"VBD", "VBZ", "VBP", "MD"}:
            return None
    return None


def _finite(words: Words, begin: int, end: int) -> bool:
    """Whether a finite verb stands between two tokens."""
    return any(words.tag[k] in {"VBD", "VBZ", "VBP", "MD"} for k in range(begin, end))


def _clause(words: Words, i: int, last: int, frames: str) -> Span | None:
    """Content of the clause frame, after the cue."""
    for child in words.children[i]:
        if words.dep[child] == "ccomp" and child > i:
            return _after(words, i, last, child, frames)
    that = _loose_that(words, last)
    if that is not None and "C" in frames:
        return _after(words, i, last, words.head[that], frames, first=that)
    return None


def _after(words: Words, i: int, last: int, root: int, frames: str, first: int | None = None) -> Span | None:
    begin = max(words.left[root], last + 1) if first is None else first
    begin = _widened(words, i, last, begin)
    if begin - 1 > last and words.lower[begin - 1] in NOUNS and words.child(i, "dobj") is not None:
        return None
    if words.tag[begin] in _WH and words.lower[begin] != "that":
        if negated(words, i):
            return None
    elif words.lower[begin] in {"if", "whether"} and words.head[begin] == root and (negated(words, i) or "W" not in frames):
        return None
    end = min(max(words.right[root], begin), words.bounds[words.sentence[i]][1])
    end = cut_end(words, i, root, begin, _extended(words, end))
    return token_span(words, begin, end) if end >= begin else None


def _widened(words: Words, i: int, last: int, begin: int) -> int:
    """Take in a subject that the parse took for the cue's object ("is demanding the board resign")."""
    gap = range(last + 1, begin)
    plain = all(words.tag[k].startswith(("NN", "DT", "JJ", "PRP", "POS", "CD")) for k in gap)
    asks = "T" in FRAMES.get(LEMMAS.get(words.lower[i], ""), "") or any(words.entity[k] in {"DATE", "TIME"} for k in gap)
    return begin if asks or not plain or len(gap) > 6 else last + 1


def _extended(words: Words, end: int) -> int:
    """Go on over "…, and that …" and "… but it was …" without a comma, which the parse hung to the cue."""
    limit = words.bounds[words.sentence[end]][1]
    at = end + 1
    comma = at <= limit and words.lower[at] == ","
    at += comma
    if at < limit and words.lower[at] in _QUALIFIERS and words.quote[end] < 0:
        return limit
    if at + 1 > limit or words.lower[at] not in {"and", "but", "or"} or words.quote[end] >= 0:
        return end
    if words.lower[at + 1] == "that" or (not comma and words.tag[at + 1] in {"PRP", "DT", "NNP", "EX", "PRP$"} and not _cue_near(words, at)):
        return limit
    return end


_QUALIFIERS = frozenset("unless if provided providing because until".split())


def _cue_near(words: Words, at: int) -> bool:
    limit = min(words.bounds[words.sentence[at]][1], at + 8)
    return any(frames_of(words, k)[1] for k in range(at, limit + 1))


def cut_end(words: Words, i: int, root: int, begin: int, end: int) -> int:
    """Cut before what the same or another speaker goes on to say: ", adding that …", "and suggested that …"."""
    for at in range(begin + 2, end):
        if words.quote[at] >= 0:
            continue
        following = at + 1
        if words.lower[at] == ",":
            if words.lower[following] == "according" and words.lower[min(following + 1, end)] == "to":
                return at - 1
            if words.tag[following] == "VBG" and _goes_on(words, following):
                return at - 1
            if words.lower[following] in {"while", "whereas"} and _tells(words, following, end):
                return at - 1
            if words.lower[following] == "with" and _saying_after(words, following, end):
                return at - 1
        if words.lower[at] in {"and", "but"} and coordinate_of(words, _next_verb(words, following, end)) == i:
            return at - 1
    return end


def _goes_on(words: Words, participle: int) -> bool:
    return LEMMAS.get(words.lower[participle]) in _GOING_ON and words.head[participle] < participle


def _tells(words: Words, at: int, end: int) -> bool:
    """Whether another report follows: a cue of its own or words in marks."""
    return any(words.quote[k] >= 0 or (words.tag[k] in _TENSES and frames_of(words, k)[1]) for k in range(at, end + 1))


def _saying_after(words: Words, at: int, end: int) -> bool:
    """Whether a participle that says belongs to "with": ", with the minister telling reporters …"."""
    inner = words.child(at, "pobj", "pcomp")
    found = [] if inner is None else [inner, *words.children[inner]]
    return any(at < k <= end and words.tag[k] == "VBG" and frames_of(words, k)[1] for k in found)


def _next_verb(words: Words, at: int, end: int) -> int:
    """The first verb from `at` on, over at most an adverb and auxiliaries."""
    for k in range(at, min(at + 4, end + 1)):
        if is_verb(words, k) and words.dep[k] not in {"aux", "auxpass"}:
            return k
        if not (is_verb(words, k) or words.tag[k].startswith("RB")):
            break
    return at


def coordinate_of(words: Words, verb: int) -> int | None:
    """The cue that `verb` goes on from although the parse hung it into what that cue says.

    "She said it had closed and added that …": `added` is a cue with a clause of its own and no subject, in the tense
    of `said`.
    """
    if words.dep[verb] != "conj" or words.child(verb, "nsubj") is not None or words.tag[verb] not in _TENSES:
        return None
    thing = words.child(verb, "dobj")
    voices = thing is not None and verb_lemma(words, verb) in LIGHT_VERBS and (words.lower[thing] in NOUNS or words.lower[thing] in TOPIC)
    if not voices and ("C" not in frames_of(words, verb)[1] or words.child(verb, "ccomp", "xcomp") is None):
        return None
    root = words.head[verb]
    while words.dep[root] == "conj":
        root = words.head[root]
    outer = words.head[root]
    if words.dep[root] != "ccomp" or not frames_of(words, outer)[1] or words.tag[outer] != words.tag[verb]:
        return None
    if words.tag[verb] == "VBN" and not {"has", "have", "'s", "'ve", "had"} & set(auxiliaries(words, verb)):
        return None
    return outer


def continued_of(words: Words, verb: int) -> int | None:
    """The cue that a participle after a comma goes on from: "He said prices would fall, suggesting that …".

    Only where the clause that the parse hung it to has a subject that cannot speak itself, or no person for a subject.
    """
    if words.tag[verb] != "VBG" or words.dep[verb] != "advcl" or words.lower[max(words.left[verb] - 1, 0)] != ",":
        return None
    at = words.head[verb]
    for _ in range(6):
        own = words.child(at, "nsubj")
        if own is not None and words.entity[own] == "PERSON":
            return None
        if "C" in frames_of(words, at)[1]:
            return at
        if words.lower[at] in NOUNS and is_verb(words, words.head[at]):
            return words.head[at]
        if words.dep[at] not in {"ccomp", "conj", "acl", "xcomp", "relcl", "advcl"} or words.head[at] == at:
            return None
        at = words.head[at]
    return None


_TENSES = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_GOING_ON = frozenset(
    """add say note cite warn argue claim insist stress emphasize emphasise call explain tell describe outline suggest
    quote point blame accuse urge vow promise reiterate declare predict acknowledge admit cautioning caution""".split()
)


def _rest_of_sentence(words: Words, i: int, last: int) -> Span | None:
    """Where the parse found no clause after "say": what follows up to the sentence's end, if it has a verb of its own."""
    end = words.bounds[words.sentence[i]][1]
    at = last + 1
    while at < end and (words.entity[at] in {"DATE", "TIME"} or words.tag[at] in {"_SP"}):
        at += 1
    if at >= end or words.tag[at] not in {"DT", "PRP", "PRP$", "NNP", "NNS", "NN", "EX", "JJ", "CD", "IN", "NNPS"}:
        return None
    if words.tag[at] == "IN" and words.lower[at] != "that":
        return None
    finite = [k for k in range(at + 1, end + 1) if words.tag[k] in {"VBD", "VBZ", "VBP", "MD"} and words.quote[k] < 0]
    commas = [k for k in range(at, end + 1) if words.lower[k] in {",", ";"} and words.quote[k] < 0]
    if not finite or (commas and commas[0] < finite[0]):
        return None
    return token_span(words, at, cut_end(words, i, i, at, end))


def _loose_that(words: Words, last: int) -> int | None:
    """A "that" a few words after the cue which the parse hung elsewhere ("said Friday that …")."""
    for at in range(last + 1, min(last + 9, len(words))):
        if words.sentence[at] != words.sentence[last] or words.quote[at] >= 0 or words.lower[at] in NOUNS:
            return None
        if is_verb(words, at) and words.lower[at] not in {"citing", "quoting"}:
            return None
        if words.lower[at] == "that" and words.dep[at] == "mark":
            return at if words.head[at] > at and words.child(last, "dobj") is None else None
    return None


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
        begin = last + 1 if "T" in frames else words.left[child]
        return token_span(words, max(begin, last + 1), _sentence_bound(words, child, words.right[child]))
    return None


def _prepositional(words: Words, i: int, last: int, lemma: str) -> Span | None:
    """Content after the verb's preposition: "called for calm", "hinted at a merger"."""
    wanted = PREPOSITIONS.get(lemma.split(" ")[0], frozenset())
    if words.dep[i] == "pcomp":
        return None
    for child in words.children[i]:
        if child <= i or words.lower[child] not in wanted or words.dep[child] not in {"prep", "prt"}:
            continue
        content = words.child(child, "pobj", "pcomp")
        if content is None or child > last + 3:
            continue
        if words.lower[content] in _EMPTY:
            return None
        whole = lemma == "call" and words.lower[child] == "on"
        end = _sentence_bound(words, content, words.right[i] if whole else words.right[content])
        return token_span(words, child + 1, _with_tail(words, end))
    return None


def _thing(words: Words, i: int, last: int, lemma: str, frames: str) -> Span | None:
    """Content of "denied the charge" and "called the plan a gamble"."""
    thing = words.child(i, "dobj", "oprd", "attr")
    if thing is not None and words.lower[thing].endswith(("self", "selves")):
        return None
    if lemma in {"liken", "compare"}:
        return _likened(words, i, last)
    if "A" in frames:
        for child in words.children[i]:
            if child > i and _says_what_it_is(words, child, lemma):
                begin = last + 1 if thing is None or thing > i else words.left[child]
                return token_span(words, begin, _sentence_bound(words, child, words.right[child]))
    if "N" not in frames:
        return None
    if thing is None:
        thing = next((c for c in words.children[i] if c > i and words.dep[c] == "xcomp" and words.tag[c] == "VBG"), None)
    if thing is None:
        thing = next((c for c in words.children[i] if words.dep[c] == "advcl" and words.left[c] == last + 1
            and words.child(c, "nsubj") and words.tag[last + 1] not in _WH), None)
    if thing is None or thing < i or words.lower[thing] in _EMPTY or words.entity[thing] in {"DATE", "TIME"}:
        return None
    if LEMMAS.get(words.lower[i]) in LIGHT_VERBS and (words.lower[thing] in NOUNS or words.lower[thing] in TOPIC):
        if any(words.dep[c] in {"acl", "ccomp", "relcl", "prep"} for c in words.children[thing] if c > thing):
            return None
    end = _sentence_bound(words, thing, words.right[i] if lemma in _FORECASTS else words.right[thing])
    if lemma in _FORECASTS:
        end = next((k - 1 for k in range(thing, end) if words.lower[k] == "," and words.quote[k] < 0), end)
    return token_span(words, max(words.left[thing], last + 1), _with_tail(words, end))


_FORECASTS = frozenset("predict project forecast foresee estimate warn promise pledge".split())


def _with_tail(words: Words, end: int) -> int:
    """Take in "to be settled, including …", which the parse hung to the cue."""
    limit = words.bounds[words.sentence[end]][1]
    after = end + 1
    if after + 1 <= limit and (
        (words.lower[after] == "to" and words.tag[after] == "TO")
        or (words.lower[after] == "," and words.lower[after + 1] in {"including", "such"})
        or words.lower[after] == "as"
        or (words.lower[after] == "," and words.lower[after + 1] in _QUALIFIERS)
    ):
        return limit
    return end


def _likened(words: Words, i: int, last: int) -> Span | None:
    """ "Likened giving in to surrender": all up to the next comma, if there is a "to" or "with" to join the two."""
    end = words.bounds[words.sentence[i]][1]
    comma = next((k for k in range(last + 1, end) if words.lower[k] == ","), end + 1)
    joined = any(words.lower[k] in {"to", "with"} for k in range(last + 2, comma))
    return token_span(words, last + 1, comma - 1) if joined else None


def _says_what_it_is(words: Words, child: int, lemma: str) -> bool:
    wanted = JOINED.get(lemma, frozenset())
    if words.dep[child] == "prep":
        return words.lower[child] in wanted
    return words.dep[child] in {"ccomp", "oprd", "xcomp"} and (not wanted or words.dep[child] == "oprd")
