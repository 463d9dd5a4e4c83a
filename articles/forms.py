"""What readers hand in: addresses, texts, lists of feeds."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from newsdesk.lib.addresses import web_address
from newsdesk.lib.fetch_errors import FetchError
from newsdesk.lib.hosts import Target, check_target, parse_url

#: Longest text that can be pasted, in characters.
LONGEST_TEXT = 500_000
LARGEST_OPML = 2_000_000


class AddressField(forms.CharField):
    """A web address as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the address with its scheme; empty stays empty."""
        typed = super().clean(value)
        try:
            return web_address(typed) if typed else ""
        except ValueError:
            raise forms.ValidationError(_("This does not look like a web address.")) from None


class FetchedAddressField(AddressField):
    """A web address that is to be fetched, so far as can be told without looking it up."""

    def clean(self, value: Any) -> str:
        """Refuse what is never fetched, and say why; what the operator allows is taken."""
        address = super().clean(value)
        try:
            if address:
                _check(parse_url(address))
        except FetchError as error:
            raise forms.ValidationError(_(error.sentence), code=error.code) from None
        return address


def _check(target: Target) -> None:
    if target.origin in {parse_url(origin).origin for origin in settings.FETCH_ALLOW_ORIGINS}:
        return
    networks = [ip_network(network) for network in settings.FETCH_ALLOW_NETWORKS]
    if "." not in target.host and target.literal is None and not networks:
        told = _(
            "“%(host)s” is no whole web address: something like “.com” or “.org” seems to be "
            "missing."
        )
        raise forms.ValidationError(told, params={"host": target.host})
    check_target(target, allow_networks=networks)


class FeedForm(forms.Form):
    """The address of a feed, or of a site that has one."""

    address = FetchedAddressField(label=_("Address of a feed or a site"))


class FeedAddressForm(forms.Form):
    """Where a feed is to be looked for from now on."""

    address = FetchedAddressField(label=_("Address of the feed or its site"))


class FeedNameForm(forms.Form):
    """What a feed is called, and the folder it stands in."""

    title = forms.CharField(label=_("Title"), max_length=300)
    folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
        help_text=_("Leave it empty for none. “Coast / Harbours” is a folder in a folder."),
    )

    def __init__(self, *args: Any, folders: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Those there are, offered while one is typed.
        self.folders = folders

    def clean_folder(self) -> str:
        """Return the folders' names with one slash between them, without empty ones."""
        names = " ".join(self.cleaned_data["folder"].split()).split("/")
        return " / ".join(name.strip() for name in names if name.strip())[:200]


class ArticleAddressForm(forms.Form):
    """The address of an article to bring in."""

    url = FetchedAddressField(label=_("Address of the article"))


class ArticleTextForm(forms.Form):
    """An article's text, pasted."""

    text = forms.CharField(
        label=_("Text of the article"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Paste everything: headline, author and date are found by themselves."),
    )
    source_url = AddressField(label=_("Where it was published (address)"), required=False)


class DecisionForm(forms.Form):
    """What a reader decides about one quotation: one of ``do``, ``person`` and ``name``."""

    STEPS = ("confirm", "nobody", "dismiss", "restore", "undo")

    do = forms.ChoiceField(choices=[(step, step) for step in STEPS], required=False)
    person = forms.SlugField(max_length=90, required=False)
    name = forms.CharField(max_length=200, required=False)
    # The quotation's state as its reader saw it.
    seen = forms.CharField(max_length=40, required=False)

    def clean_name(self) -> str:
        """Return the name with single spaces; refuse what no person can be called."""
        shown = "".join(one if one.isprintable() else " " for one in self.cleaned_data["name"])
        name = " ".join(shown.split())
        if name and not any(map(str.isalpha, name)):
            raise forms.ValidationError(_("A name has letters."))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse a form that decides nothing, or two things at once."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and sum(bool(told.get(one)) for one in ("do", "person", "name")) != 1:
            raise forms.ValidationError(_("Say who said it, or that it is not a quotation."))
        return told


class OpmlForm(forms.Form):
    """A list of feeds from another reader."""

    opml = forms.FileField(label=_("OPML file"))

    def clean_opml(self) -> Any:
        """Refuse a file no list of feeds can be."""
        upload = self.cleaned_data["opml"]
        if upload.size > LARGEST_OPML:
            raise forms.ValidationError(_("This file is too large for a list of feeds."))
        return upload
