"""Being a good guest: whose turn it is, how long to leave a service alone, robots.txt.

A :class:`Service` is everything under one registered domain name. Claiming a job leases
its service (models/jobs.py); what is here ends that lease when the answer has come, and
reads from the answer when the next request may begin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from tld import get_fld

from articles.models import Job, Robots, Service
from articles.models.bulk import update_rows
from articles.services.asking import Answer, Ask
from articles.services.outlets import is_sample
from newsdesk.lib import robots as rules
from newsdesk.lib.fetch import Hop, Response
from newsdesk.lib.headers import retry_after

#: Statuses by which a server asks to be left alone, and for how long if it does not say.
_REST = frozenset({429, 503})
_FIRST_REST, _LONGEST_REST = timedelta(minutes=1), timedelta(hours=24)
#: How long a robots.txt is taken as fresh (RFC 9309, 2.4), how long a failure to get it at
#: first, and after how long of that a site counts as one that has none (2.3.1.4).
ROBOTS_FRESH, ROBOTS_FAILED = timedelta(hours=24), timedelta(minutes=10)
ROBOTS_GIVEN_UP = timedelta(days=30)
#: What is stored for the status of a robots.txt that did not come in time.
_NO_ANSWER = 599


def service_name(url: str) -> str:
    """The registered domain of ``url``, by the public suffix list; else host and port.

    Suffixes that companies offer ("blogspot.com") count as domains here: their guests
    share servers, and so patience.
    """
    domain = get_fld(url, fail_silently=True, search_private=False)
    if domain:
        return str(domain)
    host = urlsplit(url).hostname or ""
    labels = host.split(".")
    # An address in numbers, or a name of a network of one's own, stands for itself.
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return _authority(url)
    return ".".join(labels[-2:])


def _authority(url: str) -> str:
    parts = urlsplit(url)
    return (parts.netloc.rpartition("@")[2].lower() or "nowhere")[:270]


def services_for(urls: Iterable[str]) -> dict[str, Service]:
    """The service of each address; new ones are made. Two SQL queries, one if all are known."""
    names = {url: service_name(url) for url in urls}
    found = _stored(set(names.values()))
    if missing := sorted(set(names.values()) - set(found)):
        Service.objects.bulk_create([Service(name=name) for name in missing], ignore_conflicts=True)
        found |= _stored(set(missing))
    return {url: found[name] for url, name in names.items()}


def _stored(names: set[str]) -> dict[str, Service]:
    return {service.name: service for service in Service.objects.filter(name__in=names)}


def service_for(url: str) -> Service:
    """The service of one address."""
    return services_for([url])[url]


def has_turn(job: Job, url: str) -> bool:
    """Whether the service that was leased with ``job`` is the one of ``url``.

    It is not where the address has changed since the job was put in line.
    """
    return job.service is not None and job.service.name == service_name(url)


def release(asked: Sequence[tuple[Job, Ask, Answer]]) -> None:
    """End the leases of the services that have answered, and set when they may be asked again.

    Two SQL queries however many there are.
    """
    now = timezone.now()
    with transaction.atomic():
        held = {
            service.pk: service
            for service in Service.objects.select_for_update(no_key=True)
            .filter(pk__in=[job.service_id for job, _ask, _answer in asked])
            .order_by("pk")
        }
        mine = []
        for job, ask, answer in asked:
            service = held.get(job.service_id or 0)
            if service is not None and service.lease == job.lease:
                _note(service, ask, answer, now)
                mine.append(service)
        update_rows(
            Service,
            [{"id": one.pk, **{name: getattr(one, name) for name in _NOTED}} for one in mine],
        )


def let_go(jobs: Sequence[Job]) -> None:
    """End the leases of services that were not asked after all. One SQL query."""
    leased = {job.lease for job in jobs if job.service_id}
    if leased:
        Service.objects.filter(
            pk__in=[job.service_id for job in jobs if job.service_id], lease__in=leased
        ).update(lease=None, leased_until=None)


#: What :func:`_note` changes.
_NOTED = ("free_at", "rest_until", "strikes", "seconds", "lease", "leased_until")


def _note(service: Service, ask: Ask, answer: Answer, now: datetime) -> None:
    """Write down what an answer says of its service; ``service`` is not saved."""
    service.lease = service.leased_until = None
    service.free_at = now + timedelta(seconds=ask.gap)
    if not isinstance(answer, Response):
        service.seconds = max(service.seconds, 20.0) if answer.code == "timed_out" else 0.0
        return
    service.seconds = answer.elapsed
    if answer.status in _REST:
        service.strikes += 1
        told = retry_after(answer.headers, now)
        rest = timedelta(seconds=told) if told else rest_after(service.strikes)
        service.rest_until = max(service.rest_until, now + min(rest, _LONGEST_REST))
    elif answer.status < 500:
        service.strikes = 0


def rest_after(strikes: int) -> timedelta:
    """How long a service is left alone that asked for it without saying how long."""
    return min(_FIRST_REST * int(4 ** min(max(strikes, 1) - 1, 6)), _LONGEST_REST)


def gap_for(url: str, delay: float | None = None) -> float:
    """Seconds between two requests to the service of ``url``; ``delay`` is what it asks for.

    The desk's own samples are no strangers, and wait for nothing.
    """
    if is_sample(url):
        return 0.0
    return max(settings.HOST_GAP, min(delay or 0.0, rules.MAX_DELAY))


def gap_after(job: Job, url: str) -> float:
    """Seconds after a request for ``url``, as its robots.txt asks if the desk has read it.

    At most one SQL query, and none where no robots.txt of its service asks for anything.
    """
    asked = job.service.delay if job.service else 0.0
    if asked and (known := robots_for(url)) is not None:
        asked = known.delay or 0.0
    return gap_for(url, asked)


def origin(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt is for."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{_authority(url)}"[:300]


def robots_for(url: str) -> rules.Robots | None:
    """What the robots.txt of an address's origin says; None if it has to be fetched first.

    One SQL query.
    """
    found = Robots.objects.filter(origin=origin(url)).first()
    if found is None or not found.fetched <= timezone.now() < _stale_at(found):
        return None
    since = found.failing_since
    if since and found.fetched - since >= ROBOTS_GIVEN_UP:
        return rules.ALLOW_ALL
    return rules.read_answer(found.status, found.body.encode())


def robots_due(url: str) -> datetime:
    """When the robots.txt of an address's origin is asked for again. One SQL query."""
    found = Robots.objects.filter(origin=origin(url)).first()
    return _stale_at(found) if found else timezone.now()


