"""A feed's address, title and folder."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import feed_queries
from articles.forms import FeedAddressForm, FeedNameForm
from articles.models import Feed
from articles.services.feed_settings import (
    AddressTaken,
    ChangedMeanwhile,
    change_address,
    describe_feed,
)
from articles.tasks import ring
from articles.views.feeds import managed
from readers.requests import ReaderRequest


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: ReaderRequest, slug: str) -> HttpResponse:
    """Change a feed's address, or what it is called and where it stands."""
    found = managed(request, slug)
    what = request.POST.get("what")
    address_form = FeedAddressForm(
        request.POST if what == "address" else None, initial={"address": found.url}
    )
    name_form = FeedNameForm(
        request.POST if what == "name" else None,
        initial={"title": found.title, "folder": found.folder},
        folders=feed_queries.folder_names(),
    )
    if name_form.is_valid():
        told = name_form.cleaned_data
        describe_feed(found, title=told["title"], folder=told["folder"])
        messages.success(request, _("Saved."))
        return redirect(found)
    twin = None
    if address_form.is_valid():
        twin = _moved(request, found, address_form)
        if not address_form.errors:
            return redirect(found)
    context = {
        "feed": found,
        "address_form": address_form,
        "name_form": name_form,
        "twin": twin,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "articles/feed_settings.html", context, status=status)


@login_required
@require_POST
def accept_move(request: ReaderRequest, slug: str) -> HttpResponse:
    """Use the address that the feed's server sends the desk on to."""
    found = managed(request, slug)
    form = FeedAddressForm(request.POST)
    if not form.is_valid() or form.cleaned_data["address"] != found.moved_to:
        messages.info(request, _("The server now sends the desk elsewhere: look again."))
    else:
        _moved(request, found, form)
        for problem in form.errors.get("address", ()):
            messages.warning(request, str(problem))
    return redirect(found)


def _moved(request: ReaderRequest, feed: Feed, form: FeedAddressForm) -> Feed | None:
    """Change the address; what stands against it goes on the form. Returns who has it already."""
    address = form.cleaned_data["address"]
    try:
        change_address(feed, address)
    except AddressTaken:
        form.add_error("address", _("The desk already follows a feed at this address."))
        return feed_queries.other_feed_at(address, feed)
    except ChangedMeanwhile:
        form.add_error("address", _("Somebody else has just changed the address."))
    else:
        ring()
        messages.success(request, _("The address is changed. What the feed brought stays."))
    return None
