"""The cue lexicon: which words say that something was said, and in which frames.

Frames of verbs, one letter each:

    C  a clause              "warned (that) the bridge may close"
    Q  a quotation in marks  "It leaks," she sighed
    I  an infinitive         "vowed to rebuild it"
    T  someone to do it      "urged drivers to turn back"
    N  a noun phrase         "denied the charge"
    A  something as it is    "called the plan a gamble", "described it as reckless"
    W  an embedded question  "asked whether it was safe"
    d  only with a speaker   the subject must be able to speak (a person, a body, a statement)
    D  of documents          the subject may be a study, a poll, figures
"""

from __future__ import annotations

from index.quotations.inflect import table

_GROUPS = {
    # Saying, in so many words.
    "CQD": """say state claim announce argue declare report assert contend allege proclaim affirm reaffirm reiterate
        conclude caution warn stress emphasize emphasise predict""",
    "CQ": """disclose divulge underscore write tweet retweet post blog reply answer remark attest testify avow opine
        quip jest josh posit aver maintain retort rejoin interject exclaim blurt volunteer concur boast brag joke
        deadpan marvel lament bemoan muse ruminate theorize theorise hypothesize hypothesise intone postulate
        recollect reminisce stipulate vouch""",
    "CQN": """remember acknowledge admit concede confess confirm reveal recall recount explain clarify mention protest
        propose recommend estimate forecast bewail deplore bemoan lament decry outline relate repeat detail""",
    "CQWN": "predict foresee",
    "CQd": """add note observe comment respond counter continue insist complain gripe grumble grouse gush rave fume
        quote repeat speculate surmise reason agree disagree elaborate interpose conjecture worry fret guess
        reckon hint imply intimate insinuate""",
    "CDd": "suggest indicate signal find show demonstrate calculate project note underline highlight",
    "Nd": "state project highlight tout expect blame describe",
    "CQTd": """tell inform notify assure remind advise instruct reassure alert caution forewarn request order command
        direct beseech implore entreat beg plead exhort encourage""",
    "CQTWd": "ask",
    "QWd": "inquire enquire wonder query quiz question",
    "CQTNd": "urge demand",
    "CQId": "vow pledge promise swear threaten",
    "Id": "offer volunteer propose undertake",
    "Cd": """accept yell shout scream mutter mumble whisper believe think feel hope fear expect anticipate suspect doubt
        deny rule hold determine envision stipulate regret""",
    "Qd": """shout yell scream cry call whisper mutter murmur mumble groan sigh moan whine rant thunder bellow roar
        chant hiss snap bark growl snarl sneer scoff sniff chuckle laugh giggle smile grin nod shrug weep sob
        wail gasp croak drawl stammer stutter bluster crow enthuse chime chirp chortle cackle pout snort erupt
        explode scold chide admonish tease taunt caption text email e-mail message cable pray preach lecture
        teach begin start conclude finish end close joke recite sing read offer venture interrupt pipe urge
        console greet reflect rhapsodize rhapsodise rasp demur coo purr seethe spit plead summarize summarise
        reply""",
    "dN": """criticize criticise blast slam denounce condemn decry dismiss reject defend mock ridicule deride applaud
        hail welcome praise laud commend assail lambast lambaste castigate chide rebuke rap berate excoriate
        skewer disparage dispute rebut refute repudiate disavow tout extol question allege demand voice express
        announce stress emphasize emphasise echo deny reiterate promise pledge bemoan lament protest predict warn
        recommend congratulate admonish upbraid decry""",
    "Ad": """call describe dub label brand characterize characterise portray depict term deem declare denounce condemn
        blast slam dismiss criticize criticise hail praise tout decry deride ridicule mock view liken compare
        accuse blame credit fault cite highlight paint pronounce declare reject""",
}
# Verbs that say something only with a preposition after them; its object is what was said.
_WITH = {
    "call": "for on",
    "hint": "at",
    "point": "to",
    "warn": "of about against",
    "speak": "of",
    "complain": "about of",
    "appeal": "for to",
    "plead": "for",
    "apologize": "for",
    "apologise": "for",
    "boast": "of about",
    "brag": "of about",
    "joke": "about",
    "allude": "to",
    "object": "to",
    "refer": "to",
    "rail": "against",
    "argue": "for against",
    "push": "for",
    "caution": "against",
    "advise": "against",
    "insist": "on upon",
    "comment": "on",
    "elaborate": "on",
    "rant": "about",
    "rave": "about",
    "gush": "about over",
    "fret": "about over",
    "ask": "for about",
    "inquire": "about",
    "advocate": "for",
    "disagree": "with",
    "testify": "about",
    "marvel": "at",
    "scoff": "at",
    "bristle": "at",
}
# The preposition that joins what something is said to be: "accused them of fraud", "likened it to a storm".
JOINED: dict[str, frozenset[str]] = {
    lemma: frozenset(prepositions.split())
    for lemmas, prepositions in (
        ("accuse", "of"),
        ("blame fault", "for on"),
        ("credit", "for with"),
        ("liken compare", "to with"),
        ("describe portray depict characterize characterise paint view cite highlight", "as"),
        (
            "denounce condemn blast slam dismiss criticize criticise hail praise tout decry deride ridicule mock",
            "as for",
        ),
        ("call dub label brand term deem pronounce declare", ""),
        ("reject", "as"),
    )
    for lemma in lemmas.split()
}
# Verb and particle that together say: "pointed out that", "fired back". Frames as above.
PHRASAL = {
    ("point", "out"): "CQND",
    ("spell", "out"): "CNd",
    ("lay", "out"): "CNd",
    ("set", "out"): "CNd",
    ("rule", "out"): "Nd",
    ("call", "out"): "QNd",
    ("cry", "out"): "Qd",
    ("fire", "back"): "CQd",
    ("shoot", "back"): "CQd",
    ("hit", "back"): "Qd",
    ("write", "back"): "CQd",
    ("snap", "back"): "Qd",
    ("push", "back"): "Qd",
    ("go", "on"): "Q",
    ("carry", "on"): "Qd",
    ("chime", "in"): "CQd",
    ("weigh", "in"): "CQd",
    ("chip", "in"): "Qd",
    ("break", "in"): "Qd",
    ("cut", "in"): "Qd",
    ("sum", "up"): "QNd",
    ("speak", "out"): "Qd",
    ("lash", "out"): "Qd",
    ("blurt", "out"): "CQd",
    ("brush", "off"): "Nd",
    ("shrug", "off"): "Nd",
    ("laugh", "off"): "Nd",
    ("play", "down"): "Nd",
    ("call", "off"): "",
    ("talk", "up"): "Nd",
    ("own", "up"): "Qd",
}
# Verbs that lend their subject to a noun or an adjective that says it: "made clear that", "voiced fears that".
LIGHT = """make express voice raise issue offer give have repeat reiterate share send release deliver air convey
        publish post put reaffirm restate renew sound level launch state register lodge communicate float echo
        press sign read keep leave write file submit present have hold face draw remain be provide underscore
        underline stress emphasize emphasise signal show display dispel lend add profess insist confess extend
        hear""".split()

