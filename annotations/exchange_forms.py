"""What a reader sends to bring notes in, and to let programs in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from annotations.importing import LARGEST_FILE
from annotations.models import AccessToken


class ImportForm(forms.Form):
    """A file of notes from another program."""

    file = forms.FileField(
        label=_("File of notes"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.jsonld,.csv"}),
        help_text=_("JSON from Hypothesis, CSV from Readwise, or W3C Web Annotations (JSON-LD)."),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be read at once."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is too large: the desk reads up to %(most)s at once. Split it.")
                % {"most": filesizeformat(LARGEST_FILE)}
            )
        return upload


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("The program that will use it, so that you know which to revoke."),
    )
    scope = forms.ChoiceField(
        label=_("What the program may do with your notes"),
        choices=AccessToken.Scope.choices,
        initial=AccessToken.Scope.READ,
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        coerce=int,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("a year")),
            (0, _("until it is revoked")),
        ],
        initial=90,
    )
