"""Words that tell nothing of who spoke: what everybody says, and says in politics.

Made for English. A word that is not listed counts as telling; in other languages most do,
and only the number of words guards against commonplaces there.
"""

from __future__ import annotations

from functools import cache

# Roughly: pronouns and little words; auxiliaries and the plainest verbs; plain nouns,
# adjectives and adverbs; courtesies; and what every politician says every day. In the
# spelling that `articles.text.spoken.folded` makes of them.
_WORDS = """
a about above across after again against ago all almost alone along already also although
always am among an and another any anybody anymore anyone anything anyway are around as aside
at away back be because been before behind being below beside besides between beyond both but
by can cannot cant could couldnt did didnt do does doesnt doing done dont down during each
either else enough especially even ever every everybody everyone everything everywhere except
far few fewer finally first for forward from further had hadnt has hasnt have havent having he
hed her here heres hers herself hes him himself his how however i id if ill im in indeed inside
instead into is isnt it itll its itself ive just last later least less let lets like likely
little lot lots many may maybe me might mine more most mostly much must my myself near nearly
neither never next no nobody none nor not nothing now nowhere of off often on once one ones only
onto or other others otherwise our ours ourselves out outside over own part particularly per
perhaps possible possibly probably put quite rather really same second several shall she shes
should shouldnt simply since so some somebody someone something sometimes somewhere soon still
such sure than that thats the their theirs them themselves then there theres therefore these
they theyre theyve thing things third this those though through thus till to today together
tomorrow tonight too toward towards under until up upon us very want wants was wasnt way ways we
well were werent weve what whatever whats when whenever where wherever whether which while who
whoever whole whom whos whose why will with within without wont would wouldnt year years yes
yesterday yet you youll your youre yours yourself youve

able accept accepts act add agree allow allows answer appear ask asks asked became become becomes
began begin believe believes best better big bit bring brings brought build call called calls came
care carry case chance change changes choice clear clearly close come comes coming complete
completely concern concerned concerns consider continue continues cost course cut day days deal
decide decided decision deeply deserve deserves difference different difficult done early easy end
ensure entire every exactly expect expects face fact fair fall feel feels felt fight find fine five
follow forget found four free full fully future gave get gets getting gets give given gives go goes
goal goals going gone gonna good got gotten great greater greatest ground group guess half hand
hands happen happened happens happy hard hear heard help helps high hold home honest honestly hope
hopes hour hours huge hundred idea important interest issue issues job join keep keeps kept kind
knew know known knows large late lead leave left life lives line live long longer look looked
looking looks lose lost love made main make makes making man matter mean means meant meet meeting
men middle million minute minutes mistake moment moments money month months morning mother move
moved much name need needed needs new news night number numbers obvious obviously offer old open
opportunity order pass past pay people perfect person place plan plans play point points position
power present pretty problem problems process promise proud provide public question questions ready
real reality reason reasons remain remember respect responsibility result results right rights role
run said save saw say saying says see seem seems seen send serious set share short show shows side
simple single sit situation small sometime sort speak spoke stand start started state step steps
stop strong stronger support sure system take taken takes taking talk talked talking talks tell
tells terms thank thanks thats think thinking thinks thought thoughts thousand three time times told
took top total totally tough tried true truly trust truth try trying turn turned two understand use
used value voice wait walk wanted watch week weeks went whole win wish woman women wonderful word
words work worked working works world worst worth write wrong young
age ago air bad boy buy dad fun guy guys kid kids mom say son ten won

america american americans administration agenda agreement authorities bill bills britain british
campaign candidate candidates chairman challenge challenges children citizens city clinton
committed commitment committee commission communities community confidence congratulations congress
country countries crisis debate democracy democrat democratic democrats department economy economic
effort efforts election elections electoral europe european families family federal fellow freedom
friend friends general god government governments governor hillary history house justice law laws
leader leaders leadership lady ladies gentlemen local majority mayor measures member members
ministers minister mr mrs ms dr nation national nations nomination office officer officials
opposition parliament parties party peace policies policy political politicians politics prayers
president presidential presidents press prime priority progress republican republicans request
safe safety secretary security senate senator senators serve service society solution solutions
sir states trump obama united unity victims vote voted voter voters votes voting war washington
welcome
bless confident face middle partner partners reach reached trail class fit
"""


@cache
def commonplaces() -> frozenset[str]:
    """The words that tell nothing, as :func:`articles.text.spoken.folded` writes them."""
    # Here, because the module that folds words asks this one.
    from articles.text.spoken import folded

    return frozenset(folded(word) for word in _WORDS.split())
