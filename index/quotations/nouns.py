"""Words for those who can speak: roles, bodies, groups, outlets and documents; and the titles before a name."""

from __future__ import annotations

MALE = frozenset(
    """he him his himself man boy father dad son brother husband uncle nephew grandfather grandson king prince
    duke lord sir mr mr. actor waiter spokesman chairman congressman businessman policeman fireman salesman
    anchorman councilman alderman assemblyman gentleman widower boyfriend fiancé groom monk priest bishop
    pope cardinal imam rabbi fisherman sportsman batsman cameraman frontman ombudsman statesman clergyman
    countryman craftsman herdsman señor monsieur herr emperor baron baronet""".split()
)
FEMALE = frozenset(
    """she her hers herself woman girl mother mum mom daughter sister wife aunt niece grandmother granddaughter
    queen princess duchess lady dame mrs mrs. ms ms. miss actress waitress spokeswoman chairwoman
    congresswoman businesswoman policewoman saleswoman anchorwoman councilwoman assemblywoman widow
    girlfriend fiancée bride nun sportswoman frontwoman ballerina hostess heiress goddess señora madame frau
    empress baroness midwife""".split()
)
# Printed before a name and left out of it; also the words by which a person is taken up again ("the senator").
TITLES = frozenset(
    """mr mr. mrs mrs. ms ms. mx miss cllr supt insp sgt cpl pte pc det adm amb fr sir dame baroness baron
    viscount countess earl marquess sheikh emir sultan lord lady dr dr. doctor prof prof. professor rev rev.
    reverend father sister brother bishop archbishop cardinal pope rabbi imam king queen prince princess duke
    duchess president vice-president premier chancellor minister secretary senator sen sen. representative
    rep rep. congressman congresswoman governor gov gov. lt lt. mayor councillor councilor councilman
    councilwoman commissioner chairman chairwoman chair chairperson ambassador judge justice attorney general
    gen gen. colonel col col. major maj maj. captain capt capt. sergeant sgt sgt. lieutenant officer
    inspector detective constable superintendent sheriff chief director coach manager captain skipper striker
    midfielder defender goalkeeper winger forward quarterback pitcher spokesman spokeswoman spokesperson
    economist analyst professor scientist researcher astronomer biologist chemist physicist historian author
    novelist poet writer critic editor journalist reporter columnist correspondent actor actress singer
    director producer composer conductor painter sculptor architect designer curator artist engineer
    astronaut founder co-founder ceo executive investor trader banker lawyer solicitor barrister prosecutor
    farmer teacher headteacher headmaster headmistress principal student nurse surgeon pastor deputy
    assistant former ex acting interim vice first second lead senior junior prime foreign defense defence
    treasury trade interior finance health education state press house majority minority speaker leader whip
    advisor adviser aide commander admiral undersecretary msp mp mep hon hon. right honourable crown mission
    project team head party""".split()
)
# Of those who can speak, the ones that are always several.
SEVERAL = frozenset(
    """children people men women police staff crew troops public others many some few several most half majority
    none both all two three four five everyone everybody someone somebody anyone nobody one family media""".split()
)
# By which words a bearer of a title is taken up again.
SAME_ROLE = {
    short: tuple(words.split())
    for short, words in {
        "rep": "representative congressman congresswoman lawmaker",
        "representative": "congressman congresswoman lawmaker",
        "congressman": "representative lawmaker",
        "congresswoman": "representative lawmaker",
        "sen": "senator lawmaker",
        "senator": "lawmaker",
        "gov": "governor",
        "prof": "professor",
        "dr": "doctor",
        "capt": "captain",
        "sgt": "sergeant officer",
        "det": "detective officer",
        "detective": "officer",
        "insp": "inspector officer",
        "constable": "officer",
        "sergeant": "officer",
        "inspector": "officer",
        "cllr": "councillor councilor",
        "supt": "superintendent officer",
        "cmdr": "commander",
        "lt": "lieutenant officer",
        "col": "colonel",
    }.items()
}
# Heads of noun phrases that can speak, beside words in -er, -or, -ist, -ian, -man, -woman, -person.
PEOPLE = frozenset(
    """official officials expert experts source sources resident residents people person man woman men women boy
    girl mother father parent parents son daughter brother sister husband wife widow family families friend
    friends critic critics ally allies aide aides voter voters president chief head boss chair mayor judge
    justice coach captain student students nurse scientist scientists king queen prince princess pope bishop
    priest rabbi imam secretary deputy ambassador envoy diplomat delegate advocate activist witness witnesses
    victim victims patient patients analyst analysts guest host pundit pundits veteran veterans pilot athlete
    star celebrity fan fans fellow member members representative representatives executive executives
    candidate candidates nominee candidate incumbent colleague colleagues neighbor neighbour neighbors
    neighbours opponent opponents rival rivals ceo cfo cto clerk chef guide scholar scholars guru tycoon
    magnate mogul entrepreneur billionaire millionaire attorney counsel lawmaker democrat democrats
    republican republicans conservative conservatives liberal liberals american americans teen teenager youth
    child children kid kids adult adults pensioner tenant tenants staff crew officer detective sheriff police
    constable commissioner soldier soldiers troops rebel rebels militant militants hero heroine legend
    champion winner runner-up finalist tenor soprano virtuoso protagonist narrator mp mps respondents
    respondent participant participants attendee attendees everyone everybody someone somebody anyone nobody
    many some others one few several most half majority none both all two three four five""".split()
)
BODIES = frozenset(
    """government ministry department agency administration committee commission council board panel court
    parliament congress senate cabinet office bureau authority authorities union federation association
    organization organisation institute institution university college school company firm group corporation
    bank fund foundation charity club team party campaign coalition alliance movement league army navy
    military force police service hospital museum gallery church vatican palace kremlin pentagon embassy
    consulate mission regulator watchdog airline carrier manufacturer retailer startup start-up brand maker
    conglomerate lender insurer operator utility outlet newspaper paper magazine daily tabloid broadsheet
    broadcaster network channel station website site publication journal blog agency wire newsroom media
    press account handle outfit body state country nation city town village borough county district region
    union white house tribunal inquiry watchdog think-tank thinktank nonprofit ngo syndicate studio label
    publisher developer consortium trust society academy jury community industry sector public opposition
    leadership management ownership side camp task""".split()
)
DOCUMENTS = frozenset(
    """report study survey poll analysis paper statement letter email e-mail memo memorandum note message tweet
    post posting video article editorial column op-ed story piece book memoir release announcement notice
    advisory bulletin filing complaint lawsuit suit indictment affidavit ruling verdict decision judgment
    judgement opinion order brief petition document documents record records transcript review audit
    assessment research figures data statistics numbers forecast index census findings results ad ads advert
    advertisement commercial campaign website page entry sign banner placard headline caption readout
    communique communiqué manifesto resolution bill law act constitution guideline guidelines guidance draft
    letterhead press-release blog newsletter chapter testimony interview podcast speech documentary film
    consultation inspection experiment experiments
    inscription label plaque poster slogan polls surveys studies reports statements documents emails letters
    tweets posts reviews filings""".split()
)
# What studies find and companies report, in a noun: "found no link between …", "reported a sharp fall in …".
RESULTS = frozenset(
    """link evidence correlation difference association increase decrease rise fall drop decline growth proof
    sign signs trace profit profits loss losses earnings revenue sales surplus deficit shortfall results
    improvement""".split()
)
# Of these, the ones that find and show: the others ("his statement suggests") say nothing themselves.
STUDIES = frozenset(
    """report study survey poll analysis paper review audit assessment research figures data statistics numbers
    forecast index census findings results records polls surveys studies reports records reviews article
    investigation indictment consultation inspection
    experiment experiments filings lawsuit documents""".split()
)
PLACES = frozenset(
    """lane street road avenue boulevard park bridge square hill river lake city town village county island
    islands mountain valley beach bay harbour harbor hospital university college school church centre center
    stadium arena airport station hall building tower plaza court theatre theater museum library prison farm
    forest gate quay creek heights springs falls cup league prize award awards act bill""".split()
)
FIRMS = frozenset(
    """company firm group operator manufacturer maker carrier airline retailer bank brand startup start-up giant
    business chain developer publisher producer lender insurer supermarket supplier conglomerate corporation
    automaker carmaker drugmaker chipmaker brewer builder utility organisation organization charity club
    institution""".split()
)
# What "the outlet" or "the post" can stand for; used to take a body up again.
OUTLETS = frozenset(
    """outlet newspaper paper magazine daily tabloid broadsheet broadcaster network channel station website site
    publication journal blog agency account handle post article story report piece column service""".split()
)
POSTS = frozenset("post tweet article story report piece column statement letter email memo blog note message".split())
_SUFFIXES = ("er", "or", "ist", "ian", "man", "woman", "person", "men", "women", "ers", "ors", "ists", "ians", "ee",
             "ees", "people", "eer", "eers", "ant", "ants", "archs", "arch", "phile", "maker", "ologist")  # fmt: skip
