from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.opml import LeftOut, NotOpml, Outline, feed_address, parse_opml, write_opml
from articles.pipeline.remarks import Code

LIST = b"""<?xml version="1.0"?><opml version="1.0"><head><title>Coast</title></head><body>
<outline text="News"><outline text="Local &amp; near">
<outline type="rss" text="Courier" xmlUrl="https://courier.example/feed" htmlUrl="https://courier.example"/>
<outline type="rss" text="Lost"/>
<outline type="rss" text="Bad" xmlUrl="file:///etc/passwd"/>
</outline></outline>
<outline title="Notes" XMLURL="feed:https://notes.example/atom"/>
<outline type="rss" text="Courier again" xmlUrl="https://courier.example/feed"/>
</body></opml>"""


def test_nested_folders_are_kept_and_bad_outlines_reported() -> None:
    result = parse_opml(LIST)

    assert result.title == "Coast"
    assert result.outlines == (
        Outline("Courier", "https://courier.example/feed", "https://courier.example",
                ("News", "Local & near")),
        Outline("Notes", "https://notes.example/atom"),
        Outline("Courier again", "https://courier.example/feed"),
    )  # fmt: skip
    assert result.warnings == (
        "“Lost” has no address; left out.",
        "“Bad” has the address “file:///etc/passwd”; left out.",
    )
    assert result.left_out == (
        LeftOut("Lost", "", Code.OUTLINE_WITHOUT_ADDRESS, ("News", "Local & near")),
        LeftOut("Bad", "file:///etc/passwd", Code.OUTLINE_ODD_ADDRESS, ("News", "Local & near")),
    )  # fmt: skip


