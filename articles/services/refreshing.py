"""Having all feeds looked at now."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.feed_queries import looked_since_asked
from articles.models import Feed, Job
from articles.services.politeness import services_for

#: A feed that was looked at, or asked for, this recently is not asked for again.
JUST_LOOKED = timedelta(minutes=5)


def refresh_all() -> int:
    """Make the next look of all feeds due now; returns of how many.

    Paused feeds and those just looked at are left out; so are those that somebody has just
    asked for, so that two who ask at once wait for one refresh. Those asked for together have
    the same ``asked``. How polite the looks are is for those who do them: none of this is
    urgent. At most seven SQL queries, whatever the number of feeds.
    """
    now = timezone.now()
    recent = now - JUST_LOOKED
    own_job = Job.objects.filter(kind=Job.Kind.FEED, target=OuterRef("pk"))
    rested = Q(last_fetched__lt=recent) | Q(last_fetched=None)
    under_way = Q(asked__gte=recent) & ~looked_since_asked()
    with transaction.atomic():
        # Always locked in one order, so that two who refresh cannot wait for each other.
        chosen = {
            pk: None if has_job else url
            for pk, url, has_job in Feed.objects.filter(rested, paused=False)
            .exclude(under_way)
            .order_by("pk")
            .select_for_update(no_key=True, of=("self",))
            .annotate(has_job=Exists(own_job))
            .values_list("pk", "url", "has_job")
        }
        if not chosen:
            return 0
        Feed.objects.filter(pk__in=chosen).update(asked=now)
        # Jobs at work are left: their look ends after it was asked for.
        own_jobs = Job.objects.filter(kind=Job.Kind.FEED, target__in=chosen, lease=None)
        own_jobs.filter(Q(due__gt=now) | Q(state=Job.State.DEAD)).update(
            due=now, state=Job.State.WAITING, attempts=0, lost=0, message=""
        )
        lost = {pk: url for pk, url in chosen.items() if url is not None}
        services = services_for(lost.values())
        Job.objects.bulk_create(
            [
                Job(kind=Job.Kind.FEED, target=pk, feed_id=pk, due=now, service=services[url])
                for pk, url in lost.items()
            ],
            ignore_conflicts=True,
        )
    return len(chosen)
