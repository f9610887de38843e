"""From printed verb forms back to their lemma, for a closed list of verbs: cheaper and surer than a lemmatiser here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_IRREGULAR = {
    "beg": "begs begged begging",
    "begin": "begins began begun beginning",
    "bring": "brings brought bringing",
    "cast": "casts cast casting",
    "cut": "cuts cut cutting",
    "draw": "draws drew drawn drawing",
    "feel": "feels felt feeling",
    "find": "finds found finding",
    "fire": "fires fired firing",
    "forecast": "forecasts forecast forecasted forecasting",
    "forget": "forgets forgot forgotten forgetting",
    "foresee": "foresees foresaw foreseen foreseeing",
    "get": "gets got gotten getting",
    "give": "gives gave given giving",
    "go": "goes went gone going",
    "have": "has had having 's 've",
    "hear": "hears heard hearing",
    "hit": "hits hit hitting",
    "hold": "holds held holding",
    "keep": "keeps kept keeping",
    "know": "knows knew known knowing",
    "lay": "lays laid laying",
    "lead": "leads led leading",
    "leave": "leaves left leaving",
    "make": "makes made making",
    "mean": "means meant meaning",
    "plead": "pleads pleaded pled pleading",
    "put": "puts put putting",
    "quip": "quips quipped quipping",
    "quiz": "quizzes quizzed quizzing",
    "read": "reads read reading",
    "refer": "refers referred referring",
    "run": "runs ran running",
    "say": "says said saying",
    "see": "sees saw seen seeing",
    "send": "sends sent sending",
    "set": "sets set setting",
    "shoot": "shoots shot shooting",
    "show": "shows showed shown showing",
    "sing": "sings sang sung singing",
    "speak": "speaks spoke spoken speaking",
    "spell": "spells spelled spelt spelling",
    "swear": "swears swore sworn swearing",
    "sum": "sums summed summing",
    "take": "takes took taken taking",
    "teach": "teaches taught teaching",
    "tell": "tells told telling",
    "text": "texts texted texting",
    "think": "thinks thought thinking",
    "throw": "throws threw thrown throwing",
    "understand": "understands understood understanding",
    "write": "writes wrote written writing",
}
# Verbs of more than one syllable that double their last letter all the same.
_DOUBLING = frozenset("admit rebut commit concur demur infer pan rap rip slam snap blog pen".split())
_BRITISH_L = frozenset("signal label marvel counsel channel".split())
_VOWELS = "aeiou"


def forms(lemma: str) -> Iterator[str]:
    """Every printed form of a verb, the lemma included: `forms("vow")` gives vow, vows, vowed, vowing."""
    yield lemma
    if lemma in _IRREGULAR:
        yield from _IRREGULAR[lemma].split()
        return
    stem = lemma
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
        return
    yield lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    if lemma.endswith("e"):
        yield lemma + "d"
        yield (lemma if lemma.endswith("ee") else lemma[:-1]) + "ing"
        return
    if lemma in _DOUBLING or lemma in _BRITISH_L:
        stem = lemma + lemma[-1]
        yield from (stem + "ed", stem + "ing")
    if lemma not in _DOUBLING:
        yield from (lemma + "ed", lemma + "ing")


def table(lemmas: Iterable[str]) -> dict[str, str]:
    """Map every form of these verbs to its lemma; where two verbs share a form, the one listed first wins."""
    found: dict[str, str] = {}
    for lemma in lemmas:
        for form in forms(lemma):
            found.setdefault(form, lemma)
    return found
