"""Feeds that are not as they should be: what is whole is read, and what is wrong is said."""

from __future__ import annotations

import pytest

from articles.pipeline import feed as feed_module
from articles.pipeline.feed import NotAFeed, parse_feed
from articles.pipeline.mend import mend

ITEM = "<item><title>Tides</title><link>https://courier.example/1</link><guid>1</guid></item>"
SECOND = ITEM.replace("1<", "2<").replace("Tides", "Ebb")
DATED = "<pubDate>Sun, 03 Mar 2024 10:00:00 GMT</pubDate>"
RSS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Courier</title>'
    f"<link>https://courier.example/</link>{ITEM}{SECOND}</channel></rss>"
).replace("</item>", f"{DATED}</item>")


def faults(text: str | bytes) -> str:
    """What is said to be wrong with a feed of two entries, both of which are read."""
    feed = parse_feed(text.encode() if isinstance(text, str) else text)
    assert [(entry.title, entry.guid) for entry in feed.entries] == [("Tides", "1"), ("Ebb", "2")]
    assert feed.title == "Courier"
    return "; ".join(feed.warnings).removeprefix("The feed is not well-formed: ")


BROKEN = [
    ("nothing", RSS, ""),
    ("white space first", " \r\n\t\n" + RSS, ""),
    ("a byte order mark twice", "\ufeff\ufeff" + RSS, ""),
    ("NULs first", "\0\0" + RSS, "it has characters that XML does not allow."),
    ("NULs within", RSS.replace("Tides", "Ti\0des"), "it has characters that XML does not allow."),
    ("a control", RSS.replace("Tides", "Ti\x1bdes"), "it has characters that XML does not allow."),
    ("a control by number", RSS.replace("Tides", "Ti&#0;&#x1F;&#xFFFF;&#xD800;des"), ""),
    ("a warning of PHP first", "<br />\n<b>Warning</b>: x in y.php\n" + RSS,
     "other text comes before it."),
    ("words first", "Notice: undefined index\n" + RSS, "other text comes before it."),
    ("a comment and a style sheet first",
     "<!-- <rss> made by hand --><?xml-stylesheet href='x.xsl'?>" + RSS[RSS.index("<rss"):], ""),
    ("a comment after", RSS + "\n<!-- cached -->\n", ""),
    ("words after", RSS + "\n</html> trailing", "other text comes after it."),
    ("a second feed after", RSS + RSS, "other text comes after it."),
    ("an entity of HTML", RSS.replace("<link>", "<description>a&nbsp;&eacute;</description><link>"),
     "it uses &nbsp;, &eacute;, which XML does not know."),
    ("a bare ampersand", RSS.replace("<link>", "<category>A & B&C</category><link>"),
     "it has “&” where “&amp;” belongs."),
    ("ampersands of an address",
     RSS.replace("<guid>", "<comments>https://a.example/?a=1&b=2</comments><guid>"),
     "it has “&” where “&amp;” belongs."),
    ("a bare less-than", RSS.replace("<link>", "<category>1 < 2</category><link>"),
     "it has “<” where “&lt;” belongs."),
    ("a prefix nobody declares", RSS.replace("<link>", "<dc:creator>Jane Doe</dc:creator><link>"),
     "it does not declare dc."),
    ("no end", RSS.replace("</channel></rss>", ""), "it breaks off."),
    ("an end in an entry", RSS.replace("</channel></rss>", "<item><title>Half a ti"),
     "it breaks off."),
    ("an end in a CDATA section",
     RSS.replace("</channel></rss>", "<item><description><![CDATA[<p>Half </item> a ti"),
     "it breaks off."),
    ("an end in a tag", RSS.replace("</channel></rss>", "<item><lin"), "it breaks off."),
    ("an end in a comment", RSS.replace("</channel></rss>", "<!-- </rss>"), "it breaks off."),
    ("an end before the root's", RSS.replace("</rss>", ""), "it breaks off."),
    ("the root's end in a CDATA section",
     RSS.replace("<link>", "<description><![CDATA[</rss>]]></description><link>"), ""),
    ("an entity the feed declares",
     RSS.replace("<rss", '<!DOCTYPE rss [<!ENTITY me "Jane Doe">]><rss', 1)
        .replace("<link>", "<author>&me;</author><link>"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), BROKEN, ids=[case[0] for case in BROKEN])
def test_what_is_commonly_broken_is_mended_and_said(name: str, text: str, said: str) -> None:
    assert faults(text) == said


@pytest.mark.parametrize(("name", "text", "said"), BROKEN, ids=[case[0] for case in BROKEN])
def test_what_was_mended_is_well_formed(name: str, text: str, said: str) -> None:
    mended = mend(text)

    assert mended is not None
    assert feed_module.read_strict(mended.text) is not None


def test_what_stands_in_mended_text_means_the_same() -> None:
    text = RSS.replace(
        "<link>",
        "<description><![CDATA[a&nbsp;b & c]]></description><category>AT&T &eacute;</category>"
        "<category>don&#146;t</category><link>",
    )
    entry = parse_feed(text.encode()).entries[0]

    assert entry.summary_html == "a&nbsp;b &amp; c"
    assert entry.tags == ("AT&T é", "don’t")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</title><link>", "</titel><link>"),  # a tag that is closed by another one
        ("<title>Tides", "<title><b>Tides"),
        ("<guid>", "<description><p>One<br>two<p>three</description><guid>"),
        ("<guid>", "<odd:thing>x</odd:thing><guid>"),  # nobody can know what odd means
        ('<rss version="2.0">', "<rss version=2.0>"),
    ],
)
def test_what_cannot_be_mended_is_read_loosely(old: str, new: str) -> None:
    feed = parse_feed(RSS.replace(old, new).encode(), "https://courier.example/feed")

    assert len(feed.entries) == 2
    assert feed.entries[1].url.startswith("https://courier.example/")
    assert any(said.startswith("The feed is not well-formed: ") for said in feed.warnings)