def _stale_at(found: Robots) -> datetime:
    """Until when an answer counts; one that failed, the longer the longer it has."""
    if found.failing_since is None:
        return found.fetched + ROBOTS_FRESH
    failing = (found.fetched - found.failing_since) / 2
    return found.fetched + min(max(failing, ROBOTS_FAILED), ROBOTS_FRESH)


def known_to_allow(url: str, own: rules.Robots) -> Callable[[str], bool]:
    """What tells of addresses whether the robots.txt of their origin is known and allows them.

    Known are ``own``, those of the origin of ``url``, and of the same host over https; for
    what they do not allow or know, ask when it is its turn. At most one SQL query.
    """
    found: dict[str, rules.Robots | None] = {origin(url): own}
    if url.startswith("http:"):
        secure = url.replace("http:", "https:", 1)
        found[origin(secure)] = robots_for(secure)

    def allows(other: str) -> bool:
        known = found.get(origin(other))
        return known is not None and known.allows(path_of(other))

    return allows


def ask_robots(url: str, trail: Sequence[tuple[str, int]] = ()) -> Ask:
    """The request for the robots.txt of an address's origin, to which ``trail`` led."""
    return Ask(
        f"{origin(url)}/robots.txt",
        accept="text/plain, */*;q=0.1",
        trail=tuple(Hop(*hop) for hop in trail),
        gap=gap_for(url),
    )


def remember_robots(url: str, answer: Answer) -> None:
    """Keep what came for :func:`ask_robots`; that no answer came in time is kept, too.

    A redirect to another host counts as no file: RFC 9309 allows for following it, and
    nobody's rules are broken by reading a page of a site that has none of its own.
    """
    now = timezone.now()
    status, body = _NO_ANSWER, b""
    if isinstance(answer, Response):
        status = answer.status
        # One byte more than is read, so that a line cut in the middle can be told as such.
        body = answer.body[: rules.MAX_BYTES + 1] if status < 300 else b""
    failing = Coalesce("failing_since", Value(now)) if status >= 500 else Value(None)
    told = {
        "body": body.decode("utf-8", "replace").replace("\x00", "\ufffd"),
        "status": status,
        "fetched": now,
    }
    delay = rules.read_answer(status, body).delay
    Service.objects.filter(name=service_name(url)).update(
        delay=Greatest("delay", Value(delay or 0.0)),
        # What was asked for just now was the first to be held against it.
        free_at=Greatest("free_at", Value(now + timedelta(seconds=gap_for(url, delay)))),
    )
    Robots.objects.update_or_create(
        origin=origin(url),
        defaults={**told, "failing_since": failing},
        create_defaults={**told, "failing_since": now if status >= 500 else None},
    )


def path_of(url: str) -> str:
    """Path and query of an address, as robots.txt speaks of them."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
