"""How a feed is doing, in plain words.

Asks nothing and changes nothing: what it says follows from the feed's row, from what is due
for it, and from the time. ``feed_queries.py`` selects by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Feed, Subscription
from articles.pipeline.schedule import SIGHTINGS
from articles.wording import stored_sentences

#: With nothing new for this long a feed is called quiet.
QUIET_AFTER = timedelta(days=14)
#: Failed looks in a row after which one is no longer taken for an accident.
FAILING_AFTER = 3
#: Work that has been due for this long with nobody at work on anything: no worker runs.
STALLED_AFTER = timedelta(minutes=5)

_STATUS = {
    400: gettext_lazy("Its server does not understand what the desk asks (400)."),
    401: gettext_lazy("Its server wants a user name and password (401)."),
    402: gettext_lazy("Its server wants to be paid (402)."),
    403: gettext_lazy("Its server refuses to show it to the desk (403)."),
    404: gettext_lazy("Its server says that nothing is at this address (404)."),
    406: gettext_lazy("Its server has it in no form the desk can read (406)."),
    408: gettext_lazy("Its server lost patience with the connection (408)."),
    410: gettext_lazy("Its server says that it is gone for good (410)."),
    429: gettext_lazy("Its server was asked too often, and wants to be left alone (429)."),
    451: gettext_lazy("Its server may not show it, for legal reasons (451)."),
    500: gettext_lazy("Its server has a fault (500)."),
    502: gettext_lazy("Its server gets no answer from the machine behind it (502)."),
    503: gettext_lazy("Its server is overloaded or being repaired (503)."),
    504: gettext_lazy("Its server waits in vain for the machine behind it (504)."),
}
#: Statuses after which another address is what helps.
_ELSEWHERE = {404, 410}
#: Those that are about now and not about the address; so are all from 500.
_FOR_NOW = {408, 429}


class State(StrEnum):
    """The one thing to say about a feed where there is room for one."""

    GONE = "gone"
    PAUSED = "paused"
    LOOKING = "looking"
    RESTING = "resting"
    OVERDUE = "overdue"
    QUEUED = "queued"
    NEVER = "never"
    NOT_A_FEED = "not-a-feed"
    FAILING = "failing"
    FAILED = "failed"
    MOVING = "moving"
    QUIET = "quiet"
    WORKING = "working"


_LABELS: dict[State, tuple[str | Promise, str]] = {
    State.GONE: (gettext_lazy("gone"), "bad"),
    State.PAUSED: (gettext_lazy("paused"), "plain"),
    State.LOOKING: (gettext_lazy("looking now"), "busy"),
    State.RESTING: (gettext_lazy("asked to wait"), "warn"),
    State.OVERDUE: (gettext_lazy("overdue"), "warn"),
    State.QUEUED: (gettext_lazy("waiting its turn"), "busy"),
    State.NEVER: (gettext_lazy("not looked at yet"), "plain"),
    State.NOT_A_FEED: (gettext_lazy("no feed to read"), "bad"),
    State.FAILING: (gettext_lazy("failing"), "bad"),
    State.FAILED: (gettext_lazy("last look failed"), "warn"),
    State.MOVING: (gettext_lazy("moving"), "warn"),
    State.QUIET: (gettext_lazy("quiet"), "plain"),
    State.WORKING: (gettext_lazy("working"), "good"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for a feed: its next look, and how long its service wants to be left alone."""

    at: datetime | None = None
    #: Whether somebody is looking at it.
    at_work: bool = False
    rest_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How a feed is doing; sentences are translated, and empty where there is nothing to say."""

    state: State
    #: A word or two for a tag, and how it is coloured: good, warn, bad, busy or plain.
    label: str
    tone: str
    #: The one sentence for a list; empty while all is well.
    summary: str
    #: How the last look ended, and when.
    last: str
    #: When the next look is, and why then.
    next: str
    #: Why looks fail, since when, and what helps.
    trouble: tuple[str, ...]
    #: What is wrong with the feed itself, though it can be read.
    problems: tuple[str, ...]
    #: Where it moves to, and how sure that is.
    moved: str
    #: How often it is looked at; empty while it is not.
    pace: str
    #: What a hub does for it.
    hub: str


def describe(feed: Feed, now: datetime, due: Due | None = None) -> Health:
    """Say how ``feed`` is doing at ``now``.

    Asks the database nothing, if the feed was loaded with its ``subscription``.
    """
    due = due or Due()
    state = _state(feed, now, due)
    label, tone = _LABELS[state]
    trouble, moved = _trouble(feed, now), _moved(feed)
    return Health(
        state=state,
        label=str(label),
        tone=tone,
        summary=_summary(state, feed, now, due, trouble, moved),
        last=_last(feed, now),
        next=_next(state, feed, now, due),
        trouble=trouble,
        problems=stored_sentences(feed.problems or ()),
        moved=moved,
        pace=_pace(feed),
        hub=_hub(feed, now),
    )


def status_words(status: int) -> str:
    """Say what an HTTP status of 400 or more means, in one sentence with its number."""
    if status in _STATUS:
        return str(_STATUS[status])
    if status >= 500:
        return _("Its server has a fault (%(status)d).") % {"status": status}
    return _("Its server refuses to answer (%(status)d).") % {"status": status}


def failure_reason(feed: Feed) -> str:
    """Say in one sentence why the last look at a feed failed."""
    if feed.last_status is not None and feed.last_status >= 400:
        return status_words(feed.last_status)
    return feed.last_message or _("It could not be read.")


def ago(when: datetime, now: datetime) -> str:
    """Say how long ago something was, such as "3 hours ago"."""
    if now - when < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(when, now, depth=1)}


def clock(when: datetime, now: datetime) -> str:
    """Say a time of today as "14:30", and one of another day as "3 March, 14:30"."""
    local = localtime(when)
    # Translators: how a time of today, and one of another day, is written; see Django's formats.
    today, other = _("H:i"), _("j F, H:i")
    return date_format(local, today if local.date() == localtime(now).date() else other)


def _state(feed: Feed, now: datetime, due: Due) -> State:
    """The first thing that holds is the one to say."""
    failed = feed.last_result == Feed.Result.FAILED
    gone = feed.last_result == Feed.Result.GONE
    waiting = due.at is not None and due.at <= now
    rests = due.rest_until is not None and due.rest_until > now
    rules = (
        (gone and feed.paused, State.GONE),
        (feed.paused, State.PAUSED),
        (due.at_work, State.LOOKING),
        (rests, State.RESTING),
        (waiting and due.at is not None and now - due.at > STALLED_AFTER, State.OVERDUE),
        (waiting, State.QUEUED),
        (gone, State.GONE),
        (feed.last_result == Feed.Result.NEVER, State.NEVER),
        (failed and feed.last_status == 200, State.NOT_A_FEED),
        (failed and feed.failures >= FAILING_AFTER, State.FAILING),
        (failed, State.FAILED),
        (bool(feed.moved_to), State.MOVING),
        (_silent_since(feed, now) is not None, State.QUIET),
    )
    return next((state for holds, state in rules if holds), State.WORKING)


def _silent_since(feed: Feed, now: datetime) -> datetime | None:
    """When a feed last had something new, if that is long ago."""
    since = feed.last_new or feed.created
    return since if since and now - since > QUIET_AFTER else None


def _summary(
    state: State, feed: Feed, now: datetime, due: Due, trouble: tuple[str, ...], moved: str
) -> str:
    if trouble:
        return trouble[0]
    if state == State.RESTING and due.rest_until:
        return _("Its server asked the desk to wait until %(time)s.") % {
            "time": clock(due.rest_until, now)
        }
    if state == State.MOVING:
        return moved
    since = _silent_since(feed, now)
    return _silence(feed, since, now) if state == State.QUIET and since else ""


def _silence(feed: Feed, since: datetime, now: datetime) -> str:
    told = _("Nothing new for %(time)s.") if feed.last_new else _("Nothing new in %(time)s.")
    return told % {"time": timesince(since, now, depth=1)}


def _last(feed: Feed, now: datetime) -> str:
    if feed.last_result == Feed.Result.NEVER or feed.last_fetched is None:
        return _("The desk has not looked at it yet.")
    told = {"ago": ago(feed.last_fetched, now)}
    if feed.last_result == Feed.Result.NEW:
        return _("Looked at %(ago)s: there was something new.") % told
    if feed.last_result != Feed.Result.SAME:
        return _("Looked at %(ago)s, without success.") % told
    said = (
        _("Looked at %(ago)s: its server says that nothing has changed.") % told
        if feed.last_status == 304
        else _("Looked at %(ago)s: there was nothing new.") % told
    )
    if feed.last_new is None:
        return said
    return f"{said} {_('The latest news came %(ago)s.') % {'ago': ago(feed.last_new, now)}}"


def _next(state: State, feed: Feed, now: datetime, due: Due) -> str:
    if feed.paused and feed.last_result == Feed.Result.GONE:
        return _("None: the desk has stopped looking.")
    fixed = {
        State.PAUSED: _("None while it is paused."),
        State.LOOKING: _("The desk is looking at it right now."),
        State.QUEUED: _("It is next in line: as soon as a worker is free."),
    }
    if state in fixed:
        return fixed[state]
    if due.rest_until is not None and due.rest_until > max(now, due.at or now):
        return _("Not before %(time)s: its server asked the desk to wait.") % {
            "time": clock(due.rest_until, now)
        }
    if due.at is None:
        return _("None is planned. “Try now” plans one.")
    if state == State.OVERDUE:
        late = {"time": timesince(due.at, now, depth=1)}
        return _("It has been due for %(time)s: many feeds wait, or no worker runs.") % late
    reason = feed.get_next_reason_display()
    if due.at - now < timedelta(minutes=1):
        return _("Within a minute: %(reason)s.") % {"reason": reason}
    told = {"time": timesince(now, due.at, depth=1), "reason": reason}
    return _("In %(time)s: %(reason)s.") % told


def _trouble(feed: Feed, now: datetime) -> tuple[str, ...]:
    if feed.last_result not in {Feed.Result.FAILED, Feed.Result.GONE}:
        return ()
    said = [failure_reason(feed)]
    if feed.last_result == Feed.Result.FAILED and feed.last_status == 200:
        said.append(
            _(
                "Its server answered, but not with a feed that can be read. If that was a page to "
                "sign in on, or one that a network puts in between, it will pass."
            )
        )
    if feed.failures > 1:
        said.append(
            ngettext("%(n)d look in a row failed.", "%(n)d looks in a row failed.", feed.failures)
            % {"n": feed.failures}
        )
    said.append(
        _("The last good look was %(ago)s.") % {"ago": ago(feed.last_ok, now)}
        if feed.last_ok
        else _("No look at it has been a success so far.")
    )
    status = feed.last_status or 0
    is_for_now = status in _FOR_NOW or status >= 500
    if status in _ELSEWHERE or (feed.last_ok is None and not is_for_now):
        said.append(_("If the outlet has it elsewhere, change the address."))
    if feed.last_ok:
        said.append(_("Everything that came from it stays."))
    return tuple(said)


def _moved(feed: Feed) -> str:
    if not feed.moved_to:
        return ""
    left = max(SIGHTINGS - feed.moved_seen, 0)
    told = {"seen": feed.moved_seen, "of": SIGHTINGS, "address": feed.moved_to}
    if not left:
        return _("Its server sends the desk on to %(address)s for good.") % told
    seen = _("Its server has sent the desk on to %(address)s, %(seen)d of %(of)d times.") % told
    more = ngettext(
        "After one more time the desk uses that address.",
        "After %(left)d more times the desk uses that address.",
        left,
    )
    return f"{seen} {more % {'left': left}}"


def _pace(feed: Feed) -> str:
    if feed.paused:
        return ""
    if feed.last_ok is None:
        return _("About %(every)s, until it shows how often it changes.") % {
            "every": _every(feed.interval)
        }
    return _("About %(every)s, learned from how often it changes.") % {
        "every": _every(feed.interval)
    }


def _every(seconds: int) -> str:
    minutes = max(round(seconds / 60), 1)
    if minutes < 90:
        if minutes == 60:
            return _("every hour")
        return ngettext("every minute", "every %(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        if hours == 24:
            return _("once a day")
        return ngettext("every hour", "every %(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("every day", "every %(n)d days", days) % {"n": days}


def _hub(feed: Feed, now: datetime) -> str:
    # A feed without one raises an AttributeError of its own kind.
    hub: Subscription | None = getattr(feed, "subscription", None)
    if hub is None or hub.state == Subscription.State.ENDED:
        return ""
    if hub.state == Subscription.State.REFUSED:
        return _("Its hub refused to tell of news, so the desk looks by itself.")
    if not hub.is_active(now) or hub.expires is None:
        return _("The desk has asked its hub to tell of news, and waits for an answer.")
    said = _("Its hub tells the desk of news at once, until %(time)s.") % {
        "time": clock(hub.expires, now)
    }
    if hub.last_push is None:
        return said
    return f"{said} {_('The last word from it came %(ago)s.') % {'ago': ago(hub.last_push, now)}}"