@pytest.mark.parametrize("cut", range(80, len(RSS) - 20, 37))
def test_a_feed_cut_anywhere_gives_the_whole_entries_only(cut: int) -> None:
    text = RSS[:cut]
    whole = text.count("</item>")
    if whole:
        feed = parse_feed(text.encode())
        assert [entry.guid for entry in feed.entries] == ["1", "2"][:whole]
        assert any("breaks off" in said for said in feed.warnings)
    else:
        assert len(parse_feed(text.encode()).entries) <= 1


def test_a_cut_feed_of_another_dialect_gives_its_whole_entries() -> None:
    atom = (
        '<x:feed xmlns:x="http://www.w3.org/2005/Atom"><x:entry><x:id>1</x:id></x:entry>'
        "<x:entry><x:id>2</x:id></x:entry><x:entry><x:id>3"
    )
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel><title>x</title></channel>'
        '<item rdf:about="1"><title>a</title></item><item rdf:about="2"><title>b</title></item><it'
    )

    for text in (atom, rdf):
        assert [entry.guid for entry in parse_feed(text.encode()).entries] == ["1", "2"]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("", ["The feed has no entries."]),
        ("<item><title>a</title></item>",
         ["1 entry has no date.", "1 entry has no identifier of its own.",
          "1 entry has no address."]),
        ("<item><title>a</title></item><item><title>b</title></item>",
         ["Entries have no date.", "Entries have no identifier of their own.",
          "Entries have no address."]),
        (f"{ITEM}{SECOND.replace('</item>', DATED + '</item>')}", ["1 entry has no date."]),
        (f"<item><link>https://a.example/</link>{DATED}</item>",
         ["1 entry has no identifier of its own."]),
        (f"<item><guid>https://a.example/</guid>{DATED}</item>", []),
        (f"<item><guid isPermaLink='false'>https://a.example/</guid>{DATED}</item>",
         ["1 entry has no address."]),
        (f"<item><guid>1</guid><link>https://a.example/</link>{DATED}</item>" * 3,
         ["Entries given twice: 2."]),
    ],
)  # fmt: skip
def test_the_health_of_a_feed_is_told_in_plain_sentences(inside: str, said: list[str]) -> None:
    text = f"<rss version='2.0'><channel><title>Courier</title>{inside}</channel></rss>"

    assert list(parse_feed(text.encode()).warnings) == said


def test_entries_without_a_name_of_any_kind_stay_apart() -> None:
    text = (
        "<rss version='2.0'><channel><item><description>a</description></item>"
        "<item><description>b</description></item><item/></channel></rss>"
    )
    guids = [entry.guid for entry in parse_feed(text.encode()).entries]

    assert len(set(guids)) == 3
    assert all(guid.startswith("sha256:") for guid in guids)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The answer is empty."),
        (b" \n\t ", "The answer is empty."),
        (b"\0\0\0", "The answer is empty."),
        (b"<!doctype html><html><body><rss>x</rss></body></html>", "This is a web page"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><head/></html>", "This is a web page"),
        (b"<!-- x --><html><p>Please log in", "This is a web page"),
        (b"<html><script>var a = '<rss><channel></channel></rss>'</script>", "This is a web page"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "outermost element is urlset"),
        (b"<opml><body/></opml>", "outermost element is opml"),
        (b"{}", "This is JSON, but not a feed."),
        (b"[1, 2]", "This is JSON, but not a feed."),
        (b'{"version": "https://jsonfeed.org/version/1.1"', "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b"not a feed", "This is not a feed."),
        (b"%PDF-1.7\n\x00\xff", "This is not a feed."),
        (b"\x1f\x8b\x08\x00\x00", "This is not a feed."),
        (b"<rss", "This is"),
        (b"rss><channel>", "This is not a feed."),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        parse_feed(raw, "https://courier.example/")

    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)
