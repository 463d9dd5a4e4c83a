"""What a reader sends about a fact check, and a note with it as one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotations.forms import NoteForm
from annotations.models import Annotation, FactCheck
from annotations.queries import quotation_at
from annotations.services import Finding
from articles.models import Person, PersonName
from articles.services.people import name_key
from readers.models import User

#: Sources of one fact check, at most; empty rows of a form are not counted.
MOST_SOURCES = 20


class FactCheckForm(forms.Form):
    """The claim, who made it, and the verdict."""

    claim = forms.CharField(
        label=_("Claim"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say which claim is checked.")},
    )
    claimant = forms.CharField(
        label=_("Claimed by"),
        required=False,
        max_length=200,
        help_text=_("Somebody the desk knows; leave it empty if it is nobody in particular."),
    )
    claimed = forms.DateField(
        label=_("Said on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    rating = forms.ChoiceField(
        label=_("Verdict"),
        choices=[("", _("Choose one")), *FactCheck.Rating.choices],
        error_messages={"required": _("Choose a verdict.")},
    )

    def clean_claim(self) -> str:
        """Undo the CRLF that browsers put into submitted forms."""
        return str(self.cleaned_data["claim"]).replace("\r\n", "\n")

    def clean_claimant(self) -> Person | None:
        """Return the person of that name."""
        typed = self.cleaned_data["claimant"]
        if not typed.strip():
            return None
        known = PersonName.objects.filter(key=name_key(typed))
        found = known.select_related("person__merged_into").first()
        if found is None:
            told = _("The desk knows nobody called “%(name)s”. Choose one of those offered.")
            raise forms.ValidationError(told % {"name": typed[:60]})
        return found.person.merged_into or found.person


class SourceForm(forms.Form):
    """Where evidence can be read."""

    url = forms.URLField(
        label=_("Address"),
        max_length=2_000,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"required": _("A source needs its address.")},
    )
    title = forms.CharField(label=_("Title"), max_length=300, required=False)


class _AnySources(forms.BaseFormSet[SourceForm]):
    """Rows of which any may be emptied to be rid of it."""

    def initial_form_count(self) -> int:
        """Count no row as one that has to stay."""
        return 0


SourceForms = forms.formset_factory(
    SourceForm,
    formset=_AnySources,
    extra=0,
    max_num=MOST_SOURCES,
    validate_max=True,
    absolute_max=MOST_SOURCES + 5,
)


class Editing:
    """A note and its fact check in one form. Three SQL queries at most when made."""

    def __init__(self, data: QueryDict | None, annotation: Annotation, reader: User) -> None:
        self.annotation, self.data = annotation, data
        self.note = NoteForm(data, reader=reader, annotation=annotation)
        given = data if data is not None and "claim" in data else None
        self.check = FactCheckForm(
            given, initial=_known(annotation) if given is None else {}, use_required_attribute=False
        )
        self.sources = SourceForms(
            _with_row(given) if given is not None and "more" in given else given,
            initial=_sources(annotation) if given is None else None,
            prefix="sources",
        )
        if given is None:
            self.sources.extra = len(self.sources.initial or ()) + 1
        #: Whether what is sent is to be drawn again, and not yet kept.
        self.is_asking = data is not None and ("more" in data or "preview" in data)

    @property
    def is_bound(self) -> bool:
        """Whether anything was sent."""
        return self.note.is_bound

    @property
    def is_fact_check(self) -> bool:
        """Whether the note is one, as far as it was told."""
        return str(self.note["kind"].value()) == Annotation.Kind.FACT_CHECK

    def is_valid(self) -> bool:
        """Whether all can be kept; a fact check's part counts for fact checks only."""
        checks = [self.note.is_valid()]
        if self.is_fact_check and self.check.is_bound:
            checks += [self.check.is_valid(), self.sources.is_valid()]
        return all(checks)

    def finding(self) -> Finding | None:
        """Return what a valid form found; None where it is no fact check."""
        if not (self.is_fact_check and self.check.is_bound):
            return None
        told = self.check.cleaned_data
        return Finding(
            claim=told["claim"],
            rating=told["rating"],
            claimant=told["claimant"],
            claimed=told["claimed"],
            sources=[
                (row["url"], row["title"]) for row in self.sources.cleaned_data if row.get("url")
            ],
        )


def _with_row(data: QueryDict) -> QueryDict:
    """What was sent, with one row for a source more."""
    told = data.copy()
    rows = told.get("sources-TOTAL_FORMS", "0")
    count = int(rows) if rows.isdecimal() and len(rows) < 4 else 0
    told["sources-TOTAL_FORMS"] = str(min(count + 1, MOST_SOURCES))
    return told


def _known(annotation: Annotation) -> dict[str, Any]:
    """What was found so far; else the passage, and who said it as far as the desk knows."""
    check: FactCheck | None = getattr(annotation, "fact_check", None)
    if check:
        return {
            "claim": check.claim,
            "claimant": check.claimant.name if check.claimant else "",
            "claimed": check.claimed,
            "rating": check.rating,
        }
    quote = quotation_at(annotation)
    speaker = quote.speaker if quote else None
    return {
        "claim": annotation.exact[:2_000],
        "claimant": speaker.name if speaker else "",
    }


def _sources(annotation: Annotation) -> list[dict[str, str]]:
    check: FactCheck | None = getattr(annotation, "fact_check", None)
    if check is None:
        return []
    return [{"url": source.url, "title": source.title} for source in check.sources.all()]
