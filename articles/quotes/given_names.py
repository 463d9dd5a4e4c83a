"""Common given names and the gender they suggest, for telling people from places and firms."""

from __future__ import annotations

import unicodedata

from articles.quotes import given_names_more as more
from articles.quotes.wordlist import word_list

_MALE = """
aaron abdul abdullah abe abraham adam adrian ahmad ahmed aidan akira al alan albert alberto alec
alejandro aleksandr alex alexander alexei alexey alexis alfred ali allan allen alvin amir amit
amos anders andre andreas andrei andrew andrey andy angel angelo angus ansel anthony antoine anton
antonio antony ari arjun arman armand arnold arthur arturo asa ashok aubrey august austin avi barack
barney barry bart bashar basil beau ben benedict benjamin bennett benny bernard bernie bert bill
billy bjorn blake bo bob bobby boris brad bradley brandon brendan brent brett brian bruce bruno
bryan bryce burt byron caleb calvin cameron carl carlos carlton carter casey cecil cedric cesar
chad charles charlie chester chris christian christoph christopher chuck clarence clark claude
claudio clay clayton clem cliff clifford clint clinton clive clyde cody colin connor conrad corey
cornelius cory craig curt curtis cyril dale damien damon dan daniel danny darrell darren darryl
dave david dean demetrius denis dennis denzel derek derrick desmond devin dick diego dieter dimitri
dirk dmitri dmitry dominic don donald donnie doug douglas drew duane duncan dustin dwayne dwight
dylan earl ed eddie edgar eduardo edward edwin eli elias elijah elliot elliott elmer elon emil
emilio emmanuel emile enrique eric erik ernest ernesto ernie ethan eugene evan everett ezra fabian
farid felipe felix fernando fidel floyd francis francisco francois frank frankie franklin franz
fred freddie frederick gabriel garrett garry gary gavin gene geoff geoffrey george gerald gerard
gerhard gideon gil gilbert gino giorgio giovanni giuseppe glen glenn gordon graham grant greg
gregory guillermo gus gustav gustavo guy hal hamid hank hans harold harrison harry harvey hasan
hassan hector henri henrik henry herb herbert herman hideo hiroshi homer horace howard hugh hugo
hussein ian ibrahim igor ike imran ira irving isaac ismail ivan jack jackson jacob jacques jaime
jake jamal james jamie jan jared jarrod jason javier jay jean jed jeff jefferson jeffrey jens
jerald jeremiah jeremy jerome jerry jesse jim jimmy jin joachim joao joe joel joey johan johann
john johnny jon jonah jonas jonathan jordan jorge jose josef joseph josh joshua juan jude jules
julian julio julius justin kamal karim karl keith kellen kelvin ken kenji kenneth kenny kent kevin
khalid kim kirk klaus kofi konstantin kurt kyle lamar lamont lance larry lars laurence lawrence lee
leif len leo leon leonard leonardo leonid leroy leslie lester levi lewis lincoln lindsey lionel
lloyd logan lorenzo lou louis luca lucas luigi luis luka luke lyle lyndon mahmoud malcolm malik
manny manuel marc marcel marco marcos marcus mario marion mark marlon marshall martin marty marvin
mason mateo matt matteo matthew maurice mauricio max maxim maximilian mehmet mel melvin michael
michel mickey miguel mikael mike mikhail miles milo milton mitch mitchell mitt mohamed mohammad
mohammed morgan morris morton moses muhammad murray mustafa narendra nate nathan nathaniel naveed
neal ned neil nelson newt nicholas nick nicolas nigel nikita nikolai noah noam noel norman olaf
oleg oliver omar orlando orson oscar osman otis otto owen pablo paolo parker pat patrick paul paulo
pavel pedro percy pete peter petr petro phil philip philippe phillip pierre piers pietro prakash
preston quentin quincy rafael rahul raj rajiv ralph ramon randall randy raphael rashid raul ravi
ray raymond reggie reginald reince rene rex reza ricardo richard rick ricky rob robby robert
roberto robin rod roderick rodney rodrigo roger rohan roland roman ron ronald ronnie rory roscoe
ross roy ruben rudolf rudy rufus rupert russ russell ryan sadiq salim salman salvador sam
samir samuel sandy sanjay santiago saul scott sean sebastian serge sergei sergey sergio seth
shane shaun shawn sheldon sherman shinzo sid sidney silvio simon sol spencer stan stanley stefan
stephan stephen sterling steve steven stewart stuart sunil sven sylvester takeshi tariq tayyip ted
terence terrance terrence terry theo theodore thom thomas tim timothy tobias toby todd tom tomas
tommy tony travis trent trevor trey tristan troy tucker tyler tyrone ulrich umar vaclav valery
vance vernon victor vijay viktor vince vincent vitaly vladimir volodymyr wade wallace walt walter
warren wayne wendell werner wes wesley wilbur wilfred will willard william willie wilson winston
wolf wolfgang woody xavier xi yanis yasser yitzhak yusuf yuri yves zac zach zachary zaid zane
recep jens-christian jean-claude jean-luc jean-marie
"""
_FEMALE = """
ann abby abigail ada adele adriana agnes aisha alana alejandra alessandra alexandra alexandria alice
alicia alina alison allison alma alyssa amal amanda amber amelia amina amy ana anastasia andrea
angela angelica angelina angie anita anna annabel anne annette annie antonia april ariana arianna
arlene ashley astrid audrey ava barbara beatrice becky belinda bella bernadette bernice bertha beth
bethany betsy betty beverly bianca bonnie brenda bridget brigitte brittany brooke camila camilla
candace candice cara carla carly carmen carol carole carolina caroline carolyn carrie cassandra
cassidy catalina catherine cathy cecilia celeste celia charlene chelsea cherie cheryl
chloe christa christina christine cindy claire clara clarissa claudia colleen connie constance
consuelo cora corinne courtney crystal cynthia daisy dana daniela danielle daphne darlene dawn
deanna debbie deborah debra deirdre delia della denise desiree diana diane dianne dina dolores
donna dora doreen doris dorothy edith edna eileen elaine eleanor elena elisa elisabeth elise
eliza elizabeth ella ellen ellie eloise elsa elsie emilia emily emma erica erika erin esmeralda
esther ethel eugenia eva eve evelyn faith fatima fay fiona flora florence frances francesca
francine frieda gabriela gabrielle gail genevieve georgia geraldine gertrude gina ginny giorgia
gladys gloria grace greta gretchen guadalupe gwen gwendolyn hannah harriet hazel heather heidi
helen helena helene helga henrietta hilary hilda hillary holly hope huma ida ilana imelda imogen
ines ingrid irene irina iris irma isabel isabella isabelle ivanka ivy jacinda jackie jacqueline
jada jane janet janice janine jasmine jean jeanette jeanne jeannie jen jenna jennifer jenny jessica
jill jillian jo joan joann joanna joanne jocelyn jodi jody josephine joy joyce juanita judith judy
julia juliana julie juliet june kaitlyn kamala kara karen karin karla kate katherine kathleen
kathryn kathy katie katrina kay kayla keisha kelley kelly kellyanne kendra kerry kimberly kirsten
kirstjen kitty krista kristen kristin kristina kylie lana lara latoya laura lauren laurie leah
leila lena leonie leslie leticia letitia lidia lila lilian lillian lily lina linda lisa liz liza
lois lola loretta lori lorraine louisa louise lucia lucille lucy luisa lydia lynn lynne mabel
maddy madeleine madeline mae maggie mandy manuela mara marcia margaret margarita margot maria
mariah marian marianne maribel marie marilyn marina marine marissa marjorie marlene marsha martha
martina mary maryam matilda maud maureen maya megan megyn melania melanie melinda melissa mercedes
meredith mia michelle mildred millie mindy minnie mira miranda miriam moira molly mona monica
monique muriel myra nadia nancy naomi natalia natalie natasha nellie nicola nicole nikki nina nora
norma octavia odessa olga olive olivia ophelia pamela patricia patsy patty paula pauline pearl
peggy penelope penny petra phoebe phyllis polly priscilla priya rachel ramona rebecca regina renee
rhonda rita roberta rochelle rosa rosalie rosalind rose rosemary roxanne ruth sabrina sadie sally
salma samantha sandra sara sarah sasha saskia savannah selena serena shannon sharon sheila shelby
shelley shelly sherry shirley sierra silvia simone sofia sonia sonja sonya sophia sophie stacey
stacy stella stephanie sue summer susan susana susanna susanne susie suzanne sybil sylvia tabitha
tamara tammy tanya tara tatiana teresa terri tess tessa thelma theresa therese tiffany tina toni
tonya tracey tracy trisha trudy tulsi ursula usha valentina valerie vanessa vera verna veronica
vicki vicky victoria viola violet virginia vivian wanda wendy whitney wilma winifred winnie yasmin
yolanda yvette yvonne zoe zora
"""


