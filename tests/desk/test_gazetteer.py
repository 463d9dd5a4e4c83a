"""The people the desk knows help to read articles, in whatever process those are read."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ExternalId, Person, PersonName, Quote
from articles.reading import NotTold, Told, feed_links, perform, read_told
from articles.services import confining, gazetteer
from articles.services.asking import Read
from articles.services.importing_people import import_people
from articles.services.merging import merge
from articles.services.pasting import paste
from tests import makers

pytestmark = pytest.mark.django_db

BOBBY = "<p>The council met.</p><p>“It will hold, and that is that,” Bobby Kenmare said.</p>"
SHE = (
    "<p>Vexil Otrano and Quorin Sabble met in Nordhaven on Tuesday. They spoke for an hour.</p>"
    "<p>“The wall will not hold another winter,” she said afterwards.</p>"
)
LEGISLATORS = [
    {
        "id": {"bioguide": bioguide},
        "name": {"first": first, "last": last, "nickname": nickname},
        "bio": {"gender": gender},
        "terms": [{"type": "rep", "start": "2021-01-03", "end": "2031-01-03", "state": "ME"}],
    }
    for bioguide, first, last, nickname, gender in (
        ("K000001", "Robert", "Kenmare", "Bobby", "M"),
        ("O000001", "Vexil", "Otrano", "", "M"),
        ("S000001", "Quorin", "Sabble", "", "F"),
    )
]


@pytest.fixture(params=[0, 1], ids=["here", "confined"])
def where(request: pytest.FixtureRequest, settings: object) -> None:
    """Read within this process, and in a confined one."""
    settings.CONFINED_PROCESSES = request.param  # type: ignore[attr-defined]


def speakers(html: str) -> list[str | None]:
    said = confining.run(Read(read_told, Told(html=html))).said
    names = [one.name for one in said.named()]
    return [None if row[0] is None else names[row[0]] for row in json.loads(said.quotes)]


def look_up() -> gazetteer.Edition:
    gazetteer.forget()
    gazetteer.refresh()
    return gazetteer.latest()


def known() -> dict[str, tuple[tuple[str, ...], str]]:
    return {name: (keys, gender) for name, keys, gender in look_up().people}


def person(name: str, *keys: str, **told: str) -> Person:
    one = Person.objects.create(name=name, **told)
    for key in (name.casefold(), *keys):
        PersonName.objects.create(person=one, key=key)
    return one


def test_people_who_were_imported_are_told_by_their_names_and_pronouns(where: None) -> None:
    before = speakers(BOBBY), speakers(SHE)
    import_people(json.dumps(LEGISLATORS).encode())
    look_up()
    after = speakers(BOBBY), speakers(SHE)
    assert before[0] == ["Bobby Kenmare"]
    assert before[1] != ["Quorin Sabble"]
    assert after == (["Robert Kenmare"], ["Quorin Sabble"])


def test_a_process_is_told_anew_what_has_changed_and_when_it_is_new(where: None) -> None:
    import_people(json.dumps(LEGISLATORS).encode())
    look_up()
    assert speakers(SHE) == ["Quorin Sabble"]
    Person.objects.filter(name="Quorin Sabble").update(gender="m")
    Person.objects.filter(name="Vexil Otrano").update(gender="f")
    look_up()
    assert speakers(SHE) == ["Vexil Otrano"]
    confining._pool.cache_clear()
    assert speakers(SHE) == ["Vexil Otrano"]
    gazetteer.forget()
    assert speakers(BOBBY) == ["Bobby Kenmare"]


def test_a_process_that_was_not_told_says_so_instead_of_reading() -> None:
    with pytest.raises(NotTold):
        perform(("feed_links", (b"", "https://courier.example/"), "another edition"))
    assert perform((feed_links.__name__, (b"", "https://courier.example/"), "")) == []


def test_pasted_articles_are_read_with_what_is_known() -> None:
    import_people(json.dumps(LEGISLATORS).encode())
    article = paste(b"Wall holds\n\nThe council met.\n\n\xe2\x80\x9cIt will hold, and that is "
                    b"that,\xe2\x80\x9d Bobby Kenmare said on Tuesday.")  # fmt: skip
    assert Quote.objects.get(revision__article=article).speaker == Person.objects.get(
        name="Robert Kenmare"
    )


def test_those_are_known_of_whom_something_is_known_by_names_that_are_theirs_alone() -> None:
    person("Ann Lee", "annie lee", "lee", gender="f")
    person("Tom Quill", description="mayor")
    ExternalId.objects.create(person=person("Mia Ruiz"), scheme="wikidata", value="Q1")
    person("Named Once")
    person("Cher", description="one word")
    shared = person("Eva Holm", gender="f")
    shared.names.get().also.add(person("Eva B. Holm", gender="f"))
    assert known() == {
        "Ann Lee": (("ann lee", "annie lee"), "f"),
        "Tom Quill": (("tom quill",), ""),
        "Mia Ruiz": (("mia ruiz",), ""),
        "Eva B. Holm": (("eva b. holm",), "f"),
    }


def test_somebody_merged_is_known_as_the_one_kept() -> None:
    robert, bobby = person("Robert Kenmare", gender="m"), person("Bobby Kenmare", gender="m")
    merge(bobby, robert, by=None)
    assert known() == {"Robert Kenmare": (("bobby kenmare", "robert kenmare"), "m")}


def test_who_is_surely_quoted_now_and_then_is_known_for_that() -> None:
    for at in range(3):
        assert "Ilse Tamm" not in known()
        makers.article(f"“It will hold {at} winters,” Ilse Tamm, the mayor, said on Monday.")
    assert "Ilse Tamm" in known()
    Quote.objects.update(confidence=0.4)
    assert known() == {}


def test_nothing_is_looked_up_again_within_minutes_and_nothing_new_is_no_new_edition() -> None:
    person("Ann Lee", gender="f")
    first = look_up()
    person("Tom Quill", gender="m")
    with CaptureQueriesContext(connection) as queries:
        gazetteer.refresh()
    assert (len(queries), gazetteer.latest()) == (0, first)
    second = look_up()
    assert second.version != first.version
    assert look_up().version == second.version
