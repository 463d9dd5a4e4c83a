"""What the pure packages say reaches readers in their own language, and the shell in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from articles import wording
from articles.models import Feed
from articles.pipeline import remarks
from articles.pipeline.feed import parse_feed
from articles.pipeline.remarks import ENGLISH, Code, Remark, remark
from articles.services.subscriptions import import_opml

ARGS: dict[str, Any] = {
    "encoding": "UTF-8",
    "names": "&x;, &y;",
    "said": "line 3",
    "total": 9,
    "most": 5,
    "n": 2,
    "title": "The Tidewater",
    "address": "file:///x",
    "faults": (Remark(Code.CUT_OFF), remark(Code.UNDECLARED, names="media")),
}


def filled(code: Code, n: int = 2) -> Remark:
    words = ENGLISH[code]
    names = re.findall(r"%\((\w+)\)", words if isinstance(words, str) else words[0])
    return Remark(code, {name: n if name == "n" else ARGS[name] for name in names})


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("n", [1, 2])
def test_every_code_is_worded_and_in_english_as_it_words_itself(code: Code, n: int) -> None:
    one = filled(code, n)
    assert wording.sentence(one) == str(one)
    assert Remark.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_every_refusal_that_names_nothing_can_be_translated() -> None:
    said = set()
    for path in Path(remarks.__file__).parent.glob("*.py"):
        raised = r'(?:NotAFeed|NotOpml|UnreadableArticle)\(\s*"([^"]+)"'
        said |= set(re.findall(raised, path.read_text(encoding="utf-8")))
    assert said and said <= set(wording.REFUSALS)


@pytest.fixture
def german(tmp_path: Path, settings: object) -> Iterator[None]:
    """A desk with a little German, made for this test alone."""
    from gettext import NullTranslations

    from django.utils.translation import trans_real

    words = {
        "The feed is not well-formed: %(faults)s.": "Fehlerhaft: %(faults)s.",
        "it breaks off": "er bricht ab",
        "This is not an OPML list.": "Das ist keine OPML-Liste.",
        "“%(title)s” has no address; left out.": "„%(title)s“ hat keine Adresse.",
    }

    class German(NullTranslations):
        def gettext(self, message: str) -> str:
            return words.get(message, message)

        def __getitem__(self, key: str) -> str:
            return words[key]

        def to_language(self) -> str:
            return "de"

    kept = dict(trans_real._translations)
    trans_real._translations["de"] = German()  # type: ignore[assignment]
    with override("de"):
        yield
    trans_real._translations.clear()
    trans_real._translations.update(kept)


@pytest.mark.django_db
def test_a_reader_of_another_language_reads_it_in_that(german: None) -> None:
    cut = parse_feed(b"<rss version='2.0'><channel><title>T</title><item><title>A</title></item>")
    problems = [one.to_json() for one in cut.remarks]
    told = wording.stored_sentences(Feed(problems=problems).problems)
    assert told[0] == "Fehlerhaft: er bricht ab."
    # What was stored before there were codes stands as it is.
    assert wording.stored_sentences(["Its dates are odd."]) == ("Its dates are odd.",)
    report = import_opml(b"<opml><body><outline type='rss' text='Lost'/></body></opml>", by=None)
    assert [one.title for one in report.left_out] == ["Lost"]
    assert report.warnings == ("„Lost“ hat keine Adresse.",)
    # The command prints plain English, whatever the language.
    assert cut.to_json()["warnings"][0] == "The feed is not well-formed: it breaks off."
