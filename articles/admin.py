"""What an operator looks at and mends by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, Model, OuterRef, QuerySet, Subquery, TextField, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import (
    Article,
    Entry,
    Feed,
    Job,
    Outlet,
    Person,
    Robots,
    Service,
    Subscription,
)
from articles.services.requeueing import requeue
from articles.tasks import ring
from articles.wording import stored_sentences

#: What a job's target is, where that has a page of its own: model, field to call it, page.
_TARGETS: dict[str, tuple[type[Model], str, str]] = {
    Job.Kind.FEED: (Feed, "title", "articles:feed"),
    Job.Kind.ENTRY: (Entry, "title", "articles:entry"),
    Job.Kind.CHECK: (Article, "headline", "article"),
}


def _of_target(what: str) -> Case:
    """The name or the slug of what a job is about; NULL where it has no page of its own."""
    whens = []
    for kind, (model, name, _page) in _TARGETS.items():
        target = model._default_manager.filter(pk=OuterRef("target"))
        field = name if what == "name" else "slug"
        whens.append(When(kind=kind, then=Subquery(target.values(field)[:1])))
    return Case(*whens, default=None, output_field=TextField())


class _ReadOnly(admin.ModelAdmin[Any]):
    """Rows the desk alone makes and changes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds any."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes any."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes any."""
        return False


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    """Due work, what was given up first; it can be given new life."""

    list_display = ["kind", "about", "standing", "attempts", "message", "due", "leased_until"]
    list_filter = ["state", "kind", "urgent"]
    list_select_related = ["feed"]
    ordering = ["state", "due"]
    search_fields = ["message", "feed__title", "service__name"]
    actions = ["requeue"]
    readonly_fields = [field.name for field in Job._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs are made by the desk alone."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Jobs with the name and the slug of what they are about, in the same query."""
        named, slug = _of_target("name"), _of_target("slug")
        return super().get_queryset(request).annotate(name=named, slug=slug)

    @admin.display(description=_("about"))
    def about(self, job: Job) -> str:
        """What the work is for, with a link to its page."""
        told = vars(job)
        if told.get("slug") and job.kind in _TARGETS:
            address = reverse(_TARGETS[job.kind][2], args=[told["slug"]])
            return format_html('<a href="{}">{}</a>', address, told["name"] or told["slug"])
        if job.feed:
            return format_html('<a href="{}">{}</a>', job.feed.get_absolute_url(), job.feed)
        return str(job.target)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, job: Job) -> str:
        """Whether there is still hope."""
        if job.state == Job.State.DEAD:
            return format_html("<strong>{}</strong>", job.get_state_display())
        return str(_("at work")) if job.lease else job.get_state_display()

    @admin.action(description=_("Try again now"), permissions=["change"])
    def requeue(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Make the chosen jobs due now, with all their attempts before them."""
        count = requeue(Job.objects.filter(pk__in=jobs.values("pk")))
        ring()
        told = ngettext("%(n)d job is tried again.", "%(n)d jobs are tried again.", count)
        self.message_user(request, told % {"n": count}, messages.SUCCESS)


@admin.register(Service)
class ServiceAdmin(_ReadOnly):
    """Whom the desk asks, and until when they want to be left alone."""

    list_display = ["name", "rest_until", "free_at", "strikes", "seconds"]
    search_fields = ["name"]
    ordering = ["-rest_until", "name"]
    actions = ["ask_again"]

    def has_ask_permission(self, request: HttpRequest) -> bool:
        """Whether this reader may have a service asked before it wants to be."""
        return request.user.has_perm("articles.change_service")

    @admin.action(description=_("May be asked again now"), permissions=["ask"])
    def ask_again(self, request: HttpRequest, services: QuerySet[Service]) -> None:
        """Forget what the chosen services asked for; one that is being asked stays leased."""
        now = timezone.now()
        count = services.update(rest_until=now, free_at=now, strikes=0)
        ring()
        told = ngettext(
            "%(n)d service may be asked again.", "%(n)d services may be asked again.", count
        )
        self.message_user(request, told % {"n": count}, messages.SUCCESS)


@admin.register(Robots)
class RobotsAdmin(_ReadOnly):
    """What outlets ask programs to leave alone, as it was last found."""

    list_display = ["origin", "status", "fetched"]
    search_fields = ["origin"]


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin[Outlet]):
    """Outlets can be renamed."""

    list_display = ["name", "site_url", "is_sample"]
    search_fields = ["name", "site_url"]


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin[Feed]):
    """Feeds and their health."""

    list_display = ["title", "url", "last_result", "last_status", "failures", "last_fetched"]
    list_filter = ["last_result", "paused", "next_reason", "folder"]
    search_fields = ["title", "url"]
    autocomplete_fields = ["outlet"]
    # Pausing has to do with due work, and is done on the feed's page.
    readonly_fields = [
        *("etag", "last_modified", "body_hash", "asked", "paused"),
        *("last_fetched", "last_ok", "last_new", "last_status", "last_result", "last_message"),
        *("moved_to", "moved_seen", "next_reason", "faults", "failures"),
    ]
    exclude = ["problems"]

    @admin.display(description=_("faults in it"))
    def faults(self, feed: Feed) -> str:
        """What is wrong with the feed itself, in words."""
        return "; ".join(stored_sentences(feed.problems))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Feeds are added on the feeds page, which makes their first look due."""
        return False


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin[Subscription]):
    """What hubs were asked and said; to be looked at only, and without the secrets."""

    list_display = ["feed", "hub", "state", "expires", "last_push", "message"]
    list_filter = ["state"]
    list_select_related = ["feed"]
    exclude = ["token", "secret"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Feeds name their hubs themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Hubs would know nothing of what is changed here."""
        return False


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    """Articles' descriptions; their words are not edited here, and none is made here."""

    list_display = ["headline", "outlet", "published", "word_count"]
    list_select_related = ["outlet"]
    search_fields = ["headline", "url"]
    autocomplete_fields = ["outlet"]
    exclude = ["current", "search"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come in through feeds, addresses and pasted text."""
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Store an empty address as none."""
        obj.url = obj.url or None
        super().save_model(request, obj, form, change)


@admin.register(Person)
class PersonAdmin(_ReadOnly):
    """People, to be looked at: they are merged, split and described on their own pages."""

    list_display = ["name", "merged_into"]
    list_select_related = ["merged_into"]
    search_fields = ["name"]