_THINGS = frozenset(
    """number order matter power water paper letter offer summer winter weather corner center centre quarter
    error factor sector floor door color colour behavior behaviour humor humour labor labour terror mirror
    horror major minor error vapor harbor harbour computer server dinner order river other another however
    never ever over under character chapter cancer disaster former latter rather whether after either neither
    layer member-state poster banner flyer letter trailer thriller helicopter car order border shoulder
    finger master fiber fiber laser tower power transfer answer wonder danger anger hunger cover gender
    murder disorder monitor indicator meter liter percent plant restaurant warrant grant constant giant want
    coffee fee knee tree committee employee-share guarantee stranger-than virus encounter barrier frontier
    drawer filter buffer rubber timber lumber sugar motor tractor reactor detector sensor processor vector
    interior exterior mayor-ship fever liver manner matter slogan slaughter laughter adventure shelter
    counter thunder wander wire winner-take-all engine moment event turnover carryover makeover takeover
    rollover leftover layover spillover overturn war development developments move step change gesture
    decision silence absence presence lack rise fall""".split()
)


def is_person_noun(word: str) -> bool:
    """Whether a common noun names a person or people by role: `spokesman`, `residents`, `biologist`."""
    if word in PEOPLE or word in TITLES:
        return True
    return word not in _THINGS and word not in BODIES and word not in DOCUMENTS and word.endswith(_SUFFIXES)


def can_speak(word: str) -> bool:
    """Whether a common noun can be one who speaks: a role, a body or a document."""
    plural = word.removesuffix("s")
    return (
        is_person_noun(word)
        or word in BODIES
        or word in DOCUMENTS
        or plural in BODIES
        or plural in DOCUMENTS
        or (word.endswith("ies") and word[:-3] + "y" in BODIES)
    )
