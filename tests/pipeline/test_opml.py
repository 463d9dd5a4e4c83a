from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pipeline.opml import NotOpml, Outline, parse_opml, write_opml

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
