"""What a reader sends to mark a passage or change a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import LONGEST_NOTE, LONGEST_PASSAGE, Annotation
from annotations.services import Selection


class WordsField(forms.CharField):
    """Text that is compared letter by letter: no stripping, and line ends as stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> str:
        """Undo the CRLF that browsers put into submitted forms."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else ""


class NoteForm(forms.ModelForm[Annotation]):
    """Colour and note."""

    class Meta:
        model = Annotation
        fields = ["color", "note"]
        widgets = {
            "color": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_NOTE}),
        }
        help_texts = {
            "note": _("Markdown works: *emphasis*, **bold**, > quote, [link](https://…).")
        }


class MarkForm(NoteForm):
    """A passage selected in the page, with colour and note."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    exact = WordsField(max_length=LONGEST_PASSAGE)
    # Named as in the Web Annotation model; Form.prefix stays what it is on instances.
    prefix = WordsField(  # type: ignore[assignment]
        required=False, max_length=500
    )
    suffix = WordsField(required=False, max_length=500)

    def selection(self) -> Selection:
        """Return the passage of a valid form."""
        told = self.cleaned_data
        return Selection(told["start"], told["end"], told["exact"], told["prefix"], told["suffix"])


class SentencesForm(NoteForm):
    """A passage chosen without scripts: its first and its last sentence."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    first = forms.IntegerField(min_value=0, error_messages={"required": _("Choose a sentence.")})
    last = forms.IntegerField(min_value=0, required=False)
