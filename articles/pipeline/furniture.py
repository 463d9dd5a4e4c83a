"""Lines that outlets put around and into an article but that are not part of it.

Judges single lines of plain text; knows nothing of pages or of an article's order.
The patterns are kept narrow: a lost sentence is worse than a leftover label.
"""

from __future__ import annotations

import re

from articles.text.normal import one_line


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LABEL = re.compile(
    r"^\W*(?:advertisements?|adverti[sz]ing|ad|sponsored(?: content| by .{1,40})?|"
    r"paid (?:post|content)|(?:story|article) continues (?:below|after)(?: (?:this |the )?"
    r"ad(?:vertisement)?)?|(?:advertisement )?scroll to continue.{0,40}|skip ad(?:vertisement)?|"
    r"skip (?:to|past) .{1,60}|continue reading.{0,60}|loading(?: \w+){0,2}|click here.{0,60}|"
    r"tap here.{0,60}|listen(?: to (?:this )?(?:article|story))?(?:[ ·\d:]*(?:min(?:utes)?)?)?|"
    r"\d+ ?min(?:ute)?s?(?: read)?|reading time.{0,20}|\d+ (?:minutes?|hours?|days?) ago|"
    r"share(?: (?:this|on|via|to|full)\b.{0,40})?|(?:share|save|print|e-?mail|tweet|pin|post|copy|"
    r"gift|copy link|link copied|facebook|twitter|whatsapp|linkedin|reddit|messenger|pinterest|x|"
    r"telegram|flipboard|bluesky|threads|more|comments?|bookmark|icon|close|menu|search)"
    r"(?:[\s,|/·•]+(?:share|save|print|e-?mail|tweet|pin|post|copy|gift|copy link|link copied|"
    r"facebook|twitter|whatsapp|linkedin|reddit|messenger|pinterest|x|telegram|flipboard|bluesky|"
    r"threads|more|comments?|bookmark|icon|this|article|story|link|\d+))*|"
    r"(?:view|see|show|add|leave|post|read)?(?: all)?(?: the| a)? ?\d* ?comments?(?: \(?\d+\)?)?|"
    r"(?:sign|log) in|subscribe(?: now| today)?|sign up(?: now)?|register(?: now)?|"
    r"back to top|getty images|image source|toggle caption|hide caption|enlarge(?: this)? image|"
    r"play video|watch(?: live)?|video|gallery|photos?|trending(?: now)?|breaking news|"
    r"live updates?|exclusive|editor['’]?s picks?|recommended|supported by|news analysis|order "
    r"reprints|fact-checked|proofread|trusted source|peer-reviewed publication|thank you|"
    r"to read the full story.{0,30}|this (?:article|email) has been sent to|an error (?:has )?"
    r"occurred.{0,40})\W*$",
    re.I,
)
_PROMO = re.compile(
    r"^\W*(?:(?:read|see|watch|listen|learn)(?: more| also| next| this| it)?\s*[:|»>]|"
    r"read (?:more|also|next|the full|our)\b.{0,120}$|(?:also|must)[ -](?:read|see)\b|"
    r"(?:related|more on this|more from|recommended|opinion|editor['’]s (?:pick|choice)|"
    r"don['’]t miss|in case you missed it|you (?:may|might) (?:also|like)|up next|see also|"
    r"what to read next|more (?:stories|news|coverage|info(?:rmation)?))\s*[:|»>]|"
    r"sign up (?:for|to|here|now|today)\b.{0,200}(?:newsletter|e-?mail|alert|inbox|"
    r"briefing|free|daily|weekly|here)|signed up (?:for|to)\b.{0,200}newsletter|"
    r"subscribe (?:to|now|today|here)\b.{0,200}|get (?:the|our|more|all)\b.{0,120}(?:newsletter|"
    r"inbox|alerts?|in your e-?mail)|enter your e-?mail\b|by (?:signing up|subscribing|entering "
    r"your|clicking|providing|submitting)\b.{0,120}\b(?:you|terms|privacy|policy|policies)\b|"
    r"(?:(?:follow|join|find) (?:us|our|me|him|her|them|@?\w+(?: \w+)?)|like (?:us|our \w+)) "
    r"(?:on|via|at)\b.{0,60}\b(?:twitter|facebook|instagram|x|telegram|whatsapp|tiktok|youtube|"
    r"google news|threads)\b|"
    r"download (?:the|our)\b.{0,60}\bapp\b|(?:thanks|thank you) for (?:signing up|subscribing)|"
    r"(?:this|the) (?:page|video|site|content) (?:requires (?:javascript|cookies|flash|an? "
    r"(?:account|subscription))|uses cookies|is not available(?: (?:in|on) your\b|\W*$))|"
    r"we use cookies\b|your browser (?:does not|doesn't)\b|please enable javascript|"
    r"(?:click|tap) (?:here|on)\b|to receive our\b|newsletters?\b\W*$|"
    r"have a (?:news )?tip\b.{0,60}[?:]|(?:write|send (?:tips|feedback)) to .{0,60}@|"
    r"[—–-]*\s*contact .{2,60}@|(?:e-?mail|reach|contact|follow) .{2,60}\b(?:at|on) .{0,60}@|"
    r".{2,60} (?:may|can) be reached (?:at|on) .{0,60}(?:@|\d{3}\W|\b(?:signal|twitter|telegram)"
    r"\b)|"
    r"(?:journal information|provided by|citation)(?:\s*:\s.{2,200}|\s[^.]{2,80})$|"
    r"if you (?:enjoyed|liked) this (?:article|story|post|piece)\b|view this post on instagram|"
    r"a post shared by .{2,80}$|\[/?[a-z][\w-]*(?: [\w-]+=.*)?\]|"
    r"materials provided by (?:[^.]{2,100}$|.{2,160}\bnote:)|"
    r".{0,200}\bdelivered (?:straight |right |directly )?to your (?:inbox|e-?mail)|"
    r".{0,160}\b(?:newsletters?|briefings?|e-?mails?|(?-i:Get))\b.{0,80}\bdelivered (?:every|each|"
    r"daily|weekly)\b|"
    r".{0,120}\b(?:straight|right|directly) (?:to|in) your inbox\b|"
    r"this copy is for your personal|this (?:article|document) (?:has been reviewed according to|"
    r"is subject to copyright)|(?:join|visit) our .{2,30}(?:forums?|community)\b|"
    r"(?:our )?(?:commenting|comments) (?:policy|guidelines|are closed)\b)",
    re.I,
)
_RELATED = re.compile(
    r"^\W*(?:related(?: (?:articles?|stories|news|content|topics|coverage|links|posts|reading))?|"
    r"more (?:from|on|in|about|stories|news|coverage|like this)\b.{0,50}|"
    r"more (?:\w+ ){1,3}stories|explore further|most (?:read|viewed|"
    r"popular|shared|commented)\b.{0,40}|trending(?: (?:now|stories|news|today))?|"
    r"(?:recommended|suggested)(?: (?:for you|stories|articles|reading|videos))?|"
    r"you (?:may|might) (?:also )?(?:like|be interested in)\b.{0,30}|top stories|latest (?:news|"
    r"stories|posts|headlines)\b.{0,30}|popular (?:now|stories|posts)|up next|read next|"
    r"what to read next|editor['’]?s['’]? (?:picks?|choice)|around the web|from our partners|"
    r"promoted stories|in this (?:section|story)|tags|topics|"
    r"don['’]t miss|elsewhere on .{2,30})\W*$",
    re.I,
)
_END = re.compile(
    r"^\W*(?:©|(?:copyright|\(c\))\s*(?:©|\(c\))?\s*(?:19|20)\d{2}\b|copyright\s*(?:©|\(c\)|"
    r"by\b|all\b)|copyright (?:the )?[\w&’' -]{2,50},? (?:19|20)\d{2}\b|copyright [^.]{2,60}$|"
    r"all rights reserved\b|contact us\b.{0,160}$|"
    r"(?:terms (?:of (?:use|service)|and conditions)|privacy policy|cookie policy|about us)\b"
    r"(?:[^.]{0,160}|.{0,160}(?:©|rights reserved\b).{0,80})$|"
    r"(?:view|join|start|leave) (?:the |a )?(?:conversation|comments?|"
    r"discussion|reply)\b.{0,40}$|leave a (?:reply|comment)\b.{0,40}$|\d+ comments?$|comments?$|"
    r"about the authors?\W*$|post navigation$|our sources$|cite this (?:page|article)\b)",
    re.I,
)
_TAGS = re.compile(r"^\W*(?:topics?|tags?|tagged|filed under|categor(?:y|ies)|keywords)\s*:", re.I)
_DESK = re.compile(
    r"^\W*(?:\(?(?:additional )?(?:reporting|writing|editing|compiled|edited|produced) by\b"
    r"(?P<names>.{3,200})$|our standards: the thomson reuters)",
    re.I,
)
#: Words in lower case between names, and how many others may stand there.
_BETWEEN_NAMES = _words("by and in for of the with at from to additional reporting writing editing")
_MOST_OTHERS = 2
_BIO = re.compile(
    r"^[A-Z][\w.'’-]+ (?:[A-Z][\w.'’-]+ ){1,3}(?:is|was|covers|writes|reports)\b.{0,80}"
    r"\b(?:reporter|correspondent|editor|writer|columnist|journalist|politics for|contributor|"
    r"(?:news|video|tv|television|radio|audio|podcast|senior|executive|associate) producer|"
    r"(?:the|an?|co-?) ?host of|fellow (?:at|with|in)|covers?)\b",
)
_INTRODUCED = (
    r"(?:,? (?:an?|the|our) \w+)?(?:,[^,]{3,60},)? (?:is|was|has|writes?|covers?|reports?|works?|"
    r"worked|joined|lives|specialises|specializes|contributed|can be)\b"
)
#: Somebody's words and nothing else.
_QUOTED = re.compile(r"^[\"“„«‘].*[\"“”»’][.!?,]?$")
_RULE = re.compile(r"^[\W_]*$")
_NAVIGATION = _words(
    "home news politics world us uk opinion business tech technology science health sport sports "
    "arts culture life lifestyle style entertainment video videos podcasts podcast newsletters "
    "newsletter subscribe sign in up log login menu search skip to main content navigation weather "
    "local national international more about contact shop games account my profile e-paper live "
    "latest register donate support and section sections toggle close open the site"
)
_CREDIT_LABEL = re.compile(
    r"^\W*(?:(?:photo|image|picture|photograph|illustration|video|graphic|screenshot)s?"
    r"(?:(?:\s+(?:credit|source|courtesy|by|illustration))?(?:\s+(?:of|by))?\s*[:/]|"
    r"\s+(?:credit|source|courtesy|by|illustration)(?:\s+(?:of|by))?\s*[—–-])\s*|"
    r"(?:credits?|source)\s*:\s*|(?:photo|image|picture|photograph|illustration)s?\s+"
    r"(?:by|courtesy(?: of)?|credit)\s+|courtesy(?:\s*:| of\s*:?|(?=\s+(?-i:[A-Z])))\s+)"
    r"(?P<credit>.+?)\W*$",
    re.I,
)
_CREDIT = re.compile(
    r"(?:\bAP(?: |-)?(?:Photo|Images?)?\s*/|\bAP Photo\b|\bReuters\s*/|/\s*(?:Reuters|"
    r"AFP|AP|Getty|Pool|EPA|UPI|Bloomberg|PA|dpa|Shutterstock|NurPhoto|TASS)\b|\bAFP\s*/|"
    r"\bEPA(?:-EFE)?\s*/)",
    re.I,
)
#: Names that credit a picture where they stand in no sentence; some mean other things as well.
_CREDIT_NAME = re.compile(
    r"Getty Images|Shutterstock|\bFile (?:Photo|Pool)|Pool (?:Photo|via)|\bvia (?:AP|Reuters|Getty|"
    r"AFP|Storyblocks|Imago)\b|\bPA Wire\b|\biStock\b|\bAlamy\b|\bImagn Images\b|\bWikimedia\b|"
    r"\b(?-i:Handout|HANDOUT|ZUMA|Sipa|SIPA)\b",
    re.I,
)
#: A line that names whose picture it is has so many words at most.
_MOST_CREDITED = 14
_IN_BRACKETS = re.compile(r"^(?P<caption>.*?)\s*[(\[](?P<credit>[^()\[\]]{3,140})[)\]]\W*$")
_ENDS_IN_CREDIT = re.compile(
    r"^.{20,500}[.!?)\s]\s*(?:photo |image |picture )?credits?\s*:\s*[^.:]{2,80}\.?$", re.I
)
_ENDS_IN_AGENCY = re.compile(
    r"\((?:[^()]{0,60}[/,]\s*)?(?:AP|AFP|Reuters|Getty(?: Images)?|PA|EPA|UPI|dpa|Bloomberg|"
    r"file|handout|courtesy[^()]{0,60}|photo[^()]{0,60})\)\W*$",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?。！？…:;]['\"”’»)\]]*$")


def is_sentence(line: str) -> bool:
    """Whether ``line`` ends as a sentence ends, possibly within quotation marks."""
    return bool(_SENTENCE_END.search(line.rstrip()[-8:]))


def is_furniture(line: str) -> bool:
    """Whether ``line`` is a label, button, advertisement, promotion or rule of the page."""
    line = one_line(line)
    if _RULE.match(line):
        return True
    if len(line) > 320 or _QUOTED.match(line):
        return False
    return bool(
        _LABEL.match(line)
        or _PROMO.match(line)
        or _TAGS.match(line)
        or _names_the_desk(line)
        or is_navigation(line)
    )


def _names_the_desk(line: str) -> bool:
    """Whether ``line`` names who reported, wrote and edited, and tells nothing of them."""
    found = _DESK.match(line)
    if found is None or not found["names"]:
        return found is not None
    words = re.findall(r"[^\W\d_]+", found["names"])
    others = sum(word.islower() and word not in _BETWEEN_NAMES for word in words)
    return line.startswith("(") or others <= _MOST_OTHERS or not is_sentence(line)


def is_navigation(line: str) -> bool:
    """Whether ``line`` is a row of menu words ("Home News Politics Sign in")."""
    if is_sentence(line):
        return False
    words = re.findall(r"[\w’'-]+", line.lower())
    known = sum(word in _NAVIGATION for word in words)
    separated = len(re.findall(r"\s[|•·]\s", line)) >= 3
    return separated or (len(words) >= 3 and known >= 0.8 * len(words))


def starts_related(line: str) -> bool:
    """Whether ``line`` heads a list of other stories ("Related", "Most read")."""
    told = re.search(r"[^.]\.$", line.rstrip()) is not None and len(line.split()) > 3
    return len(line) < 80 and not told and bool(_RELATED.match(line))


def ends_article(line: str) -> bool:
    """Whether nothing of the article follows ``line`` (copyright, comments, legal links)."""
    return len(line) < 400 and bool(_END.match(line))


def is_biography(line: str) -> bool:
    """Whether ``line`` introduces a journalist ("Jane Doe is a reporter covering ...")."""
    return len(line) < 500 and bool(_BIO.match(line))


def introduces(name: str, line: str) -> bool:
    """Whether ``line`` tells who ``name`` is or was, as the lines below an article do."""
    return len(line) < 600 and bool(
        re.match(re.escape(name) + _INTRODUCED, line, re.I) if name in line[:200] else False
    )


def read_credit(line: str) -> tuple[str, str] | None:
    """Return (credit, caption) where ``line`` credits a picture, else None.

    "(Photo by Jane Doe/Agency)" gives "Jane Doe/Agency"; a credit that is a
    formula of its own ("AP Photo/Jane Doe, File") is kept whole.
    """
    line = one_line(line)
    if len(line) > 400:
        return None
    if (")" in line[-8:] or "]" in line[-8:]) and (bracketed := _IN_BRACKETS.match(line)):
        inner = _bare_credit(bracketed["credit"])
        if inner:
            return inner, bracketed["caption"].strip()
    if len(line) <= 160 and not (is_sentence(line) and len(line.split()) > 12):
        bare = _bare_credit(line)
        if bare:
            return bare, ""
    return None


def ends_in_credit(line: str) -> bool:
    """Whether ``line`` is a caption that ends in "Credit: Somebody"."""
    return "redit" in line[-100:] and bool(_ENDS_IN_CREDIT.match(line))


def is_credited(line: str) -> bool:
    """Whether ``line`` ends in the name of an agency in brackets, as captions do."""
    return len(line) < 400 and bool(_ENDS_IN_AGENCY.search(line))


def _bare_credit(text: str) -> str:
    text = text.strip()
    if text[:2].lower() == "ap" and re.match(r"AP Photo\b", text, re.I):
        return text
    if labelled := _CREDIT_LABEL.match(text):
        return labelled["credit"].strip()
    if len(text.split()) > _MOST_CREDITED:
        return ""
    named = _CREDIT.search(text) or (not is_sentence(text) and _CREDIT_NAME.search(text))
    return text if named else ""
