from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from articles.samples import content, markup
from articles.samples.content import Edition, SampleStory

ANCHOR = datetime(2031, 5, 7, 10, 0, tzinfo=UTC)  # a Wednesday
BASE = "http://127.0.0.1:8000/samples/"
STORIES = [story for outlet in content.outlets() for story in content.stories(outlet)]
EDITIONS = [edition for story in STORIES for edition in story.editions]
EVERY_STORY = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.path)
EVERY_EDITION = pytest.mark.parametrize(
    "edition",
    EDITIONS,
    ids=[f"{story.path}{one.number}" for story in STORIES for one in story.editions],
)
BIBLE = (Path(content.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_there_are_three_outlets_with_a_dozen_stories_in_three_feed_formats() -> None:
    assert {outlet.feed_kind for outlet in content.outlets()} == {"rss", "atom", "json"}
    assert len(STORIES) >= 12
    assert all(content.stories(outlet) for outlet in content.outlets())


def test_every_outlet_says_in_its_name_that_it_is_a_sample() -> None:
    assert all(outlet.name.endswith("(sample)") for outlet in content.outlets())


@EVERY_EDITION
def test_a_story_is_between_250_and_600_words_long(edition: Edition) -> None:
    assert 250 <= len(edition.source.split()) <= 600


@EVERY_EDITION
def test_only_typographic_marks_are_used_and_each_is_closed_or_continues(edition: Edition) -> None:
    paragraphs = [part for part in edition.source.split("\n\n") if part.strip()]
    assert not set("\"'") & set(edition.headline + edition.summary + edition.source)
    single = content_outlet(edition).slug == "brackwater-echo"
    for number, paragraph in enumerate(paragraphs):
        opened, closed = _marks(paragraph, single=single)
        if opened == closed:
            continue
        # A quotation that goes on opens again at the next paragraph and is closed once.
        assert opened == closed + 1, paragraph
        following = paragraphs[number + 1]
        assert following.startswith("‘" if single else "“"), paragraph


def _marks(paragraph: str, *, single: bool) -> tuple[int, int]:
    if not single:
        return paragraph.count("“"), paragraph.count("”")
    # A closing single mark looks like an apostrophe, which here stands before a letter or
    # after a plural (Chandlers’ Quay, children’s, keeper’s).
    apostrophes = len(
        re.findall(r"’(?=\w)|(?<=Chandlers)’|(?<=Workers)’|(?<=residents)’", paragraph)
    )
    return paragraph.count("‘"), paragraph.count("’") - apostrophes


def content_outlet(edition: Edition) -> content.SampleOutlet:
    return next(story.outlet for story in STORIES if edition in story.editions)


NAME = re.compile(
    r"(?<![.!?”’“‘:>] )(?<!^)\b([A-ZÅÖÉØ][\w’-]+(?: (?:van der )?[A-ZÅÖÉØ][\w-]+)+)", re.MULTILINE
)
TITLES = {
    "Captain", "Cllr", "Dr", "Finance", "Foreign", "Governor", "Justice", "Mayor", "Minister",
    "Mr", "Ms", "President", "Prime", "Sen", "Senator", "Speaker", "The", "Vessan", "Vessany",
}  # fmt: skip


@EVERY_EDITION
def test_every_person_and_place_of_more_than_one_word_is_in_the_list_of_inventions(
    edition: Edition,
) -> None:
    body = re.sub(r"[*#]|\]\([^)]*\)|\[", "", edition.source)
    for found in NAME.findall(body):
        words = found.split()
        while words and words[0].removesuffix("’s") in TITLES:
            words.pop(0)
        name = " ".join(words)
        assert len(words) < 2 or name in BIBLE or name.removesuffix("’s") in BIBLE, found


@EVERY_EDITION
def test_every_author_and_every_drawing_is_there(edition: Edition) -> None:
    assert edition.authors
    assert all(author in BIBLE for author in edition.authors)
    if edition.image:
        drawings = Path(__file__).parents[2] / "static" / "samples"
        assert (drawings / edition.image.file).is_file()
        assert edition.image.alt
        assert edition.image.credit


@EVERY_STORY
def test_all_editions_of_a_story_came_out_at_one_time_and_change_later(story: SampleStory) -> None:
    times = {content.published(edition, ANCHOR) for edition in story.editions}
    assert len(times) == 1
    changes = [content.updated(edition, ANCHOR) for edition in story.editions]
    assert changes == sorted(set(changes))
    assert all(change <= ANCHOR for change in changes)


def test_one_story_was_changed_in_headline_number_and_quotation_and_says_so() -> None:
    story = content.story("meridian-courier", "corrow-bridge-audit")
    first, second = story.editions
    assert first.headline != second.headline
    assert "40 million" in first.headline
    assert "46 million" in second.source
    assert "it looked away,”" in first.source
    assert "it did not act in time,”" in second.source
    assert "Several officials are said" in first.source
    assert "Several officials are said" not in second.source
    assert second.source.rstrip().splitlines()[-1].startswith("*Correction:")


def test_an_edition_that_is_not_there_is_the_nearest_one_that_is() -> None:
    changed = content.story("meridian-courier", "corrow-bridge-audit")
    plain = content.story("tessel-wire", "bank-holds-rate")
    assert [changed.edition(number).number for number in (0, 1, 2, 9)] == [1, 1, 2, 2]
    assert plain.edition(2).number == 1


@pytest.mark.parametrize("words", ["A levy that empties the quays raises nothing", "over a cup of"])
def test_a_saying_is_carried_by_several_outlets(words: str) -> None:
    carriers = {content_outlet(edition).slug for edition in EDITIONS if words in edition.source}
    assert len(carriers) >= 2


def test_outlets_trim_one_statement_differently() -> None:
    versions = [
        content.story("tessel-wire", "harbor-levy-withdrawn"),
        content.story("meridian-courier", "halvik-withdraws-levy"),
        content.story("brackwater-echo", "levy-scrapped-brackwater-reacts"),
    ]
    carried = [
        {part for part in ("not pausing it", "for once they told us") if part in one.source}
        for version in versions
        for one in version.editions
    ]
    assert carried == [set(), {"not pausing it", "for once they told us"}, set()]


def test_unknown_names_are_said_to_be_unknown() -> None:
    with pytest.raises(content.UnknownSampleError):
        content.outlet("nowhere")
    with pytest.raises(content.UnknownSampleError):
        content.story("tessel-wire", "nothing")


def test_ages_count_back_from_the_anchor_and_days_follow_them() -> None:
    story = content.story("tessel-wire", "fishing-talks-tolmark")  # 31 hours: Tuesday 03:00
    (edition,) = story.editions
    assert content.published(edition, ANCHOR) == ANCHOR - timedelta(hours=31)
    text = markup.filled(edition, ANCHOR)
    assert "foreign ministers said on Tuesday" in text
    assert "to fishing crews on Sunday" in text


def test_a_live_report_has_clock_times_before_its_publication() -> None:
    (edition,) = content.story("tessel-wire", "no-confidence-vote-live").editions
    assert "## 07:56 Varandy" in markup.filled(edition, ANCHOR)  # published at 08:00


@EVERY_EDITION
def test_the_body_is_html_without_leftovers_of_its_source(edition: Edition) -> None:
    html = markup.html(edition, ANCHOR, BASE)
    assert not re.search(r"[{}]|\*\*|^#|story:", html, re.MULTILINE)
    assert html.count("<p>") >= 6


@EVERY_EDITION
def test_links_lead_to_stories_that_exist(edition: Edition) -> None:
    for address in re.findall(r'href="([^"]+)"', markup.html(edition, ANCHOR, BASE)):
        assert address.startswith(BASE)
        outlet, story = address.removeprefix(BASE).strip("/").split("/")
        assert content.story(outlet, story)


def test_the_body_comes_in_whole_blocks() -> None:
    (edition,) = content.story("brackwater-echo", "ferry-timetable-meeting").editions
    blocks = markup.blocks(edition, ANCHOR, BASE)
    assert any(block.startswith("<ul>") and block.endswith("</ul>") for block in blocks)
    assert any(block.startswith("<blockquote>") and "⛴️😤" in block for block in blocks)
    assert all(block.startswith("<") and block.endswith(">") for block in blocks)


@pytest.mark.parametrize("text", ["no front matter", "---\nheadline: x\n---\nbody\n"])
def test_a_story_file_in_another_form_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(content.InvalidSampleError, match=r"odd\.md"):
        content._read(path, 1)
