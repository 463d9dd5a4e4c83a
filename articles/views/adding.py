"""Bringing in one article: by its address, or by its text."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from articles.forms import ArticleAddressForm, ArticleTextForm
from articles.models import Entry
from articles.pipeline.extraction import UnreadableArticle
from articles.services.entries import hand_in
from articles.services.pasting import paste
from articles.tasks import ring
from articles.wording import refusal
from readers.requests import DeskRequest, ReaderRequest


@login_required
@require_http_methods(["GET", "POST"])
def add(request: ReaderRequest) -> HttpResponse:
    """Take an address or a pasted text; what cannot be used is shown again with the reason."""
    how = request.POST.get("how")
    url_form = ArticleAddressForm(request.POST if how == "url" else None)
    text_form = ArticleTextForm(request.POST if how == "text" else None)
    if how == "url" and url_form.is_valid():
        entry = hand_in(url_form.cleaned_data["url"], by=request.user)
        ring()
        return redirect(entry)
    if how == "text" and text_form.is_valid():
        told = text_form.cleaned_data
        try:
            return redirect(
                paste(
                    told["text"].encode(),
                    url=told["source_url"],
                    by=request.user,
                )
            )
        except UnreadableArticle as problem:
            text_form.add_error("text", refusal(problem))
    elif request.method == "POST" and how not in {"url", "text"}:
        url_form.add_error(None, _("Give an address or paste a text."))
    context = {"url_form": url_form, "text_form": text_form}
    status = 422 if request.method == "POST" else 200
    return render(request, "articles/add.html", context, status=status)


@require_safe
def entry(request: DeskRequest, slug: str) -> HttpResponse:
    """How far an address handed in has come; once it is in, the article itself."""
    found = get_object_or_404(Entry.objects.select_related("article"), slug=slug)
    if found.state == Entry.State.DONE and found.article:
        address = found.article.get_absolute_url()
        if request.htmx:
            return HttpResponseClientRedirect(address)
        return redirect(address)
    return render(request, "articles/entry.html", {"entry": found})