F = "https://courier.example/feed"
WRITTEN = [
    ("plain", f'<outline text="A" type="rss" xmlUrl="{F}"/>', [Outline("A", F)]),
    ("without a type", f'<outline text="A" xmlUrl="{F}"/>', [Outline("A", F)]),
    ("another type", f'<outline text="A" type="atom" xmlUrl="{F}"/>', [Outline("A", F)]),
    ("title before text", f'<outline text="a" title="A" xmlUrl="{F}"/>', [Outline("A", F)]),
    ("no name", f'<outline xmlUrl="{F}"/>', [Outline(F, F)]),
    ("xmlurl", f'<outline text="A" xmlurl="{F}"/>', [Outline("A", F)]),
    ("XMLURL", f'<OUTLINE TEXT="A" XMLURL="{F}"/>', [Outline("A", F)]),
    ("url and a type", f'<outline text="A" type="rss" url="{F}"/>', [Outline("A", F)]),
    ("url alone", f'<outline text="A" url="{F}"/>', [Outline("A", F)]),
    ("feedUrl", f'<outline text="A" feedUrl="{F}"/>', [Outline("A", F)]),
    ("an empty xmlUrl and a url", f'<outline text="A" xmlUrl="" url="{F}"/>', [Outline("A", F)]),
    ("the site's address",
     f'<outline text="A" xmlUrl="{F}" htmlUrl="https://courier.example/"/>',
     [Outline("A", F, "https://courier.example/")]),
    ("the site's address as siteUrl",
     f'<outline text="A" xmlUrl="{F}" siteUrl="https://courier.example/"/>',
     [Outline("A", F, "https://courier.example/")]),
    ("a site's address that is none",
     f'<outline text="A" xmlUrl="{F}" htmlUrl="javascript:x"/>', [Outline("A", F)]),
    ("a bookmark", '<outline text="B" type="link" url="https://b.example/"/>'
     f'<outline text="A" xmlUrl="{F}"/>', [Outline("A", F)]),
    ("an included list", '<outline text="B" type="include" url="https://b.example/x.opml"/>'
     f'<outline text="A" xmlUrl="{F}"/>', [Outline("A", F)]),
    ("a category", f'<outline text="A" xmlUrl="{F}" category="/News/Local,/Other"/>',
     [Outline("A", F, "", ("News", "Local"))]),
    ("a folder before a category",
     f'<outline text="B"><outline text="A" xmlUrl="{F}" category="/News"/></outline>',
     [Outline("A", F, "", ("B",))]),
    ("a folder without a name", f'<outline><outline text="A" xmlUrl="{F}"/></outline>',
     [Outline("A", F)]),
    ("a folder of type folder",
     f'<outline text="B" type="folder"><outline text="A" xmlUrl="{F}"/></outline>',
     [Outline("A", F, "", ("B",))]),
    ("feeds in a feed",
     f'<outline text="A" xmlUrl="{F}"><outline text="B" xmlUrl="{F}/b"/></outline>',
     [Outline("A", F), Outline("B", f"{F}/b")]),
    ("after a folder",
     f'<outline text="B"><outline text="C"/></outline><outline text="A" xmlUrl="{F}"/>',
     [Outline("A", F)]),
    ("twice in a folder", f'<outline text="A" xmlUrl="{F}"/><outline text="a" xmlUrl="{F}"/>',
     [Outline("A", F)]),
    ("a bare ampersand", '<outline text="A &amp; B & C" xmlUrl="https://a.example/?b=1&c=2"/>',
     [Outline("A & B & C", "https://a.example/?b=1&c=2")]),
    ("markup in a name", f'<outline text="A &lt;b&gt;" xmlUrl="{F}"/>', [Outline("A <b>", F)]),
    ("lines in a name", f'<outline text="A&#10;  B" xmlUrl="{F}"/>', [Outline("A B", F)]),
    ("a namespace", f'<x:outline xmlns:x="urn:x" text="A" xmlUrl="{F}"/>', [Outline("A", F)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inside", "outlines"), WRITTEN, ids=[case[0] for case in WRITTEN])
def test_lists_are_read_as_readers_write_them(
    name: str, inside: str, outlines: list[Outline]
) -> None:
    result = parse_opml(f"<opml version='1.1'><body>{inside}</body></opml>".encode())

    assert list(result.outlines) == outlines
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://courier.example/feed", "https://courier.example/feed"),
        ("HTTP://courier.example/feed", "HTTP://courier.example/feed"),
        ("feed://courier.example/feed", "http://courier.example/feed"),
        ("feed:https://courier.example/feed", "https://courier.example/feed"),
        ("FEED://https://courier.example/feed", "https://courier.example/feed"),
        ("feed:courier.example/feed", "http://courier.example/feed"),
        ("courier.example/feed", "https://courier.example/feed"),
        ("www.courier.example", "https://www.courier.example"),
        ("", ""),
        ("courier", ""),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https:///feed", ""),
        ("https://a.example/ b", ""),
        ("feed:javascript:x", ""),
    ],
)
def test_an_address_is_taken_as_it_is_meant(given: str, address: str) -> None:
    assert feed_address(given) == address


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("declared", [True, False])
def test_a_list_is_read_in_any_encoding(encoding: str, declared: bool) -> None:
    said = f' encoding="{encoding}"' if declared else ""
    outline = f"<outline text='Grüße' xmlUrl='{F}'/>"
    text = f"<?xml version='1.0'{said}?><opml><body>{outline}</body></opml>"

    assert parse_opml(text.encode(encoding)).outlines == (Outline("Grüße", F),)


def test_of_many_useless_outlines_the_first_are_told_and_the_rest_counted() -> None:
    inside = "".join(f"<outline type='rss' text='{n}'/>" for n in range(700))
    result = parse_opml(f"<opml><body>{inside}</body></opml>".encode())

    assert len(result.left_out) == 500
    assert result.warnings[-1] == "200 more outlines were left out."


def test_ten_thousand_feeds_in_folders_are_read_and_written_quickly() -> None:
    outlines = tuple(
        Outline(f"Feed {n}", f"https://courier.example/{n}", folders=(f"F{n % 50}", f"{n % 7}"))
        for n in range(10_000)
    )
    started = time.process_time()

    result = parse_opml(write_opml("Coast", outlines))

    assert time.process_time() - started < 5
    assert set(result.outlines) == set(outlines)


@pytest.mark.parametrize("raw", [b"", b"<html><body/></html>", b"{}", b"<opml><body/></opml>"])
def test_what_names_no_feeds_is_refused(raw: bytes) -> None:
    with pytest.raises(NotOpml, match=r"\.$"):
        parse_opml(raw)


def test_an_unclosed_list_gives_what_is_whole() -> None:
    cut = LIST[: LIST.index(b"<outline title")]

    assert [outline.title for outline in parse_opml(cut).outlines] == ["Courier"]


def test_entities_are_neither_loaded_nor_expanded() -> None:
    hostile = (
        b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa">'
        b'<!ENTITY b "&a;&a;&a;">]><opml><head><title>&x;</title></head><body>'
        b'<outline text="t" xmlUrl="https://courier.example/"/></body></opml>'
    )

    assert "root:" not in parse_opml(hostile).title


NAMES = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=12
).map(lambda name: " ".join(name.split()) or "x")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Outline,
            title=NAMES,
            xml_url=st.integers(0, 99).map(lambda n: f"https://courier.example/{n}?a=1&b=2"),
            html_url=st.sampled_from(["", "https://courier.example/"]),
            folders=st.lists(NAMES, max_size=3).map(tuple),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda outline: outline.xml_url,
    )
)
def test_what_is_written_reads_back(outlines: list[Outline]) -> None:
    import unicodedata

    def composed(outline: Outline) -> Outline:
        return Outline(
            unicodedata.normalize("NFC", outline.title),
            outline.xml_url,
            outline.html_url,
            tuple(unicodedata.normalize("NFC", folder) for folder in outline.folders),
        )

    result = parse_opml(write_opml("Mine", outlines))

    assert set(result.outlines) == {composed(outline) for outline in outlines}
    assert result.warnings == ()


def test_numbers_of_letters_that_are_none_cost_no_list_its_feeds() -> None:
    raw = (
        b"<opml><head><title>A&#xD800;b&#0;</title></head><body>"
        b"<outline text='T&#55296;&#233;' xmlUrl='https://tidewater.example/feed'/></body></opml>"
    )
    found = parse_opml(raw)
    assert (found.title, found.outlines[0].title) == ("Ab", "Té")
