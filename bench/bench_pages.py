"""Times every kind of page and counts its SQL queries, on the desk's own data.

    python -m bench.bench_pages [ROUNDS]

Runs in one process on a throw-away database filled with the sample outlets' stories
ten times over, through Django's test client: no network, no web server, template
rendering and database included. Prints the median of ROUNDS (default 20).
"""

from __future__ import annotations

import os
import statistics
import sys
import time


def main(rounds: int) -> None:
    """Fill a database, open each page, print a line for each."""
    from tests import plugin  # noqa: F401 - starts a throw-away server, before settings load

    os.environ["DJANGO_SETTINGS_MODULE"] = "newsdesk.settings"
    os.environ["DEBUG"] = "0"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    addresses = fill()
    print(f"{'page':<28}{'queries':>8}{'median ms':>11}{'KB':>7}")
    for name, address in addresses.items():
        queries, milliseconds, size = measure(address, rounds)
        print(f"{name:<28}{queries:>8}{milliseconds:>11.1f}{size / 1024:>7.0f}")


def fill() -> dict[str, str]:
    """Store the samples ten times under ten addresses, with notes; return pages to open."""
    from django.utils import timezone

    from annotations.services import Selection, annotate, share
    from articles.models import Article, Person
    from articles.pipeline.extraction import Extraction
    from articles.pipeline.structure import html_to_document
    from articles.reading import read_given
    from articles.samples import content, markup
    from articles.services.storing import Reading, Revision, store
    from readers.models import User

    anchor = timezone.now()
    for copy in range(10):
        for outlet in content.outlets():
            for story in content.stories(outlet):
                edition = story.editions[-1]
                html = "".join(markup.blocks(edition, anchor, "https://samples.example/"))
                extraction = Extraction(
                    headline=edition.headline,
                    bylines=tuple(edition.authors),
                    document=html_to_document(html, "https://samples.example/"),
                )
                url = f"https://{outlet.slug}.example/{copy}/{story.slug}"
                store(Reading(read_given(extraction), url, Revision.Source.PAGE))
    reader = User.objects.create_user("reader", password="x")
    article = Article.objects.order_by("-word_count").select_related("current").first()
    assert article and article.current
    text = article.current.text
    for start in range(0, 600, 12):
        made = annotate(
            article.current,
            reader,
            Selection(start, start + 40, text[start : start + 40]),
            color="pink",
            note="A note with *words*.",
        )
    person = Person.objects.order_by("pk").first()
    assert person
    return {
        "front page": "/",
        "article": article.get_absolute_url(),
        "article, 50 notes": f"{article.get_absolute_url()}?as=reader",
        "person": person.get_absolute_url(),
        "people": "/people/",
        "outlets": "/outlets/",
        "search": "/search/?q=harbour+levy",
        "feeds": "/feeds/",
        "my notes": "/notes/?as=reader",
        "shared passage": share(made).get_absolute_url(),
    }


def measure(address: str, rounds: int) -> tuple[int, float, int]:
    """Return queries, median milliseconds and bytes of one page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from readers.models import User

    client = Client()
    if "as=reader" in address:
        client.force_login(User.objects.get(username="reader"))
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    queries = len(captured)
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - begun))
    return queries, statistics.median(times), len(answer.content)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
