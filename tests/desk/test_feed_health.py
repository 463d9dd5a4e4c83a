"""A feed's health in plain words: what is said in each case, and that choosing agrees with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import feed_queries
from articles.health import Due, Health, State, describe, failure_reason, status_words
from articles.models import Feed, Job, Service, Subscription

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
LOGIN_PAGE = {
    "last_result": "failed",
    "last_status": 200,
    "failures": 4,
    "last_message": "This is a web page, not a feed.",
}


def before(**time: float) -> datetime:
    return NOW - timedelta(**time)


def after(**time: float) -> datetime:
    return NOW + timedelta(**time)


def feed(**told: object) -> Feed:
    """A feed that works, but for what is told."""
    usual = {
        "url": "https://tidewater.example/feed",
        "created": before(days=100),
        "last_result": "same",
        "last_status": 200,
        "last_fetched": before(minutes=20),
        "last_ok": before(minutes=20),
        "last_new": before(hours=2),
    }
    return Feed(**{**usual, **told})


def said(told: Health) -> str:
    """All that is said, with plain spaces."""
    parts = (told.label, told.summary, told.last, told.next, *told.trouble)
    parts += (*told.problems, told.moved, told.pace, told.hub)
    return " ".join(parts).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("told", "due", "state", "tone", "words"),
    [
        (
            {"last_result": "never", "last_fetched": None, "last_ok": None, "last_new": None},
            Due(after(seconds=30)),
            *(State.NEVER, "plain"),
            ["not looked at yet", "The desk has not looked at it yet.", "Within a minute:"],
        ),
        (
            {},
            Due(after(minutes=40)),
            *(State.WORKING, "good"),
            [
                "Looked at 20 minutes ago: there was nothing new.",
                "The latest news came 2 hours ago.",
                "In 40 minutes: as often as the feed has something new.",
                "About every hour",
            ],
        ),
        ({"last_result": "new"}, Due(after(hours=1)), State.WORKING, "good", ["something new"]),
        (
            {"last_status": 304, "next_reason": "cache"},
            Due(after(hours=5)),
            *(State.WORKING, "good"),
            ["nothing has changed", "In 5 hours: the outlet says it stays the same until then."],
        ),
        (
            {"last_new": before(days=22)},
            Due(after(hours=5)),
            *(State.QUIET, "plain"),
            ["Nothing new for 3 weeks."],
        ),
        (
            {"last_new": None, "created": before(days=15)},
            Due(after(hours=5)),
            *(State.QUIET, "plain"),
            ["Nothing new in 2 weeks."],
        ),
        ({"last_new": before(days=13)}, Due(after(hours=5)), State.WORKING, "good", []),
        (
            {
                "last_result": "failed",
                "last_status": None,
                "failures": 1,
                "last_message": "The site took too long to answer.",
                "next_reason": "failing",
            },
            Due(after(hours=2)),
            *(State.FAILED, "warn"),
            [
                "The site took too long to answer.",
                "without success",
                "In 2 hours: it failed, so it is tried less often.",
            ],
        ),
        (
            {
                "last_result": "failed",
                "last_status": 404,
                "failures": 7,
                "last_ok": before(days=3),
            },
            Due(after(hours=2)),
            *(State.FAILING, "bad"),
            [
                "nothing is at this address (404)",
                "7 looks in a row failed.",
                "The last good look was 3 days ago.",
                "change the address",
                "Everything that came from it stays.",
            ],
        ),
        (
            {"last_result": "failed", "last_status": 403, "failures": 3, "last_ok": None},
            Due(after(hours=2)),
            *(State.FAILING, "bad"),
            ["refuses to show it", "No look at it has been a success so far."],
        ),
        (
            LOGIN_PAGE | {"last_ok": before(days=1)},
            Due(after(hours=2)),
            *(State.NOT_A_FEED, "bad"),
            [
                "no feed to read",
                "This is a web page, not a feed.",
                "Its server answered, but not with a feed that can be read.",
                "If that was a page to sign in on, or one that a network puts in between",
                "Everything that came from it stays.",
            ],
        ),
        (
            {"last_result": "gone", "last_status": 410, "paused": True},
            Due(),
            *(State.GONE, "bad"),
            ["gone for good (410)", "None: the desk has stopped looking."],
        ),
        (
            {"last_result": "gone", "paused": True, "last_status": 200, "last_message": "A twin."},
            Due(),
            *(State.GONE, "bad"),
            ["A twin."],
        ),
        (
            {"paused": True},
            Due(),
            *(State.PAUSED, "plain"),
            ["paused", "None while it is paused."],
        ),
        (
            {"last_status": 429, "last_result": "failed", "failures": 1, "next_reason": "asked"},
            Due(after(hours=1), rest_until=after(minutes=90)),
            *(State.RESTING, "warn"),
            ["asked too often", "Not before 13:30: its server asked the desk to wait."],
        ),
        (
            {},
            Due(before(minutes=1), rest_until=after(days=1)),
            *(State.RESTING, "warn"),
            ["Its server asked the desk to wait until 11 March, 12:00."],
        ),
        (
            {"moved_to": "https://new.example/feed", "moved_seen": 2},
            Due(after(hours=1)),
            *(State.MOVING, "warn"),
            [
                "on to https://new.example/feed, 2 of 3 times.",
                "After one more time the desk uses that address.",
            ],
        ),
        (
            {"moved_to": "https://new.example/feed", "moved_seen": 1},
            Due(after(hours=1)),
            *(State.MOVING, "warn"),
            ["After 2 more times the desk uses that address."],
        ),
        ({}, Due(before(minutes=1), at_work=True), State.LOOKING, "busy", ["right now"]),
        ({}, Due(before(minutes=1)), State.QUEUED, "busy", ["next in line"]),
        (
            {},
            Due(before(minutes=12)),
            *(State.OVERDUE, "warn"),
            ["It has been due for 12 minutes: many feeds wait, or no worker runs."],
        ),
        ({}, Due(), State.WORKING, "good", ["None is planned."]),
        (
            {"problems": ["Its dates have no time zone.", "Two entries are one."]},
            Due(after(hours=1)),
            *(State.WORKING, "good"),
            ["Its dates have no time zone.", "Two entries are one."],
        ),
    ],
)
def test_each_case_has_its_words(
    told: dict[str, object], due: Due, state: State, tone: str, words: list[str]
) -> None:
    found = describe(feed(**told), NOW, due)
    assert (found.state, found.tone) == (state, tone)
    for piece in words:
        assert piece in said(found)


def test_a_feed_that_works_gives_a_list_nothing_to_say() -> None:
    found = describe(feed(), NOW, Due(after(hours=1)))
    assert (found.summary, found.trouble, found.problems) == ("", (), ())
    assert (found.moved, found.hub) == ("", "")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {"state": "active", "expires": after(days=3), "last_push": before(hours=4)},
            "until 13 March, 12:00. The last word from it came 4 hours ago.",
        ),
        ({"state": "active", "expires": after(hours=3)}, "at once, until 15:00."),
        ({"state": "active", "expires": before(hours=3)}, "waits for an answer"),
        ({"state": "asked"}, "waits for an answer"),
        ({"state": "refused"}, "so the desk looks by itself"),
        ({"state": "ended"}, ""),
    ],
)
def test_what_a_hub_does_is_told(told: dict[str, object], words: str) -> None:
    one = feed()
    Subscription(feed=one, **told)
    hub = describe(one, NOW).hub.replace("\xa0", " ")
    assert words in hub and bool(words) == bool(hub)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (300, "every 5 minutes"),
        (3600, "every hour"),
        (5300, "every 88 minutes"),
        (7200, "every 2 hours"),
        (86_400, "once a day"),
        (3 * 86_400, "every 3 days"),
        (0, "every minute"),
    ],
)
def test_how_often_is_said_in_round_words(seconds: int, words: str) -> None:
    assert f"About {words}," in describe(feed(interval=seconds), NOW).pace


def test_how_often_is_not_called_learned_before_the_first_good_look() -> None:
    assert "learned" not in describe(feed(last_ok=None), NOW).pace
    assert describe(feed(paused=True), NOW).pace == ""


@pytest.mark.parametrize(
    ("status", "helps"), [(404, True), (403, True), (408, False), (429, False), (503, False)]
)
def test_another_address_is_advised_only_where_it_may_help(status: int, helps: bool) -> None:
    found = describe(feed(last_result="failed", last_status=status, last_ok=None), NOW)
    assert ("change the address" in " ".join(found.trouble)) == helps


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 418, 429, 451, 500, 503, 507])
def test_a_status_is_one_sentence_with_its_number(status: int) -> None:
    words = status_words(status)
    assert words.endswith(f"({status}).") and words.startswith("Its server ")
    assert failure_reason(feed(last_result="failed", last_status=status)) == words


@pytest.mark.django_db
def test_choosing_feeds_agrees_with_what_is_said_of_them() -> None:
    now = timezone.now()
    cases = {
        "working": {},
        "new": {"last_result": "new"},
        "quiet": {"last_new": now - timedelta(days=20)},
        "silent": {"last_new": None},
        "failed": {"last_result": "failed", "failures": 1, "last_status": 500},
        "page": LOGIN_PAGE,
        "gone": {"last_result": "gone", "paused": True},
        "paused": {"paused": True},
        "paused failing": {"paused": True, "last_result": "failed"},
        "paused quiet": {"paused": True, "last_new": now - timedelta(days=20)},
        "never": {"last_result": "never", "last_new": None},
    }
    for title, told in cases.items():
        usual: dict[str, object] = {"last_result": "same", "last_new": now - timedelta(hours=1)}
        made = Feed.objects.create(
            url=f"https://tidewater.example/{len(title)}/{title.replace(' ', '-')}",
            title=title,
            **{**usual, **told},  # type: ignore[arg-type]
        )
        Feed.objects.filter(pk=made.pk).update(created=now - timedelta(days=30))
    states = {
        "failing": {State.FAILED, State.FAILING, State.NOT_A_FEED, State.GONE},
        "quiet": {State.QUIET},
        "paused": {State.PAUSED},
    }
    counts = feed_queries.feed_counts(now)
    assert counts["all"] == len(cases)
    rows = feed_queries.with_health(feed_queries.feed_list(now), now)
    for show, meant in states.items():
        chosen = {row.title for row in feed_queries.shown(feed_queries.feed_list(now), show, now)}
        assert chosen == {row.title for row in rows if vars(row)["health"].state in meant}, show
        assert chosen and counts[show] == len(chosen)


@pytest.mark.django_db
def test_health_costs_one_query_whatever_the_number_of_feeds(
    django_assert_num_queries: object,
) -> None:
    now = timezone.now()
    rests = Service.objects.create(name="tidewater.example", rest_until=now + timedelta(hours=1))
    for number in range(6):
        made = Feed.objects.create(url=f"https://tidewater.example/{number}", title=str(number))
        Job.objects.create(kind="feed", target=made.pk, feed=made, due=now, service=rests)
    Subscription.objects.create(
        feed=made, hub="https://hub.example/", topic=made.url, state="refused"
    )
    with django_assert_num_queries(1):  # type: ignore[operator]
        rows = feed_queries.with_health(feed_queries.feed_list(now), now)
    assert {vars(row)["health"].state for row in rows} == {State.RESTING}
    assert [bool(vars(row)["health"].hub) for row in rows] == [False] * 5 + [True]
