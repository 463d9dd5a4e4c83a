"""The one-time set-up page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from readers.forms import AdministratorForm
from readers.models import SetupLink


@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make the administrator, once, for whoever holds the printed link."""
    link = SetupLink.for_token(token)
    if link is None:
        return render(request, "readers/setup_used.html", status=410)
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # The row goes first: of two who post at once only one finds it.
            deleted, _rows = SetupLink.objects.filter(pk=link.pk).delete()
            user = form.save() if deleted else None
        if user is None:
            return render(request, "readers/setup_used.html", status=410)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, _("You are the administrator of this desk."))
        return redirect("front")
    return render(
        request, "readers/setup.html", {"form": form}, status=422 if form.is_bound else 200
    )
