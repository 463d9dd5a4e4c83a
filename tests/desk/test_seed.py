"""The real article reads perfectly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article
from articles.services.pasting import paste

pytestmark = pytest.mark.django_db

PUTIN, WITKOFF = "Vladimir Putin", "Steve Witkoff"
SAID = [
    ("“serious questions”", PUTIN),
    ("“I expect that there will be a call", WITKOFF),
    ("“President Trump is the ultimate decision maker", WITKOFF),
    ("“I think the two presidents", WITKOFF),
    ("“really hopeful”", WITKOFF),
    ("“positive”", WITKOFF),
    ("“solutions-based discussion.”", WITKOFF),
    ("“I saw a constructive effort", WITKOFF),
]


@pytest.fixture
def seed(seed_file: Path) -> Article:
    return paste(seed_file.read_bytes())


def test_it_is_described_exactly(seed: Article) -> None:
    assert seed.headline == "Trump and Putin Set for Key Talks This Week as Peace Agreement Looms"
    assert seed.bylines == ["Sarah Arnold"]
    assert seed.published and seed.published.date().isoformat() == "2025-03-16"
    assert seed.published_precision == Article.Precision.DAY
    assert (seed.section, seed.image_credit) == (
        "Tipsheet",
        "AP Photo/Pablo Martinez Monsivais, File",
    )


def test_its_eight_paragraphs_hold_no_furniture(seed: Article) -> None:
    assert seed.current
    paragraphs = seed.current.text.split("\n\n")
    assert len(paragraphs) == 8
    assert paragraphs[0].startswith("President Donald Trump and Russian President")
    assert paragraphs[-1].endswith("pushing back on Macron’s comments.")
    assert not {"Sinema", "Tipsheet"} & set(seed.current.text.split())


def test_its_eight_quotations_have_their_speakers_and_exact_places(seed: Article) -> None:
    assert seed.current
    quotes = list(seed.current.quotes.select_related("speaker").order_by("start"))
    assert len(quotes) == len(SAID)
    for quote, (words, speaker) in zip(quotes, SAID, strict=True):
        assert quote.text.startswith(words)
        assert seed.current.text[quote.start : quote.end] == quote.text
        assert quote.speaker and quote.speaker.name == speaker
    assert quotes[1].text.endswith('with the Ukrainians,"')


def test_its_four_people_are_found_and_nobody_else(seed: Article) -> None:
    assert seed.current
    people = {mention.person.name for mention in seed.current.mentions.select_related("person")}
    assert people == {"Donald Trump", PUTIN, WITKOFF, "Emmanuel Macron"}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("The Trump special envoy", {WITKOFF}),
        ("the two presidents", {"Donald Trump", PUTIN}),
    ],
)
def test_descriptions_mean_the_people_described(seed: Article, words: str, names: set[str]) -> None:
    assert seed.current
    start = seed.current.text.index(words)
    meant = seed.current.mentions.filter(start__gte=start, end__lte=start + len(words))
    assert {mention.person.name for mention in meant.select_related("person")} >= names


def test_pasting_it_twice_keeps_one(seed: Article, seed_file: Path) -> None:
    assert paste(seed_file.read_bytes()).pk == seed.pk


def test_the_command_takes_it_in(seed_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_article", str(seed_file))
    assert capsys.readouterr().out.strip() == Article.objects.get().get_absolute_url()


def test_the_commands_print_the_same(seed_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("quotes", str(seed_file))
    told = json.loads(capsys.readouterr().out)
    assert [quote["speaker"] for quote in told["quotes"]] == [speaker for _, speaker in SAID]
    assert sorted(person["name"] for person in told["people"]) == sorted(
        {"Donald Trump", PUTIN, WITKOFF, "Emmanuel Macron"}
    )
