"""Decided articles written as stories, and read back."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Quote
from articles.quotes.training.story import Story, read_story
from articles.services import corrections
from tests import makers
from tests.deciding import corrector, quote_in
from tests.makers import WORDS

pytestmark = pytest.mark.django_db


def export(folder: Path, *options: str) -> tuple[dict[str, Story], str]:
    out = StringIO()
    call_command("export_corrections", str(folder), *options, stdout=out, stderr=out)
    stories = {
        path.stem: read_story(path.read_text("utf-8"), path.stem) for path in folder.glob("*.txt")
    }
    return stories, out.getvalue()


def decide_all(article: Article) -> None:
    user = corrector()
    corrections.confirm(quote_in(article, "afraid").uuid, user)
    corrections.assign_name(quote_in(article, "built").uuid, user, "Ada | Okoro")
    corrections.assign(quote_in(article, "costly").uuid, user, None)


def test_a_decided_article_can_be_read_back_as_a_story(tmp_path: Path) -> None:
    article = makers.article(headline="Harbour\nto  reopen")
    decide_all(article)
    stories, told = export(tmp_path / "new" / "folder")
    assert told == "1 written, 0 left out\n"
    story = stories[article.slug]
    assert story.text == f"Harbour to reopen\n\n{WORDS}"
    text = story.text
    assert [(text[one.start : one.end], one.speaker, one.partial) for one in story.quotes] == [
        ("“We are not afraid of the tide,”", "Ilse Tamm", False),
        ("“We built the wall for this.”", "Ada Okoro", False),
        ("“a costly mistake”", None, True),
    ]  # fmt: skip
    mentions = [one.mention and story.text[slice(*one.mention)] for one in story.quotes]
    # Where a reader named somebody else, the name in the sentence is not the speaker's.
    assert mentions == ["Tamm", None, None]
    assert story.people == ("Ilse Tamm", "Ada Okoro", "Oskar Lind")
    assert story.register == "news"


def test_a_pronoun_stays_marked_when_it_means_somebody_else(tmp_path: Path) -> None:
    text = "Mayor Ilse Tamm met Senator Ada Okoro. “The wall will hold,” she said."
    article = makers.article(text)
    corrections.assign_name(quote_in(article, "hold").uuid, corrector(), "Bo Lund")
    [quote] = export(tmp_path)[0][article.slug].quotes
    assert quote.speaker == "Bo Lund"
    assert quote.mention is not None


def test_what_is_no_quotation_stays_plain(tmp_path: Path) -> None:
    article = makers.article()
    decide_all(article)
    corrections.dismiss(quote_in(article, "costly").uuid, corrector())
    story = export(tmp_path)[0][article.slug]
    assert len(story.quotes) == 2
    assert "called the plan “a costly mistake”." in story.text


def test_only_articles_decided_whole_are_written_unless_all_are_asked_for(tmp_path: Path) -> None:
    article, other = makers.article(), makers.article()
    makers.article("Nobody says anything in this one, and nothing is quoted.")
    decide_all(article)
    corrections.confirm(quote_in(other, "costly").uuid, corrector())
    assert set(export(tmp_path / "some")[0]) == {article.slug}
    stories, told = export(tmp_path / "all", "--all")
    assert set(stories) == {article.slug, other.slug}
    assert told == "2 written, 0 left out\n"
    assert [one.speaker for one in stories[other.slug].quotes] == [
        "Ilse Tamm", "Ilse Tamm", "Oskar Lind",
    ]  # fmt: skip


def test_breaks_within_paragraphs_leave_offsets_where_they_are(tmp_path: Path) -> None:
    article = makers.article()
    decide_all(article)
    revision = article.current
    assert revision
    revision.text = revision.text.replace("Her rival, Senator", "Her rival,\nSenator")
    revision.save()
    story = export(tmp_path)[0][article.slug]
    assert [story.text[one.start :][:3] for one in story.quotes] == ["“We", "“We", "“a "]


def test_a_text_with_the_formats_own_marks_is_left_out_and_named(tmp_path: Path) -> None:
    decide_all(makers.article())
    odd = makers.article(WORDS.replace("Nobody", "⟦Nobody⟧"))
    decide_all(odd)
    stories, told = export(tmp_path)
    assert odd.slug not in stories and len(stories) == 1
    assert f"left out: {odd.slug}" in told
    assert told.endswith("1 written, 1 left out\n")


def test_a_folder_that_cannot_be_made_is_one_clear_line_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CommandError) as refused:
            export(folder)
        assert refused.value.returncode == 2
        assert "\n" not in str(refused.value)
        assert "cannot be written" in str(refused.value)


def test_many_articles_cost_no_query_each(tmp_path: Path) -> None:
    counts = []
    for number in range(2):
        for _article in range(3):
            decide_all(makers.article())
        with CaptureQueriesContext(connection) as queries:
            assert len(export(tmp_path / str(number))[0]) == 3 * (number + 1)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4
    assert Quote.objects.count() == 18
