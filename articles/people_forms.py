"""What curators tell of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.countries import COUNTRIES
from articles.models import Person

#: Names somebody goes by besides their own, and the longest of them.
MOST_ALIASES, LONGEST_NAME = 40, 200


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the lines that hold anything, each once."""
        typed = super().clean(value)
        lines = list(dict.fromkeys(" ".join(line.split()) for line in typed.split("\n")))
        lines = [line for line in lines if line]
        if len(lines) > self.most:
            raise forms.ValidationError(
                _("These are too many: %(most)d at most.") % {"most": self.most}
            )
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(_("One of the lines is too long."))
        return lines


class PersonForm(forms.ModelForm[Person]):
    """What is known of a person."""

    aliases = LinesField(
        label=_("Also known as"),
        required=False,
        most=MOST_ALIASES,
        longest=LONGEST_NAME,
        help_text=_("One name a line. Articles that use one of them mean this person."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    class Meta:
        model = Person
        fields = ["name", "description", "aliases", "gender", "party", "country"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(COUNTRIES.items(), key=lambda item: str(item[1]))
        own = self.instance.country
        strange = [(own, own)] if own and own not in COUNTRIES else []
        country = self.fields["country"]
        if isinstance(country, forms.ChoiceField):
            country.choices = [("", "—"), *strange, *named]
        gender = self.fields["gender"]
        if isinstance(gender, forms.TypedChoiceField):
            gender.choices = [("", "—"), *Person.Gender.choices]

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        return " ".join(str(self.cleaned_data["name"]).split())


class SplitForm(forms.Form):
    """To whom it belongs that is split off: a name, and who is meant by it."""

    name = forms.CharField(label=_("Whose is it?"), max_length=LONGEST_NAME)
    #: "new", or the slug of somebody the desk knows.
    who = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        return " ".join(self.cleaned_data["name"].split())
