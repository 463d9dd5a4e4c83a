"""What knowing people beforehand changes: full names, genders, and nothing else."""

from __future__ import annotations

import pytest

from articles.quotes import KnownPerson, analyse, known_people

HE_AND_SHE = (
    "Vexil Otrano and Quorin Sabble met in Nordhaven on Tuesday. They spoke for an hour.\n\n"
    "“The wall will not hold another winter,” {} said afterwards."
)


def speakers(text: str, *known: KnownPerson) -> list[str | None]:
    return [quote.speaker_name for quote in analyse(text, known=known_people(known)).quotes]


def test_a_known_alias_is_told_by_the_full_name() -> None:
    text = "“It will hold,” Bobby Kenmare said. “It has to,” Kenmare added."
    known = KnownPerson("Robert Kenmare", ("bobby kenmare",))
    assert speakers(text) == ["Bobby Kenmare"] * 2
    assert speakers(text, known) == ["Robert Kenmare"] * 2


@pytest.mark.parametrize(("pronoun", "who"), [("she", "Quorin Sabble"), ("he", "Vexil Otrano")])
def test_known_genders_tell_whom_a_pronoun_means(pronoun: str, who: str) -> None:
    text = HE_AND_SHE.format(pronoun)
    known = KnownPerson("Vexil Otrano", gender="m"), KnownPerson("Quorin Sabble", gender="f")
    assert speakers(text, *known) == [who]
    swapped = KnownPerson("Vexil Otrano", gender="f"), KnownPerson("Quorin Sabble", gender="m")
    assert speakers(text, *swapped) == [{"she": "Vexil Otrano", "he": "Quorin Sabble"}[pronoun]]


def test_what_is_known_counts_more_than_a_guess_from_a_given_name() -> None:
    text = (
        "Mary Otrano and Quorin Sabble met in Nordhaven on Tuesday.\n\n"
        "“The wall will not hold another winter,” she said afterwards."
    )
    assert speakers(text) == ["Mary Otrano"]
    known = KnownPerson("Mary Otrano", gender="m"), KnownPerson("Quorin Sabble", gender="f")
    assert speakers(text, *known) == ["Quorin Sabble"]


def test_a_title_in_the_text_counts_more_than_what_is_known() -> None:
    known = KnownPerson("Vexil Otrano", gender="m")
    text = "Mrs. Vexil Otrano met them in Nordhaven.\n\n“It will hold,” she said."
    assert speakers(text, known) == ["Vexil Otrano"]


def test_a_known_person_is_one_under_two_surnames() -> None:
    known = KnownPerson("Ann Holm", ("Ann Varga",), gender="f")
    text = (
        "Ann Varga came to Nordhaven as a girl. “I never left,” Holm said.\n\n"
        "“It was cold,” said Ann Holm."
    )
    analysis = analyse(text, known=known_people([known]))
    assert [quote.speaker_name for quote in analysis.quotes] == ["Ann Holm"] * 2
    assert [person.name for person in analysis.people].count("Ann Holm") == 1


def test_two_people_of_one_name_are_not_guessed_between() -> None:
    known = KnownPerson("Ann Lee", gender="f"), KnownPerson("Anna Lee", ("Ann Lee",), gender="f")
    assert speakers("“It will hold,” Ann Lee said.", *known) == ["Ann Lee"]


def test_a_lone_surname_means_a_known_person_only_if_that_is_wanted() -> None:
    text = "“It will hold,” said Mr. Sabble."
    known = [KnownPerson("Quorin Sabble")]
    told = [
        analyse(text, known=known_people(known, by_surname=wanted)).quotes[0].speaker_name
        for wanted in (True, False)
    ]
    assert told == ["Quorin Sabble", "Sabble"]


def test_an_index_gives_what_the_people_themselves_give() -> None:
    known = [KnownPerson("Robert Kenmare", ("Bobby Kenmare",)), KnownPerson("Quorin Sabble")]
    text = "“It will hold,” Bobby Kenmare said. “It may,” said Mr. Sabble."
    assert analyse(text, known=known) == analyse(text, known=known_people(known))
