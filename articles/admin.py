"""What an operator looks at and mends by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Feed, Job, Outlet, Person, Subscription


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    """Due work; dead jobs can be given new life."""

    list_display = ["__str__", "state", "due", "attempts", "leased_until", "message"]
    list_filter = ["state", "kind"]
    actions = ["requeue"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs are made by the desk alone."""
        return False

    @admin.action(description=_("Try again now"))
    def requeue(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Make the chosen jobs due now, with all their attempts before them."""
        jobs.update(state=Job.State.WAITING, attempts=0, message="", due=timezone.now())


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin[Outlet]):
    """Outlets can be renamed."""

    list_display = ["name", "site_url", "is_sample"]
    search_fields = ["name", "site_url"]


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin[Feed]):
    """Feeds and their health."""

    list_display = ["title", "url", "last_result", "failures"]
    list_filter = ["last_result", "folder"]
    search_fields = ["title", "url"]
    autocomplete_fields = ["outlet"]
    # Pausing has to do with due work, and is done on the feed's page.
    readonly_fields = ["etag", "last_modified", "last_fetched", "last_ok", "paused"]

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
class PersonAdmin(admin.ModelAdmin[Person]):
    """People's names."""

    list_display = ["name", "merged_into"]
    search_fields = ["name"]
    autocomplete_fields = ["merged_into"]
