"""How English-language news pages word what is not the story. General habits of the trade, no outlet's own phrases.

Every pattern is matched against a whole block in its plain form (`plain`): lower case, straight apostrophes, single
spaces, no punctuation at the edges.
"""

from __future__ import annotations

import re

_SPACES = re.compile(r"\s+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def plain(line: str) -> str:
    """The form of a line that the patterns match."""
    return _EDGES.sub("", _SPACES.sub(" ", line.casefold().replace("’", "'").replace("‘", "'")))


def _whole(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\A(?:" + "|".join(alternatives) + r")\Z", re.DOTALL)


SOCIAL_WORDS = frozenset(
    [
        "facebook",
        "twitter",
        "x",
        "email",
        "e-mail",
        "mail",
        "whatsapp",
        "linkedin",
        "reddit",
        "telegram",
        "print",
        "copy",
        "link",
        "url",
        "share",
        "pinterest",
        "flipboard",
        "save",
        "instagram",
        "youtube",
        "tiktok",
        "threads",
        "bluesky",
        "mastodon",
        "rss",
        "sms",
        "messenger",
        "tumblr",
        "gift",
        "tweet",
        "post",
        "on",
        "via",
        "to",
        "this",
        "article",
        "bookmark",
    ]
)
_NETWORKS = (
    r"(?:twitter|x|facebook|instagram|threads|whatsapp|telegram|google news|youtube|linkedin|flipboard|bluesky|"
    r"mastodon|tiktok|"
    r"social media|apple news)"
)

ADVERTISEMENT = _whole(
    r"(?:advertisements?|advertising|ads?|ad feedback|remove ads|ads by .{1,30})(?:\W+.{0,60}\b(?:below|continue|"
    r"reading))?",
    r"(?:sponsored|promoted|paid|partner)(?: (?:content|post|by .{1,40}|message|links?))?",
    r"(?:article|story|content|post) continues (?:below|after|beneath).{0,50}",
    r"(?:scroll|swipe)(?: down)? (?:to|for) .{1,40}",
    r"continue reading(?: below| the main story)?",
    r"(?:story|article) continues",
)
SHARING = _whole(
    r"share(?: this| the)?(?: (?:article|story|page|post|video|link|with .{1,30}|on .{1,40}|via .{1,40}))*",
    r"(?:tweet|pin|email|e-mail|print|bookmark|save)(?: this| it)?(?: (?:article|story|page|post))?",
    r"(?:copy|get)(?: the)? link|link copied|copied to clipboard|gift this article|\d+ shares?|republish(?: this "
    r"article)?",
    r"(?:like|follow|find|join|visit) us (?:on|at) .{1,80}",
    r"follow(?: us| along)?|add (?:us|.{1,30}) (?:as a preferred source )?on google",
)
COMMENTING = _whole(
    r"(?:(?:readers?'? |all )?comments?|[\d,.k]+ (?:comments?|replies))"
    r"(?:\W{1,3}(?:[\d,.k]+\)?|section|are closed|off|policy|below))?",
    r"(?:view|show|see|read|hide|load|post|leave|add|join|write|submit|open)(?: all| the| a| your| more| this|\s\d+)*"
    r" (?:comments?|conversation|reply|discussion)(?: \d+)?",
    r"see what (?:people|others|readers) are (?:discussing|saying|talking about)",
    r"(?:have your say|what do you think(?:\?.{0,80})?|be the first to comment|start the conversation)",
    r"(?:your email address will not be published|required fields are marked|(?:please )?(?:log|sign) ?in to "
    r"(?:comment|reply|post)).{0,80}",
    r"(?:let us know|tell us|share your (?:thoughts|views|opinion)).{0,60}\b(?:comments?|below)(?: section| below)?",
)
# What opens a box or list of other stories.
OTHER_STORIES = _whole(
    r"related(?: (?:stories|story|articles?|coverage|news|content|topics?|posts?|links?|reading|videos?|items))?",
    r"more (?:from|on|in|about|by) (?:\S+ ?){1,6}",
    r"more (?:stories|news|coverage|headlines|articles|videos|like this|to (?:read|explore|know)|top stories|"
    r"reading|for you)",
    r"(?:read|also read|read also|read more|read next|read this next|see also|see more|learn more|find out more|"
    r"keep reading|read on)"
    r"(?: (?:on|about) .{1,40})?",
    r"(?:you (?:may|might)(?: also)? (?:like|enjoy|have missed|be interested in)|people also (?:read|ask))(?: "
    r".{1,20})?",
    r"(?:recommended|suggested)(?: (?:for you|stories|reading|articles|videos?|by .{1,20}|from .{1,30}|posts))?",
    r"(?:most|top|popular|trending|latest|breaking|must|more|other|recent|featured|editor'?s'?|editors'?|our) "
    r"(?:read|popular|viewed|watched|shared|commented|stories|news|headlines|posts|articles|picks?|reads|choice|now|"
    r"videos|updates)"
    r"(?: (?:in|on|from) .{1,30})?",
    r"trending|latest|popular|in other news|(?:from )?around the web|don't miss|in case you missed it|what to "
    r"(?:read|watch) next",
    r"(?:next|previous|prev)(?: (?:article|story|post|up))?|explore more(?: on .{1,30})?|hot topics|elsewhere on "
    r".{1,30}|top stories",
    r"stories? you (?:may|might) (?:like|have missed)|from our partners|you may have missed|headlines",
)
PAGE_CONTROLS = _whole(
    r"(?:skip|jump) to .{1,30}|back to (?:top|.{1,20})|(?:main )?(?:menu|navigation|search|home|homepage)|toggle "
    r".{1,30}",
    r"(?:log|sign) ?(?:in|up|out)|subscribe(?: now| today| here)?|register|my account|account|profile|donate(?: now|"
    r" today)?|e-?paper",
    r"(?:close|open|expand|collapse|loading|load more|show (?:more|less|all)|view (?:all|more)|see all)(?: "
    r".{1,20})?|image \d+ of \d+|\d+ of \d+",
    r"(?:play|pause|watch|listen)(?: (?:now|live|video|audio|again|the video|below|here))?|now playing|video(?: "
    r"duration)?|videos|audio|podcasts?",
    r"(?:view |photo |open |see )?gallery|(?:show|hide|toggle) caption|enlarge(?: this)? image|photos|"
    r"(?:\d+:)?\d{1,2}:\d\d(?: ?/ ?\d{1,2}:\d\d)?",
    r"(?:enter |type )?your (?:e-?mail|email address|e-mail address|name|comment)(?: address)?(?: here)?|"
    r"(?:\d+|one|two|three|four|five)[ -]min(?:ute)?s?(?: (?:read|watch|listen|video))|(?:read(?:ing)?|estimated) "
    r"(?:time|reading time)\W.{1,20}",
    r"listen to (?:this|the)? ?(?:article|story).{0,40}|(?:text|font) size.{0,20}|getty images|file photo|stock "
    r"photo|image|"
    r"(?:image|photo|media|video) caption|published|posted|updated|last updated",
    r"(?:please )?(?:enable|turn on) javascript.{0,80}|your browser (?:does not|doesn't) support.{0,60}|download "
    r"(?:pdf|the app|our app)",
    r"(?:tags?|topics?|filed under|categor(?:y|ies)|posted in|keywords|in this (?:article|story)|more "
    r"topics)(?:\s?:.{0,160})?",
    r"about us|contact(?: us)?|advertise(?: with us)?|careers|help(?: cent(?:er|re))?|faqs?|site ?map|rss(?: "
    r"feeds?)?|newsletters?|accessibility",
    r"live(?: updates| blog| tv)?|breaking(?: news)?|exclusive|premium|subscriber[- ]only|for subscribers|members "
    r"only|watch",
)
SIGN_UP = _whole(
    r"(?:would you like|want) to (?:receive|get|join|subscribe)\b.{1,80}\b(?:newsletters?|alerts?|updates)\b.{0,80}",
    r"(?:sign up|subscribe|register|join)\b.{0,200}\b(?:newsletters?|inbox|alerts?|our .{0,20}channel|e-?mails?|"
    r"briefing|free trial|whatsapp|daily updates)\b.{0,400}",
    r"(?:get|receive|have)\b.{1,120}\b(?:to|in|into) your inbox\b.{0,300}",
    r"(?:stay (?:informed|up to date|updated|tuned|connected)|never miss)\b.{0,60}\b(?:newsletters?|inbox|app|"
    r"subscribe|follow|alerts?)\b.{0,100}",
    r"download (?:the|our)\b.{0,60}\bapp\b.{0,100}|get (?:the|our) .{0,30}\bapp\b.{0,60}",
    r"follow (?:.{1,60} )?on "
    + _NETWORKS
    + r"\b.{0,120}|follow (?:\S+ ){0,4}@\w+.{0,60}|(?:like|find|watch) (?:us|.{1,40}) on "
    + _NETWORKS
    + r"\b.{0,60}",
    r"click (?:here|this link) (?:to|for)\b.{1,120}|(?:click|tap) here",
    r"(?:support|help (?:us|support)|fund)\b.{0,40}\bjournalism\b.{0,200}|become a (?:member|subscriber|"
    r"supporter)\b.{0,120}",
    r"(?:already|not(?: yet)?) a (?:member|subscriber)\b.{0,80}|start your free trial\b.{0,80}|create (?:a|your) "
    r"(?:free )?account\b.{0,80}",
    r"this (?:article|content|story|post) is (?:only |exclusively )?(?:available|for)\b.{0,30}\b(?:subscribers|"
    r"members)\b.{0,120}",
    r"(?:to continue reading|unlock (?:this|unlimited|full))\b.{0,120}",
    r"(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? cookies\b.{0,500}|(?:accept|reject|"
    r"manage)(?: all)? cookies",
    r"by (?:clicking|signing|continuing|subscribing|submitting|registering|using|entering)\b.{0,200}\b(?:agree|"
    r"accept|consent|acknowledge)\b.{0,300}",
)
LEGAL = _whole(
    r"(?:©|\(c\)|copyright)\s?(?:©|\(c\))?.{0,200}|(?:\S+ ){0,30}all rights reserved.{0,120}|\d{4} (?:\S+ ){0,6}all "
    r"rights reserved.{0,120}",
    r"terms (?:of (?:use|service|sale)|and conditions|& conditions)(?: .{1,60})?|privacy(?: (?:policy|notice|"
    r"settings|cent(?:er|re)))?(?: .{1,60})?",
    r"cookie (?:policy|settings|preferences|notice)|this material may not be (?:published|reproduced).{0,160}|do "
    r"not sell .{1,60}|your privacy choices",
)
NOTICE_LABEL = re.compile(
    r"\A(?:(?:investment|financial|legal|medical|affiliate|ad|advertising|advertiser|editorial|risk|important|full|"
    r"general|standard) )*"
    r"(?:disclaimers?|disclosures?)\b(?=\s?(?::|$|[–—-]))"
    r"|\A(?:editor's|editors'|publisher's) note\b"
    r"|\Awhy (?:you can |you should |should you |readers )?trust\b(?=.{1,40}(?::|\?|$))"
    r"|\A(?:our|editorial) (?:standards|guidelines|process|policy|policies)\b(?=\s?(?::|$))"
)
CREDITS_OF_REPORTING = _whole(
    r"(?:\S+ ){1,24}(?:also )?contributed(?: reporting)?(?: to this (?:report|story|article|post)| from .{1,40}| "
    r"reporting).{0,40}",
    r"(?:contributing|contributors?|contributed by)\s?:.{1,160}",
    r"(?:additional |original )?(?:reporting|writing|editing|research)(?: and (?:writing|editing|reporting))? by "
    r".{1,240}",
    r"(?:with|includes) (?:additional )?(?:reporting|files|information|material) (?:by|from) .{1,100}",
    r"our standards\s?: .{1,80}|(?:produced|edited|compiled|translated) by .{1,100}",
    r"this (?:article|story|report|post|piece|content|interview|copy) (?:was|has been|is|will be|originally|first|"
    r"also)(?: \w+ly)? ?(?:first |been |also )?"
    r"(?:published|updated|edited|produced|generated|translated|republished|appeared|created|syndicated|written by|"
    r"provided|part of our|reproduced|adapted)\b.{0,260}",
    r"a version of this (?:article|story|piece|post)\b.{0,160}",
    r"(?:the )?(?:views|opinions)(?: and (?:views|opinions))?(?: and \w+)? expressed\b.{0,300}",
    r"(?:nothing in )?(?:this|the) (?:article|content|information|material|site)\b.{0,80}\b(?:does|do|should) not "
    r"(?:be )?(?:constitute|construed|necessarily (?:reflect|represent)|intended)\b.{0,200}",
    r"(?:do you )?(?:have|got) (?:a |any )?(?:news )?(?:tips?|story|stories|questions?|"
    r"information)\b.{0,60}\b(?:e-?mail|contact|write|send|get in touch|call)\b.{0,120}",
    r"(?:contact|reach|e-?mail|write to|follow)\b(?:.{1,80})\bat\b.{1,60}[@].{1,60}|(?:he|she|they) can be "
    r"(?:reached|contacted|followed)\b.{0,120}",
)
# Labels after which a press release or an article tells about itself or its author.
ABOUT_LABEL = _whole(
    r"(?:about|meet) (?:the )?(?:authors?|writers?|reporters?|contributors?|journalists?)",
    r"(?:media|press|investor|pr|for (?:more|further) information)(?: \w+)? ?(?:contacts?|enquiries|inquiries|"
    r"relations)(?:\s?:.{0,80})?",
    r"(?:cautionary (?:statement|note) (?:regarding|on|about) )?forward[- ]looking statements?|safe harbou?r(?: "
    r"statement)?",
)
READ_MORE = re.compile(
    r"\A(?:read (?:more|also|next|this)|also read|see also|related(?: (?:story|article|stories))?|must[- ]read|more|"
    r"recommended|don't miss|learn more|check out|"
    r"go deeper|podcasts?|listen|watch)\s?[:|>»]+\s?\S"
)
ABOUT_COMPANY = _whole(r"about (?:[\w&.'-]+ ?){1,6}")
# Words of a press release, whose last paragraphs tell about the sender.
RELEASE = re.compile(
    r"FOR IMMEDIATE RELEASE|/PR ?Newswire/|\(?BUSINESS WIRE\)?|GLOBE NEWSWIRE|Media [Cc]ontacts?:|Press "
    r"[Cc]ontacts?:|PRESS RELEASE|NEWS RELEASE"
)
RELEASE_MARKS = _whole(
    r"for immediate release|ends?|notes? to editors?|-?30-?|press release|news release|embargoed until .{1,60}"
)
HIGHLIGHTS = _whole(
    r"(?:key |story |article |the )?(?:highlights|points|takeaways|facts|findings|summary)(?: (?:at a glance|from "
    r".{1,30}))?",
    r"(?:at a glance|in (?:short|brief|a nutshell|summary)|tl;?dr|quick (?:take|read|summary|facts)|what (?:to|you "
    r"need to) know|ai summary|the gist)",
)

AGENCIES = (
    r"(?:Reuters|REUTERS|Thomson Reuters|AP(?: Photo| Images)?|The Associated Press|Associated Press|ASSOCIATED "
    r"PRESS|AFP|Agence France-Presse|Getty(?: Images)?"
    r"|GETTY IMAGES|Getty Images North America|EPA(?:-EFE)?|EFE|PA(?: Media| Wire| Images)?|Bloomberg|Shutterstock|"
    r"Xinhua|Anadolu(?: Agency)?|ANI|PTI|IANS|DPA|dpa|Alamy(?: Stock Photo)?"
    r"|iStock(?:photo)?|Unsplash|Pexels|Pixabay|NurPhoto|ZUMA(?: Press)?|Sipa(?: USA)?|Kyodo(?: News)?|Yonhap|TASS|"
    r"UPI|CNN|BBC|NASA|USA TODAY(?: Sports| Network)?|Imagn(?: Images)?|Wikimedia Commons|CC BY.{0,20}|Handout|HANDOUT)"
)
_NAME = r"[A-ZÀ-Þ][\w.'’-]*"
CREDIT_LINE = re.compile(
    r"\A\W?(?:(?:file|photo(?:graph)?s?|image|picture|pic|credit|photo credit|image credit|image source|graphic|"
    r"illustration|courtesy|featured image|cover image)"
    r"(?:\s(?:by|credits?|source|courtesy|courtesy of|via)\b|\s?[:/|]|\s[–—-](?=\s))\s?\S.{0,90}"
    rf"|(?-i:(?:{_NAME}\s){{0,4}}(?:{_NAME})?(?:\s?[/|,]\s?|\s?via\s|\s[–—-]\s){AGENCIES}(?:[\s/|,].{{0,40}})?)"
    rf"|(?-i:{AGENCIES}(?:\s?[/|]\s?.{{0,60}})?))\W?\Z",
    re.IGNORECASE,
)
CAPTION_END = re.compile(
    r"(?:[(\[](?:[^()\[\]]{0,60}(?:AP Photo\b|Getty\b|REUTERS/|/\s?(?:AP|AFP|EPA|Reuters)\b|via (?:AP|AFP|Reuters)\b)"
    r"|(?:Photo|Image|Picture|Credit|Photograph|File)\s?(?:by|credit|courtesy|via|[:/|–—-]|"
    r"photo))[^()\[\]]{0,80}[)\]]\W?"
    r"|(?:\bREUTERS/|\bAP Photo/|\bAFP/|/Getty|via Getty|via AP|via REUTERS)[\w .,/’'-]{0,60}"
    rf"|[.!?][”\"’)]*\s+(?:(?:Photo|Image|Picture|Credit|Photograph)\s?(?:by|credit|courtesy|:)\s?.{{2,60}}|"
    rf"(?:{_NAME}\s){{0,4}}(?:{_NAME})?(?:\s?[/|,]\s?|via\s)?{AGENCIES}(?:/.{{0,30}})?))\Z"
)
CAPTION_START = re.compile(
    r"\A(?:FILE(?: PHOTO| PICTURE| IMAGE)?\s?[:–—-]|File photo\b|PHOTO:|Photo:|Image:|Pictured:|Above:|CAPTION:)"
)
CAPTION_GRAMMAR = re.compile(
    r"\b(?:is|are) (?:seen|pictured|shown|photographed|displayed)\b|\((?:left|right|centre|center|l|r|c|pictured)\)|"
    r"\b(?:left|right), (?:and|with)\b|\bposes? (?:for|with|at)\b"
)

BIO = re.compile(
    r"\A(?:[A-ZÀ-Þ][\w.'’-]+,?\s){2,4}(?:[^.]{0,80},\s)?(?:(?:is|has been|works as)\b.{0,80}\b(?:journalist|"
    r"reporter|correspondent|columnist|editor|writer|author|blogger|contributor|producer|fellow|professor|analyst|"
    r"freelancer?|intern|anchor|photographer|critic|lecturer|strategist)\b"
    r"|(?:covers|writes (?:about|on|for)|reports (?:on|for)|teaches|has (?:covered|"
    r"(?:written|reported) (?:about|on|for)))\b)"
)
# Words that mark the name of an outlet.
PRESS_WORD = re.compile(
    r"(?:news|times|post|herald|tribune|gazette|journal|chronicle|observer|telegraph|guardian|courier|bulletin|"
    r"dispatch|ledger|inquirer|examiner|sentinel|"
    r"standard|globe|daily|weekly|magazine|reuters|broadcasting|newswire|wire|press|today|independent|mirror|"
    r"register|mercury|argus|echo|reporter|record|advocate|"
    r"insider|monitor|review|digest|radio|media|tv|week)\Z|\A(?:news\w{0,4}|bbc|cnn|nbc|abc|cbs|npr|pbs|afp|ap|upi|"
    r"itv|reuters)\Z",
    re.IGNORECASE,
)
