"""Who is a person, and which words stand for them. Invented people throughout."""

from __future__ import annotations

import pytest

from articles.quotes import KnownPerson, analyse

PEOPLE: dict[str, tuple[str, list[str]]] = {
    "full name": ("Ann Lee came to Lund.", ["Ann Lee"]),
    "name and surname": ("Ann Lee came. Later Lee left.", ["Ann Lee"]),
    "title": ("President Ann Lee came.", ["Ann Lee"]),
    "foreign title": ("Norwegian President Tom Ruiz came.", ["Tom Ruiz"]),
    "titles joined": (
        "President Ann Lee and French President Tom Ruiz met.",
        ["Ann Lee", "Tom Ruiz"],
    ),
    "state and title": ("New Jersey Gov. Tom Ruiz came.", ["Tom Ruiz"]),
    "party and title": ("Republican Sen. Tom Ruiz came.", ["Tom Ruiz"]),
    "office of": ("Secretary of State Ann Lee came.", ["Ann Lee"]),
    "capital at a sentence's start": (
        "However Ann Lee came. While Lee slept, it rained.",
        ["Ann Lee"],
    ),
    "role in lower case": ("Special envoy Arvo Tamm came.", ["Arvo Tamm"]),
    "middle initial": ("John F. Quill came. John Quill left.", ["John F. Quill"]),
    "short form": ("Robert Quill came. Bob Quill left.", ["Robert Quill"]),
    "same surname": ("Ann Lee came. Tom Lee left.", ["Ann Lee", "Tom Lee"]),
    "apostrophes of two kinds": ("Tom O’Hara came. O'Hara left.", ["Tom O’Hara"]),
    "second surname": ("Luis Peña Nieto came. Peña Nieto left.", ["Luis Peña Nieto"]),
    "family name first": ("Xi Feng came. Mr. Xi left.", ["Xi Feng"]),
    "organisations": (
        "The Lund Water Company, the Senate, CNN and the University of Berg agreed.",
        [],
    ),
    "places": ("In Lund, North Dakota, Saudi Arabia and New York it rained on Monday.", []),
    "peoples": ("The Russian-Ukrainian border and the Ukrainians, on Sunday in March.", []),
    "office alone": ("The House Speaker and the Attorney General met.", []),
    "street": ("They met at Lee Street and Ruiz Tower.", []),
    "rare given name, explained": (
        "The crew cheered. ‘She rows,’ said the coxswain, Brivo Halmarsh, later.",
        ["Brivo Halmarsh"],
    ),
    "rare given name, possessive role before": (
        "The choir sang. Its leader, Quenna Drubridge, wept.",
        ["Quenna Drubridge"],
    ),
    "rare given name, labelled": ("Quenna Drubridge: “It rains.”", ["Quenna Drubridge"]),
    "rare given name, surname titled later": (
        "Ozrun Tamfell found that it leaks. Mr Tamfell was angry.",
        ["Ozrun Tamfell"],
    ),
    "rare given name, surname speaks later": (
        "Ozrun Tamfell came. “It rains,” Tamfell said.",
        ["Ozrun Tamfell"],
    ),
    "rare given name, relative clause": ("They met Ozrun Tamfell, who rows.", ["Ozrun Tamfell"]),
    "rare given name, known by somebody": (
        "I have known Ozrun Tamfell for years.",
        ["Ozrun Tamfell"],
    ),
    "rare given name, something of one's own": (
        "On the quay, Ozrun Tamfell was on his way to work.",
        ["Ozrun Tamfell"],
    ),
    "two words that are nobody": (
        "Vellow Reach flooded. Ships left Skarn Haven for Tessin Bank.",
        [],
    ),
    "accents on a common name": ("Édouard Halmarsh came.", ["Édouard Halmarsh"]),
    "councillor, abbreviated": ("Cllr Ann Lee came. Cllr. Tom Ruiz left.", ["Ann Lee", "Tom Ruiz"]),
    "member of parliament": ("Labour MP Ann Lee came.", ["Ann Lee"]),
    "people and title": ("Vessan Foreign Minister Ann Lee came.", ["Ann Lee"]),
    "verb before a surname": ("Tom Ruiz spoke. Continued Ruiz: “It rains.”", ["Tom Ruiz"]),
    "particle at a sentence's start": (
        "Anna van der Holm came. Van der Holm left.",
        ["Anna van der Holm"],
    ),
    "organisation of a place": ("The Bank of Lund opened.", []),
    "all capitals": ("NATO and the BBC met in LUND.", []),
    "headline": (
        "Lee Set For Talks With Ruiz As Deal Looms\n\nAnn Lee met Tom Ruiz.",
        ["Ann Lee", "Tom Ruiz"],
    ),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_told_from_everything_else(name: str) -> None:
    text, expected = PEOPLE[name]
    assert [person.name for person in analyse(text).people] == expected


def _mentions(text: str, person: str) -> list[tuple[str, str]]:
    found = next(row for row in analyse(text).people if row.name == person)
    return [(text[m.start : m.end], m.form) for m in found.mentions]


def test_a_role_phrase_is_a_mention_of_its_bearer() -> None:
    text = "Special envoy Arvo Tamm met Tom Ruiz. The Ruiz special envoy was pleased."
    assert _mentions(text, "Arvo Tamm")[-1] == ("The Ruiz special envoy", "role")


@pytest.mark.parametrize("phrase", ["The two presidents", "Both presidents", "The two leaders"])
def test_a_counted_group_is_a_mention_of_each_member(phrase: str) -> None:
    text = f"President Ann Lee met Norwegian President Tom Ruiz and Karl Berg. {phrase} talked."
    assert _mentions(text, "Ann Lee")[-1] == (phrase, "group")
    assert _mentions(text, "Tom Ruiz")[-1] == (phrase, "group")
    assert (phrase, "group") not in _mentions(text, "Karl Berg")


def test_a_group_has_only_members_met_before_it() -> None:
    text = (
        "President Ann Lee met President Tom Ruiz. The two presidents praised President Mia Holm."
    )
    assert (("The two presidents", "group")) not in _mentions(text, "Mia Holm")


def test_the_vice_president_is_not_the_president() -> None:
    text = "President Ann Lee and Vice President Tom Ruiz met. The vice president left."
    assert _mentions(text, "Tom Ruiz")[-1] == ("The vice president", "role")
    assert len(_mentions(text, "Ann Lee")) == 1


def test_roles_come_from_titles_and_appositions() -> None:
    text = "Special envoy Arvo Tamm met Gov. Ann Lee and Tom Ruiz, a water engineer."
    assert {person.name: person.roles for person in analyse(text).people} == {
        "Arvo Tamm": ("special envoy",),
        "Ann Lee": ("governor",),
        "Tom Ruiz": ("water engineer",),
    }


def test_aliases_are_the_other_forms_of_the_name() -> None:
    person = analyse("Ann Lee came. Lee left. Ann Lee slept.").people[0]
    assert (person.name, person.aliases) == ("Ann Lee", ("Lee",))


ROLES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "before the comma": ("The town's coach, Ann Lee, left.", {"Ann Lee": ("coach",)}),
    "abbreviated": ("Cllr Ann Lee left.", {"Ann Lee": ("councillor",)}),
    "who became": (
        "Ann Lee, who became transport minister last year, left.",
        {"Ann Lee": ("transport minister",)},
    ),
    "is": ("Ann Lee is a nurse.", {"Ann Lee": ("nurse",)}),
    "country left off": (
        "Vessan Foreign Minister Ann Lee left.",
        {"Ann Lee": ("foreign minister",)},
    ),
}


