"""A real worker on a real queue, killed while articles come in: none is lost, none comes twice."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection

from articles.models import Article, Entry, Job
from articles.services.feeds import subscribe
from newsdesk.embedded.queue import install_queue, transport_options
from tests.odd_server import OddServer, reply

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

ROOT = Path(__file__).resolve().parent.parent.parent
COUNT = 50
RING = "import django; django.setup(); from articles.tasks import look; look.delay()"


def database_url() -> str:
    """The address of the database this test runs on, which is not the one in the settings."""
    told = connection.settings_dict
    user, password, host = (
        quote(str(told[key] or ""), safe="") for key in ("USER", "PASSWORD", "HOST")
    )
    port = f":{told['PORT']}" if told["PORT"] else ""
    who = f"{user}:{password}@" if password else (f"{user}@" if user else "")
    return f"postgres://{who}{host}{port}/{told['NAME']}"


@pytest.fixture
def outlet() -> Iterator[OddServer]:
    """A feed of fifty entries, and their pages."""
    with OddServer() as server:
        items = ""
        for number in range(COUNT):
            words = " ".join(
                f"Sentence {number} of story {line} says little." for line in range(40)
            )
            title = f"Story {number}"
            body = (
                f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
                f"<p>{words}</p></article></body></html>"
            )
            link = server.at(f"/{number}", reply(body.encode(), content_type="text/html"))
            items += f"<item><title>Story {number}</title><link>{link}</link></item>"
        feed = (
            '<rss version="2.0"><channel><title>Fifty</title>'
            f"<link>{server.url()}</link>{items}</channel></rss>"
        )
        server.at("/feed", reply(feed.encode(), content_type="application/rss+xml"))
        yield server


@pytest.fixture
def environment(outlet: OddServer, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
        "DATABASE_URL": database_url(),
        "NEWSDESK_ALLOW_ORIGINS": outlet.origin(),
        "NEWSDESK_JOB_LEASE": "4",
        "NEWSDESK_VAR": str(tmp_path),
        "C_FORCE_ROOT": "1",
    }


@pytest.fixture
def start_worker(environment: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    if django_settings.CELERY_BROKER_URL.startswith("pgmq:"):
        install_queue(
            transport_options(connection.settings_dict, visibility_timeout=60)["conn_string"]
        )
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "newsdesk",
            "worker",
            "-c",
            "2",
            "-n",
            f"t{len(started)}@h",
        ]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its children without a word."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def ring(environment: dict[str, str]) -> None:
    """What beat does every ten seconds."""
    subprocess.run([sys.executable, "-c", RING], cwd=ROOT, env=environment, check=True, timeout=60)


def test_fifty_articles_survive_the_death_of_their_worker(
    outlet: OddServer,
    environment: dict[str, str],
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    first = start_worker()
    feed, _ = subscribe(outlet.url("/feed"))
    ring(environment)
    wait_for(lambda: Article.objects.count() >= 5, 60)
    kill(first)
    came = Article.objects.count()
    assert came < COUNT, "all were in before the worker was killed: nothing was tested"

    start_worker()

    def all_in() -> bool:
        ring(environment)
        return not Job.objects.filter(kind=Job.Kind.ENTRY).exists()

    wait_for(all_in, 90)
    assert sorted(Article.objects.values_list("headline", flat=True)) == sorted(
        f"Story {number}" for number in range(COUNT)
    )
    assert feed.entries.filter(state=Entry.State.DONE).count() == COUNT
    assert {article.revisions.count() for article in Article.objects.all()} == {1}
