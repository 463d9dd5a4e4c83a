from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

import articles

LIST = Path(articles.__file__).parent / "data" / "starter.opml"
FOLDERS = etree.parse(LIST).findall("body/outline")
FEEDS = [feed for folder in FOLDERS for feed in folder]


def test_the_starter_list_has_some_thirty_feeds_in_named_folders() -> None:
    assert 25 <= len(FEEDS) <= 40
    assert all(folder.get("text") and len(folder) >= 2 for folder in FOLDERS)


def test_each_feed_has_a_name_a_language_and_addresses_by_https() -> None:
    for feed in FEEDS:
        assert feed.get("type") == "rss"
        assert feed.get("text")
        assert feed.get("language")
        for key in ("xmlUrl", "htmlUrl"):
            address = urlsplit(feed.get(key))
            assert address.scheme == "https"
            assert address.hostname


def test_no_feed_is_listed_twice() -> None:
    addresses = [feed.get("xmlUrl") for feed in FEEDS]
    assert len(set(addresses)) == len(addresses)