_has = dict.__contains__


class _GivenNames(dict[str, str]):
    """Names with their gender, found with and without their accents ("josé" as "jose")."""

    def __contains__(self, name: object) -> bool:
        return _has(self, name) or (
            isinstance(name, str) and not name.isascii() and _has(self, _plain(name))
        )

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(_plain(name), default)


def _plain(name: str) -> str:
    """The name without accents; unchanged where it has none."""
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


#: Given name to ``m``, ``f`` or, where both are common, nothing.
GIVEN = _GivenNames.fromkeys([*_MALE.split(), *more.MALE.split()], "m")
for _name in [*_FEMALE.split(), *more.FEMALE.split()]:
    GIVEN[_name] = "" if GIVEN.get(_name) == "m" else "f"
GIVEN |= dict.fromkeys(
    word_list(
        """
        jean kerry leslie marion morgan casey kelly robin sandy sasha andrea jan kim dana lindsey
        shannon terry tracy jamie
        """
    ),
    "",
)
GIVEN |= dict.fromkeys(more.EITHER.split(), "")

_SHORT = word_list(
    """
    bill:william billy:william will:william bob:robert bobby:robert rob:robert dick:richard
    rick:richard rich:richard mike:michael jim:james jimmy:james jamie:james joe:joseph
    joey:joseph jack:john johnny:john jon:jonathan tom:thomas tommy:thomas tim:timothy
    ted:edward ed:edward eddie:edward dave:david dan:daniel danny:daniel ben:benjamin
    bernie:bernard chris:christopher chuck:charles charlie:charles don:donald donnie:donald
    ron:ronald ken:kenneth larry:lawrence matt:matthew nick:nicholas pete:peter phil:philip
    ray:raymond sam:samuel steve:steven stephen:steven tony:anthony andy:andrew alex:alexander
    al:albert fred:frederick greg:gregory jeff:jeffrey jerry:gerald josh:joshua liz:elizabeth
    beth:elizabeth betty:elizabeth kate:katherine kathy:katherine katie:katherine
    cathy:catherine jen:jennifer jenny:jennifer maggie:margaret peggy:margaret meg:margaret
    sue:susan susie:susan patty:patricia pat:patrick debbie:deborah barb:barbara becky:rebecca
    mitch:mitchell newt:newton walt:walter hank:henry harry:henry gene:eugene abe:abraham
    vince:vincent zach:zachary doug:douglas stan:stanley
    """
)
#: Short form to the full given name it is most often short for.
SHORT_FORMS: dict[str, str] = dict(pair.split(":") for pair in _SHORT)