@pytest.mark.parametrize("name", ROLES)
def test_roles_stand_around_the_name(name: str) -> None:
    text, expected = ROLES[name]
    assert {person.name: person.roles for person in analyse(text).people} == expected


def test_an_indefinite_number_of_people_is_nobody_met_before() -> None:
    text = "Ann Lee met Tom Ruiz and Karl Berg. Three people in the hall saw it."
    assert all(
        mention.form == "name" for person in analyse(text).people for mention in person.mentions
    )


def test_the_full_name_is_shown_however_rare() -> None:
    text = "Rosa Peña Nieto came. Peña Nieto left. Peña Nieto slept. De Holm sat by Bill de Holm."
    assert [person.name for person in analyse(text).people] == ["Rosa Peña Nieto", "Bill de Holm"]


def test_a_known_person_lends_the_full_name_to_a_lone_surname() -> None:
    known = [KnownPerson("Ann Marie Lee", aliases=("Annie Lee",))]
    assert analyse("President Lee came.", known=known).people[0].name == "Ann Marie Lee"
    assert analyse("“It rains,” Annie Lee said.", known=known).quotes[0].speaker_name == (
        "Ann Marie Lee"
    )


def test_two_known_people_of_one_surname_are_not_guessed_between() -> None:
    known = [KnownPerson("Ann Lee"), KnownPerson("Tom Lee")]
    assert analyse("President Lee came.", known=known).people[0].name == "Lee"


def test_excluded_names_are_no_people_of_the_story() -> None:
    text = "Mia Holm\n\n“It rains,” Ann Lee said, Mia Holm reports."
    assert [p.name for p in analyse(text, exclude_names=["Mia Holm"]).people] == ["Ann Lee"]