FRAMES: dict[str, str] = {}
for _frames, _lemmas in _GROUPS.items():
    for _lemma in _lemmas.split():
        FRAMES[_lemma] = "".join(dict.fromkeys(FRAMES.get(_lemma, "") + _frames))
PREPOSITIONS: dict[str, frozenset[str]] = {lemma: frozenset(p.split()) for lemma, p in _WITH.items()}
_PARTICLE_VERBS = dict.fromkeys(verb for verb, _ in PHRASAL)
LEMMAS: dict[str, str] = table([*FRAMES, *PREPOSITIONS, *_PARTICLE_VERBS, *LIGHT, "quote", "cite"])
LIGHT_VERBS = frozenset(LIGHT)
BE = frozenset("be is are was were been being am 's 're 'm".split())

# Nouns that say: with a that-clause, an infinitive, or one of these prepositions before what was said.
NOUNS: dict[str, str] = {}
for _after, _nouns in {
    "": """claim denial complaint
        remark comment statement announcement argument belief declaration observation conclusion contention
        assertion insistence admission acknowledgment acknowledgement confession disclosure revelation
        explanation prediction forecast estimate suggestion hint view opinion conviction confidence optimism hope
        fear concern worry doubt suspicion theory notion idea reassurance assurance confirmation testimony rumor
        rumour boast joke recommendation proposal finding message caveat note quip lament expectation""",
    "of": """accusation allegation description criticism condemnation praise warning prediction denunciation
        characterization characterisation""",
    "for": "call demand appeal plea",
    "to": "promise pledge vow threat offer",
}.items():
    for _noun in _nouns.split():
        for _form in (_noun, f"{_noun}s", f"{_noun[:-1]}ies" if _noun.endswith("y") else _noun):
            NOUNS[_form] = _after
# With these, "about" or "on" may stand before what was said, if a light verb or a possessor names who says it.
TOPIC = frozenset(
    """remark remarks comment comments optimism doubt doubts fear fears worry worries confidence hope hopes
        frustration anger outrage regret regrets skepticism scepticism concern concerns disappointment pessimism
        alarm dismay joke jokes complaint complaints warning warnings satisfaction gratitude relief sympathy
        sorrow shock disbelief thanks condolences delight unease displeasure misgivings objections criticism
        criticisms""".split()
)
# What one can be, and so says: "is adamant that", "made clear that".
ADJECTIVES = frozenset(
    """clear plain adamant confident certain sure hopeful optimistic convinced worried concerned afraid
        insistent emphatic proud sorry aware pessimistic skeptical sceptical doubtful unsure fearful glad
        thankful grateful positive satisfied disappointed delighted thrilled happy pleased surprised explicit
        unequivocal known public""".split()
)
