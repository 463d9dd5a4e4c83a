"""Notes taken along and brought in: nothing is lost, nothing is doubled, nothing is believed."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations import importing
from annotations.export_markdown import escaped, tag_name
from annotations.exporting import export, safe_cell
from annotations.formats import tidying
from annotations.formats.files import read_file
from annotations.formats.incoming import NotReadable
from annotations.importing import REASONS, Report, import_file
from annotations.models import AccessToken, Annotation, FactCheck, Reply
from annotations.tags import normalised
from articles.models import Article
from readers.models import User
from tests import makers
from tests.makers import WORDS, reader
from tests.noting import answered, checked, collected, noted, page_noted

pytestmark = pytest.mark.django_db

ADDRESS = "https://courier.example/politics/harbour"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def user() -> User:
    return reader("ilse", first_name="Ilse", last_name="Tamm")


@pytest.fixture
def article() -> Article:
    return makers.article(url=ADDRESS)


# --- Files as other programs write them --------------------------------------------------


def hypothesis_row(
    words: str | None = "a costly mistake", text: str = "Why?", **more: Any
) -> dict[str, Any]:
    target: dict[str, Any] = {"source": ADDRESS}
    if words is not None:
        target["selector"] = [
            {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 1},
            {"type": "TextPositionSelector", "start": 900, "end": 916},
            {"type": "TextQuoteSelector", "exact": words, "prefix": "", "suffix": ""},
        ]
    return {
        "id": "qA1_x-Zk",
        "created": "2024-05-06T07:08:09.123456+00:00",
        "updated": "2024-05-07T07:08:09.123456+00:00",
        "user": "acct:ilse@hypothes.is",
        "uri": ADDRESS,
        "text": text,
        "tags": ["Harbour", "two  words"],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"]},
        "target": [target],
        "document": {"title": ["Harbour to reopen"]},
        "links": {"html": "https://hypothes.is/a/qA1_x-Zk"},
    } | more


def hypothesis(*rows: Any) -> bytes:
    return json.dumps({"total": len(rows), "rows": rows}).encode()


READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
    "Highlighted at,Document tags"
)


def readwise(*rows: list[str], header: str = READWISE) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header.split(","), *rows])
    return out.getvalue().encode()


def readwise_row(words: str = "a costly mistake", title: str = "Harbour to reopen") -> list[str]:
    when = "2024-05-06 07:08:09+00:00"
    return [words, title, "Ida Falk", "", "Why?", "purple", "budget,vote", "order", "7", when, ""]


def w3c(words: str | None = "a costly mistake", **more: Any) -> dict[str, Any]:
    target: dict[str, Any] = {"source": ADDRESS}
    if words is not None:
        target["selector"] = {"type": "TextQuoteSelector", "exact": words}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "https://other.example/1",
        "type": "Annotation",
        "created": "2024-05-06T07:08:09Z",
        "body": {"type": "TextualBody", "value": "Why?"},
        "target": target,
    } | more


def w3c_file(*items: Any) -> bytes:
    return json.dumps(list(items)).encode()


def outcomes(report: Report) -> list[str]:
    return [line.outcome for line in report.lines]


# --- Import: what comes in --------------------------------------------------------------


def test_notes_of_hypothesis_come_in_whole(user: User, article: Article) -> None:
    report = import_file(user, hypothesis(hypothesis_row()))
    made = Annotation.objects.get()
    assert outcomes(report) == ["placed"]
    assert (made.exact, made.note) == ("a costly mistake", "Why?")
    assert WORDS[made.start : made.end] == made.exact
    assert made.tags == ["Harbour", "two words"]
    assert made.created.isoformat() == "2024-05-06T07:08:09.123456+00:00"
    assert made.modified.isoformat() == "2024-05-07T07:08:09.123456+00:00"
    assert made.origin == "https://hypothes.is/a/qA1_x-Zk"
    assert made.visibility == "private"


def test_the_clients_file_of_hypothesis_is_read_and_others_notes_left_out(
    user: User, article: Article
) -> None:
    told = {
        "export_date": "2024-06-01T00:00:00Z",
        "export_userid": "acct:ilse@hypothes.is",
        "client_version": "1.2",
        "annotations": [
            hypothesis_row(),
            hypothesis_row(id="b2", user="acct:oskar@hypothes.is"),
        ],
    }
    report = import_file(user, json.dumps(told).encode())
    assert outcomes(report) == ["placed", "bad"]
    assert report.lines[1].reason == "not-yours"


def test_notes_of_several_people_are_taken_with_a_word_of_warning(
    user: User, article: Article
) -> None:
    rows = (hypothesis_row(), hypothesis_row(id="b2", user="acct:oskar@hypothes.is"))
    assert import_file(user, hypothesis(*rows)).remarks == ("several-authors",)


def test_an_answer_goes_below_its_note_and_once(user: User, article: Article) -> None:
    answer = hypothesis_row(id="c3", text="Because.", references=["qA1_x-Zk"])
    lost = hypothesis_row(id="d4", text="What?", references=["elsewhere"])
    raw = hypothesis(answer, hypothesis_row(), lost)
    report = import_file(user, raw)
    assert outcomes(report) == ["placed", "placed", "bad"]
    assert report.lines[2].reason == "no-parent"
    assert Reply.objects.get().annotation == Annotation.objects.get()
    assert outcomes(import_file(user, raw)) == ["known", "known", "bad"]
    assert Reply.objects.count() == 1


def test_a_note_on_a_page_comes_in_if_it_says_something(user: User, article: Article) -> None:
    rows = (hypothesis_row(None), hypothesis_row(None, "", id="e5"))
    report = import_file(user, hypothesis(*rows))
    assert outcomes(report) == ["placed", "bad"]
    assert Annotation.objects.get().is_page_note


def test_highlights_of_readwise_find_their_article_by_its_headline(
    user: User, article: Article
) -> None:
    makers.article("Other words stand here today.", headline="Harbour to reopen")
    report = import_file(user, readwise(readwise_row()))
    made = Annotation.objects.get()
    assert outcomes(report) == ["placed"]
    assert made.article == article
    assert (made.color, made.tags) == ("violet", ["budget", "vote"])
    assert made.created.year == 2024


def test_a_table_with_addresses_is_read_too(user: User, article: Article) -> None:
    raw = readwise(["a costly mistake", "Any", ADDRESS, ""], header="Highlight,Title,URL,Note")
    assert outcomes(import_file(user, raw)) == ["placed"]


@pytest.mark.parametrize("shape", ["single", "array", "page", "collection"])
def test_web_annotations_are_read_in_every_shape(user: User, article: Article, shape: str) -> None:
    page = {"type": "AnnotationPage", "items": [w3c()]}
    told: Any = {
        "single": w3c(),
        "array": [w3c()],
        "page": page,
        "collection": {"type": "AnnotationCollection", "total": 1, "first": page},
    }[shape]
    assert outcomes(import_file(user, json.dumps(told).encode())) == ["placed"]
    assert Annotation.objects.get().via == ["https://other.example/1"]


def test_a_file_that_refers_to_further_pages_says_so(user: User, article: Article) -> None:
    page = {"type": "AnnotationPage", "items": [w3c()], "next": "https://other.example/?page=1"}
    report = import_file(user, json.dumps(page).encode())
    assert report.remarks == ("pages-elsewhere",)


def test_the_w3cs_own_samples_are_read_or_refused_with_a_reason(shared: Path) -> None:
    folder = shared / "data" / "w3c" / "tools" / "samples"
    if not folder.is_dir():
        pytest.skip("the W3C's samples are not among the shared material")
    files = sorted(folder.rglob("*.json"))
    assert files
    read = 0
    for path in files:
        try:
            items = read_file(path.read_bytes()).items
        except NotReadable as problem:
            assert problem.reason in REASONS
            continue
        for item in items:
            assert (item.incoming is None) == (item.reason in REASONS)
            read += item.incoming is not None
    assert read > 50


# --- Import: where it goes --------------------------------------------------------------


def test_words_that_changed_are_placed_and_told_to_be_checked(user: User, article: Article) -> None:
    words = "called the whole plan “a very costly mistake” indeed"
    report = import_file(user, w3c_file(w3c(words)))
    [line] = report.lines
    assert line.outcome == "check"
    assert line.words == words
    assert line.found in WORDS
    assert Annotation.objects.get().exact == line.found


def test_words_of_an_earlier_version_are_placed_on_that(user: User, article: Article) -> None:
    makers.edited(article, WORDS.replace("called the plan “a costly mistake”", "said nothing"))
    import_file(user, w3c_file(w3c("called the plan “a costly mistake”")))
    assert Annotation.objects.get().revision.number == 1


def test_what_finds_no_place_is_left_over_and_comes_in_later(user: User) -> None:
    raw = hypothesis(hypothesis_row(), hypothesis_row("words that nobody wrote", id="f6"))
    report = import_file(user, raw)
    assert outcomes(report) == ["unknown", "unknown"]
    assert report.lines[0].url == ADDRESS
    assert not Annotation.objects.exists()
    makers.article(url=ADDRESS)
    again = import_file(user, report.left_over)
    assert outcomes(again) == ["placed", "orphan"]
    assert json.loads(again.left_over)["rows"][0]["id"] == "f6"


def test_rows_of_a_table_are_left_over_as_a_table(user: User, article: Article) -> None:
    report = import_file(user, readwise(readwise_row(), readwise_row(title="Elsewhere")))
    assert outcomes(report) == ["placed", "unknown"]
    assert outcomes(import_file(user, report.left_over)) == ["unknown"]


@pytest.mark.parametrize(
    "raw",
    [
        hypothesis(hypothesis_row(), hypothesis_row(None, id="g7")),
        readwise(readwise_row(), readwise_row("Nobody laughed.")),
        w3c_file(w3c(), w3c("Nobody laughed.", id="urn:x:2")),
        w3c_file({key: value for key, value in w3c().items() if key != "id"}, w3c()),
        w3c_file(w3c(canonical="urn:x:1", id="https://a.example/1")),
    ],
)
def test_importing_twice_adds_nothing(user: User, article: Article, raw: bytes) -> None:
    first = import_file(user, raw)
    count = Annotation.objects.count()
    assert count == first.count("placed") >= 1
    again = import_file(user, raw)
    assert set(outcomes(again)) == {"known"}
    assert Annotation.objects.count() == count
    assert import_file(reader(), raw).count("placed") == count


def test_what_stands_twice_in_one_file_comes_in_once(user: User, article: Article) -> None:
    assert outcomes(import_file(user, w3c_file(w3c(), w3c()))) == ["placed", "known"]


def test_a_copy_with_the_same_canonical_name_is_known(user: User, article: Article) -> None:
    import_file(user, w3c_file(w3c(canonical="urn:x:1")))
    copy = w3c(canonical="urn:x:1", id="https://third.example/9")
    assert outcomes(import_file(user, w3c_file(copy))) == ["known"]


def test_nothing_that_comes_in_is_for_others_to_see(user: User, article: Article) -> None:
    everybody = {"id": "https://www.w3.org/ns/activitystreams#Public"}
    import_file(user, w3c_file(w3c(audience=everybody)))
    assert Annotation.objects.get().visibility == "private"


def test_a_note_of_the_future_came_in_today(user: User, article: Article) -> None:
    import_file(user, w3c_file(w3c(created="2999-01-01T00:00:00Z")))
    assert Annotation.objects.get().created <= timezone.now()


def test_more_than_the_desk_takes_at_once_comes_in_next_time(
    user: User, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_NEW", 2)
    raw = w3c_file(*(w3c(id=f"urn:x:{n}") for n in range(3)))
    assert outcomes(import_file(user, raw)) == ["placed", "placed", "left"]
    assert outcomes(import_file(user, raw)) == ["known", "known", "placed"]


def test_an_import_costs_no_more_for_more_notes(user: User, article: Article) -> None:
    counts = []
    for start, size in ((0, 5), (100, 50)):
        raw = w3c_file(*(w3c(id=f"urn:x:{start + n}") for n in range(size)))
        with CaptureQueriesContext(connection) as queries:
            import_file(user, raw)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Import: hostile files --------------------------------------------------------------

DEEP = '{"a":' * 500 + "1" + "}" * 500


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xff\xfe\x00", "no-utf8"),
        (b"{", "broken-json"),
        (b"[" * 200_000, "broken-json"),
        (b'{"a": NaN}', "broken-json"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "broken-json"),
        (b"{}", "unknown-format"),
        (b"plain words", "unknown-format"),
        (b"a,b\n1,2\n", "unknown-format"),
        (b"," * 10_000, "unknown-format"),
        (b'{"type": "AnnotationCollection", "first": "https://x.example/"}', "pages-elsewhere"),
        (b'Highlight,Title\n"' + b"x" * 400_000, "broken-csv"),
        (json.dumps([{}] * 20_001).encode(), "too-many"),
        (b"x" * 5_000_001, "too-many"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason(user: User, raw: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        import_file(user, raw)
    assert refused.value.reason == reason
    assert str(REASONS[reason])


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        "text",
        [],
        {},
        {"uri": None, "target": None},
        {"uri": "javascript:alert(1)", "target": []},
        {"uri": ADDRESS, "target": [{"selector": [{"type": "TextQuoteSelector", "exact": 7}]}]},
        {"uri": ADDRESS, "target": [{"selector": [{"type": []}]}], "text": {"a": 1}},
        {"uri": ADDRESS, "target": "x", "tags": "y", "document": [], "references": [{}]},
        {"uri": "https://[", "target": [], "text": "x"},
        hypothesis_row("x" * 20_001),
        hypothesis_row(text="x" * 20_001),
        hypothesis_row(id={"a": 1}, user=[], created=7, updated="2024-99-99"),
        json.loads(DEEP),
    ],
)
def test_a_bad_row_is_told_with_its_reason_and_the_rest_goes_in(
    user: User, article: Article, row: Any
) -> None:
    good = hypothesis_row(id="good")
    report = import_file(user, hypothesis(good, row, good | {"id": "good2"}))
    assert [report.lines[0].outcome, report.lines[2].outcome] == ["placed", "placed"]
    line = report.lines[1]
    assert line.outcome in {"bad", "unknown", "placed", "orphan"}
    assert line.outcome != "bad" or str(REASONS[line.reason])


@pytest.mark.parametrize(
    "change",
    [
        {"target": {"source": ADDRESS, "selector": [[[]]]}},
        {"target": {"items": [{"items": [ADDRESS]}]}},
        {"target": {"source": {"source": ADDRESS}}},
        {"target": {"source": "http://[", "selector": {}}},
        {"body": [[["x"]]]},
        {"body": {"type": "TextualBody", "value": ["x"]}},
        {"body": json.loads(DEEP)},
        {"body": [{"value": "x"}] * 101},
        {"motivation": [7, {}]},
        {"via": [{}, 7], "creator": [[]], "audience": [[]]},
        {"id": "x" * 5000},
        {"id": "urn:\0\ud800"},
        {"canonical": "urn:\0"},
    ],
)
def test_odd_shapes_never_stop_an_import(user: User, article: Article, change: Any) -> None:
    raw = json.dumps([w3c(**change), w3c(id="urn:good:1")]).encode()
    report = import_file(user, raw)
    assert report.lines[1].outcome == "placed"
    assert report.lines[0].outcome in {"placed", "bad", "unknown"}


def test_what_cannot_be_stored_is_cleaned_and_what_looks_like_html_stays_words(
    client: Client, user: User, article: Article
) -> None:
    note = "\0\ud800<script>alert(1)</script> [x](javascript:alert(1)) ‮"
    import_file(user, json.dumps([w3c(body={"type": "TextualBody", "value": note})]).encode())
    made = Annotation.objects.get()
    assert made.note == "<script>alert(1)</script> [x](javascript:alert(1))"
    client.force_login(user)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert 'href="javascript:' not in page


def test_a_file_about_another_readers_notes_changes_nothing_of_theirs(
    user: User, article: Article, settings: Any
) -> None:
    theirs = noted(reader(), article=article, note="theirs")
    own = f"{settings.BASE_URL}/api/annotations/{theirs.pk}/"
    reply = w3c(None, motivation="replying", target=own, id="urn:x:2")
    report = import_file(user, w3c_file(w3c(id=own), reply))
    assert outcomes(report)[0] == "placed"
    theirs.refresh_from_db()
    assert theirs.note == "theirs"
    assert not theirs.replies.exists()


@pytest.mark.parametrize(
    "text", ["\n" * 19_000 + "x", "<br" * 6_000, '"' + '\\"' * 9_000, "<" * 19_000, "[" * 19_000]
)
def test_long_runs_of_one_thing_go_in_and_out(user: User, article: Article, text: str) -> None:
    bodies = [{"value": text, "format": form} for form in ("text/markdown", "text/html")]
    raw = w3c_file(*(w3c(id=f"urn:x:{at}", body=body) for at, body in enumerate(bodies)))
    assert import_file(user, raw).count("placed") == 2
    for kind in ("jsonld", "markdown", "csv"):
        assert export(user, kind).body


def test_every_reason_there_is_has_its_words() -> None:
    folder = Path(importing.__file__).parent / "formats"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'(?:BadItem|NotReadable)\("([a-z0-9-]+)"\)|reason="([a-z0-9-]+)"', code))
    named = {one or other for one, other in used}
    assert len(named) > 10
    assert named <= set(REASONS)


def test_a_thousand_notes_that_are_nowhere_are_read_in_one_go(user: User) -> None:
    makers.article("\n\n".join(f"{n} {WORDS}" for n in range(30)), url=ADDRESS)
    raw = w3c_file(
        *(w3c(f"nobody {n} ever wrote these words down", id=f"urn:x:{n}") for n in range(1000))
    )
    assert set(outcomes(import_file(user, raw))) <= {"orphan", "check"}


# --- Import: the page -------------------------------------------------------------------


def upload(client: Client, raw: bytes, **more: Any) -> Any:
    return client.post(
        "/notes/import/", {"file": SimpleUploadedFile("notes.json", raw)}, follow=True, **more
    )


def test_the_report_tells_what_became_of_each_note(
    client: Client, user: User, article: Article
) -> None:
    client.force_login(user)
    raw = hypothesis(
        hypothesis_row(),
        hypothesis_row("words <b>nobody</b> wrote at all, ever", id="h8"),
        hypothesis_row(id="i9", uri="https://elsewhere.example/x"),
        {"uri": "nonsense", "target": []},
    )
    answer = upload(client, raw)
    page = answer.content.decode()
    assert answer.redirect_chain[0][1] == 302
    assert "1 new note is at its place." in page
    assert "https://elsewhere.example/x" in page
    assert "words &lt;b&gt;nobody" in page
    assert str(REASONS["no-source"]) in page
    [link] = re.findall(r'href="(/notes/import/[0-9a-f]+/left-over/)"', page)
    left = client.get(link)
    assert "attachment" in left["Content-Disposition"]
    assert "sandbox" in left["Content-Security-Policy"]
    assert len(json.loads(left.content)["rows"]) == 3
    client.force_login(reader("stranger"))
    assert client.get(link).status_code == 404
    assert client.get(link.removesuffix("left-over/")).status_code == 410


def test_a_report_that_is_gone_says_what_to_do(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.get("/notes/import/0123456789abcdef/")
    assert answer.status_code == 410
    assert "nothing is added twice" in answer.content.decode()


@pytest.mark.parametrize("raw", [b"x", b"{", b"x" * 5_000_001])
def test_a_useless_file_is_refused_on_the_form(client: Client, user: User, raw: bytes) -> None:
    client.force_login(user)
    answer = upload(client, raw)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize(
    "path",
    [
        "/notes/import/",
        "/notes/import/0/",
        "/notes/import/0/left-over/",
        "/notes/export/",
        "/notes/export/csv/",
        "/notes/tokens/",
    ],
)
def test_exchange_needs_an_account(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


# --- Export -----------------------------------------------------------------------------


def everything_of(user: User, article: Article) -> None:
    """Notes of every kind, an answer from and to somebody else, a collection."""
    other = reader("oskar", first_name="Oskar", last_name="Lind")
    one = noted(user, article=article, tags=["harbour plan"], note="First *note*")
    answered(one, other, "I doubt it.")
    page_noted(user, article)
    checked(user, article=article)
    theirs = noted(other, "Nobody laughed.", article=article, visibility="public", note="Heh")
    answered(theirs, user, "They did.")
    collected(user, ("Before", None), ("", one), ("Of another", theirs))
    noted(other, article=article, note="none of yours")


@pytest.mark.parametrize("kind", ["jsonld", "markdown", "csv", "html"])
def test_every_format_holds_the_readers_notes_and_nobody_elses(
    client: Client, user: User, article: Article, kind: str
) -> None:
    everything_of(user, article)
    client.force_login(user)
    answer = client.get(f"/notes/export/{kind}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    body = unzipped(answer.content) if kind == "markdown" else answer.content.decode()
    assert "First *note*" in body or "First <em>note</em>" in body
    assert "About all of it." in body
    assert "none of yours" not in body
    assert kind == "csv" or "They did." in body


def unzipped(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_what_was_taken_along_is_the_same_on_another_desk(
    user: User, article: Article, settings: Any
) -> None:
    for color, kind in zip(Annotation.Color.values, Annotation.Kind.values, strict=True):
        noted(user, article=article, color=color, kind=kind, tags=[color, "two words"])
    checked(user, article=article)
    answered(page_noted(user, article), user, "And more.")
    fields = ("exact", "start", "end", "prefix", "note", "color", "kind", "tags", "created")
    before = sorted(Annotation.objects.values_list(*fields), key=repr)
    raw = export(user, "jsonld").body
    assert set(outcomes(import_file(user, raw))) == {"known"}
    # Another desk, where the same article is and the notes are not.
    Annotation.objects.all().delete()
    settings.BASE_URL = "https://other-desk.example"
    report = import_file(user, raw)
    assert set(outcomes(report)) == {"placed"}
    assert sorted(Annotation.objects.values_list(*fields), key=repr) == before
    assert FactCheck.objects.get().sources.count() == 2
    assert Reply.objects.get().note == "And more."
    assert set(outcomes(import_file(user, raw))) == {"known"}


def test_the_collections_go_along_in_json(user: User, article: Article) -> None:
    everything_of(user, article)
    told = json.loads(export(user, "jsonld").body)
    [collection] = told["@included"]
    kinds = [type(item) for item in collection["first"]["items"]]
    assert collection["label"] == "The harbour, step by step"
    assert kinds == [dict, str, dict, str]


def test_what_the_reader_answered_is_not_told_once_it_is_hidden_from_them(user: User) -> None:
    theirs = noted(reader(), visibility="public", note="Was public")
    answered(theirs, user, "My answer")
    theirs.visibility = "private"
    theirs.save()
    for kind in ("jsonld", "html"):
        body = export(user, kind).body.decode()
        assert "My answer" in body
        assert "costly" not in body
    text = unzipped(export(user, "markdown").body)
    assert "My answer" in text
    assert "costly" not in text


@pytest.mark.parametrize("kind", ["jsonld", "markdown", "csv", "html"])
def test_an_export_costs_the_same_for_more_notes(user: User, kind: str) -> None:
    counts = []
    for _round in range(2):
        for _n in range(4):
            answered(checked(user), user)
        with CaptureQueriesContext(connection) as queries:
            export(user, kind)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r1", "'\r1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("a;=cmd|'/C calc'!A0", "a;'=cmd|'/C calc'!A0"),
        ("a\n=1", "a\n'=1"),
        ("harmless - quite", "harmless - quite"),
        ("2+2", "2+2"),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    assert safe_cell(cell) == safe


def test_the_table_protects_every_cell(user: User) -> None:
    hostile = "=HYPERLINK(1)"
    article = makers.article(f"{hostile} is what it says.", headline=hostile)
    noted(user, f"{hostile} is", article=article, note=hostile, tags=[hostile])
    raw = export(user, "csv").body.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(raw))
    for name in ("article", "passage", "note", "tags"):
        assert row[name].startswith("'=")


def test_files_of_markdown_have_names_any_system_takes(user: User) -> None:
    odd = ['a/b\\c:d*e?"f<g>|h', "../../etc/passwd", "CON", "x" * 300, "…", "[[a]]#^b", "A", "a"]
    for headline in odd:
        page_noted(user, makers.article(headline=headline))
    with zipfile.ZipFile(io.BytesIO(export(user, "markdown").body)) as archive:
        names = archive.namelist()
    assert len({name.casefold() for name in names}) == len(odd)
    for name in names:
        assert re.fullmatch(r"Newsdesk/[^\\/:*?\"<>|#^\[\]\x00-\x1f]{1,120}\.md", name)
        assert ".." not in name.removesuffix(".md")


def test_a_file_of_markdown_is_made_for_obsidian(user: User, article: Article) -> None:
    everything_of(user, article)
    with zipfile.ZipFile(io.BytesIO(export(user, "markdown").body)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    text = next(text for name, text in files.items() if "Harbour to reopen" in name)
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    told = dict(line.split(": ", 1) for line in head.split("\n"))
    assert json.loads(told["title"]) == "Harbour to reopen"
    assert json.loads(told["tags"]) == ["harbour-plan"]
    assert json.loads(told["source"]) == ADDRESS
    one = Annotation.objects.get(note="First *note*")
    assert f"> a costly mistake\n^{one.pk.hex[:12]}" in body
    assert "First *note*" in body
    assert "#harbour-plan" in body
    dossier = next(text for name, text in files.items() if "step by step" in name)
    assert f"Harbour to reopen#^{one.pk.hex[:12]}]]" in dossier


def test_words_of_articles_are_no_markdown() -> None:
    hostile = "# head\n- item\n1. one\n<script> [[link]] `code` ==x== %%y%% $1$ *a* _b_ #tag ![](x)"
    shown = escaped(hostile)
    assert shown.startswith("\\# head\n\\- item\n")
    for piece in ("\\<script\\>", "\\[\\[link\\]\\]", "\\`code\\`", "\\=\\=x", "\\%\\%y", "\\$1"):
        assert piece in shown
    assert escaped("5 % of 3 = 4, or 50-60.") == "5 % of 3 = 4, or 50-60."


@pytest.mark.parametrize(
    ("tag", "name"), [("two words", "two-words"), ("2024", "2024_"), ("a#b]c", "a-b-c"), ("…", "_")]
)
def test_tags_are_written_as_obsidian_knows_them(tag: str, name: str) -> None:
    assert tag_name(tag) == name


def test_the_page_needs_nothing_else_and_runs_nothing(user: User) -> None:
    article = makers.article("<script>alert(1)</script> is what they wrote.", headline="<b>Odd</b>")
    noted(user, "is what they", article=article, note="<img src=x onerror=alert(1)> ![](http://x)")
    page = export(user, "html").body.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;b&gt;Odd" in page
    assert not re.findall(r'(?:src|url\()\s*=?\s*["\']?http', page)
    assert re.search(r"default-src &#x27;none&#x27;; style-src &#x27;sha256-", page)


def test_an_empty_desk_can_be_taken_along_too(user: User) -> None:
    for kind in ("jsonld", "markdown", "csv", "html"):
        assert export(user, kind).body


def test_an_unknown_format_is_404(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/notes/export/pdf/").status_code == 404


# --- Commands ---------------------------------------------------------------------------


def test_notes_go_from_reader_to_reader_by_command(
    user: User, article: Article, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noted(user, article=article)
    file, left = tmp_path / "notes.jsonld", tmp_path / "left.json"
    call_command("export_annotations", "ilse", "--format", "jsonld", "--output", str(file))
    reader("oskar")
    call_command("import_annotations", "oskar", str(file), "--left-over", str(left))
    assert capsys.readouterr().out == "1 placed, 0 to check, 0 known, 0 left over\n"
    assert not left.exists()
    Article.objects.update(url="https://moved.example/")
    Annotation.objects.filter(author__username="oskar").delete()
    call_command("import_annotations", "oskar", str(file), "--left-over", str(left))
    told = capsys.readouterr()
    assert told.out == "0 placed, 0 to check, 0 known, 1 left over\n"
    assert ADDRESS in told.err
    assert json.loads(left.read_bytes())[0]["target"]["source"]["id"] == ADDRESS


@pytest.mark.parametrize("kind", ["jsonld", "markdown", "csv", "html"])
def test_the_command_writes_to_standard_output(
    user: User, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    call_command("export_annotations", "ilse", "--format", kind)
    assert out.buffer.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export_annotations", "nobody"),
        ("import_annotations", "nobody", "-"),
        ("import_annotations", "ilse", "/nowhere/at/all"),
        ("import_annotations", "ilse", __file__),
    ],
)
def test_commands_end_with_2_and_a_clear_line(user: User, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as failed:
        call_command(*arguments)
    assert failed.value.returncode == 2
    assert str(failed.value)


# --- Tokens -----------------------------------------------------------------------------


def test_a_token_is_shown_once_and_can_be_revoked(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.post("/notes/tokens/", {"name": "Obsidian", "scope": "read", "days": "30"})
    page = answer.content.decode()
    [token] = re.findall(r"newsdesk_[\w-]+", page)
    assert "no-store" in answer["Cache-Control"]
    assert token not in client.get("/notes/tokens/").content.decode()
    made = AccessToken.objects.get()
    assert (made.name, made.scope) == ("Obsidian", "read")
    assert made.expires is not None
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/annotations/", headers=headers).status_code == 200
    client.force_login(reader("stranger"))
    assert client.post(f"/notes/tokens/{made.pk}/revoke/").status_code == 404
    client.force_login(user)
    assert client.post(f"/notes/tokens/{made.pk}/revoke/").status_code == 302
    assert client.get("/api/annotations/", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "told", [{}, {"name": "", "scope": "read", "days": "30"}, {"name": "x", "scope": "all"}]
)
def test_a_token_that_is_not_described_is_not_made(client: Client, user: User, told: Any) -> None:
    client.force_login(user)
    assert client.post("/notes/tokens/", told).status_code == 422
    assert not AccessToken.objects.exists()


def test_a_reader_has_only_so_many_tokens(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.tokens.MOST_TOKENS", 1)
    client.force_login(user)
    told = {"name": "x", "scope": "read", "days": "0"}
    assert client.post("/notes/tokens/", told).status_code == 200
    assert client.post("/notes/tokens/", told).status_code == 422
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["Harbour", "HARBOUR", "two \u200b words"], ("Harbour", "two words")),
        (["a,b", None, 7, "", "  "], ("a b",)),
        (["x" * 49 + " y"], ("x" * 49,)),
        ([str(at) for at in range(30)], tuple(str(at) for at in range(20))),
    ],
)
def test_tags_from_elsewhere_are_as_readers_own_and_cut(sent, kept) -> None:
    assert tidying.cut(sent) == kept
    assert tuple(normalised(kept)) == kept
