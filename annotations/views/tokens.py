"""The page on which readers make and revoke tokens for programs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotations import tokens as service
from annotations.exchange_forms import TokenForm
from annotations.models import AccessToken
from readers.requests import ReaderRequest


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: ReaderRequest) -> HttpResponse:
    """The reader's tokens; a new one is shown in the answer to its making and never again."""
    own = AccessToken.objects.filter(user=request.user)
    form, made, status = TokenForm(request.POST if request.method == "POST" else None), "", 200
    if form.is_valid() and own.count() >= service.MOST_TOKENS:
        form.add_error(None, _("You have as many tokens as one can have. Revoke one first."))
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        _row, made = service.issue(
            request.user, name=told["name"], scope=told["scope"], days=told["days"] or None
        )
        form = TokenForm()
    elif form.is_bound:
        status = 422
    context = {"tokens": own, "form": form, "made": made}
    return render(request, "annotations/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: ReaderRequest, key: int) -> HttpResponse:
    """End one of the reader's tokens."""
    if not service.revoke(request.user, key):
        raise Http404
    messages.success(request, _("Revoked. The program that used it cannot any more."))
    return redirect("annotations:tokens")
