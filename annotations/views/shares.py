"""A reader's shared links: all of them, their end, and sharing an article with notes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import share_services, sharing_queries
from annotations.access import own_share
from annotations.share_forms import ChooseNotesForm, ExpiryForm, initial_expiry
from articles.models import Article
from articles.views.pages import page_of
from readers.requests import ReaderRequest


@login_required
@require_safe
def shares(request: ReaderRequest) -> HttpResponse:
    """Everything the reader shares by link, newest first. Three SQL queries."""
    page = page_of(request, sharing_queries.links_of(request.user), 30)
    links = sharing_queries.as_links(page.object_list)
    return render(request, "annotations/shares.html", {"page_obj": page, "links": links})


@login_required
@require_http_methods(["GET", "POST"])
def expiry(request: ReaderRequest, share_id: UUID) -> HttpResponse:
    """Say until when a link opens."""
    share = own_share(request.user, share_id)
    form = ExpiryForm(request.POST or None, initial=initial_expiry(share))
    if form.is_valid():
        if share_services.set_expiry(share, form.expires()):
            messages.success(request, _("The link’s time is set."))
        else:
            messages.error(request, _("This link was revoked; it does not open again."))
        return redirect("annotations:shares")
    [link] = sharing_queries.as_links([share])
    return render(
        request,
        "annotations/share_expiry.html",
        {"form": form, "link": link},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_POST
def close(request: ReaderRequest, share_id: UUID) -> HttpResponse:
    """Close a link for good."""
    if share_services.close(own_share(request.user, share_id)):
        messages.success(request, _("The link is revoked and opens nothing any more."))
    return redirect("annotations:shares")


@login_required
@require_http_methods(["GET", "POST"])
def share_article(request: ReaderRequest, slug: str) -> HttpResponse:
    """Choose which notes go with an article, and make its link."""
    article = get_object_or_404(Article.objects.select_related("outlet"), slug=slug)
    form = ChooseNotesForm(request.POST or None, article=article, reader=request.user)
    if form.is_valid():
        notes = form.cleaned_data["notes"]
        made = share_services.share_article(article, request.user, notes, expires=form.expires())
        messages.success(request, _("The link is made: copy it here, or open it to see it."))
        return redirect(f"{reverse('annotations:shares')}#share-{made.pk}")
    context = {
        "article": article,
        "form": form,
        "choices": sharing_queries.notes_to_choose(request.user, article),
        "chosen": form.chosen(),
    }
    return render(
        request, "annotations/share_article.html", context, status=422 if form.is_bound else 200
    )
