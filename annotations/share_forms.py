"""What a reader sends to share something, and for how long."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, Share
from annotations.sharing_queries import notes_to_choose
from articles.models import Article
from readers.models import User


class DayInput(forms.DateInput):
    """A date as browsers offer it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ExpiryForm(forms.Form):
    """When a link stops opening by itself."""

    KEPT, NEVER = "kept", ""

    lasts = forms.ChoiceField(
        label=_("The link opens"),
        required=False,
        choices=[
            (NEVER, _("until it is revoked")),
            ("1", _("for a day")),
            ("7", _("for a week")),
            ("30", _("for 30 days")),
            ("365", _("for a year")),
        ],
    )
    until = forms.DateField(label=_("Or to the end of this day"), required=False, widget=DayInput)

    def clean_until(self) -> Any:
        """Refuse days that are over."""
        day = self.cleaned_data["until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("That day is over. Choose a later one."))
        return day

    def expires(self) -> datetime | None:
        """Return the end of a valid form's time; None for a link that stays."""
        day, lasts = self.cleaned_data.get("until"), self.cleaned_data.get("lasts")
        if day:
            return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return timezone.now() + timedelta(days=int(lasts)) if lasts else None


class ChooseNotesForm(ExpiryForm):
    """Which notes go with an article that is shared."""

    field_order = ["notes", "lasts", "until"]

    notes = forms.ModelMultipleChoiceField(
        queryset=Annotation.objects.none(),
        required=False,
        label=_("Notes to show"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, article: Article, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notes"].queryset = notes_to_choose(reader, article)  # type: ignore[attr-defined]

    def chosen(self) -> set[str]:
        """Return the ids that are ticked, for drawing the form again."""
        value = self["notes"].value() or []
        return {str(getattr(one, "pk", one)) for one in value}


def initial_expiry(share: Share) -> dict[str, object]:
    """Return what an expiry form shows of a link that has an end."""
    if share.expires is None:
        return {}
    return {"until": timezone.localtime(share.expires - timedelta(seconds=1)).date()}
