"""What a reader sends to mark a passage, to write a note or to answer one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from annotations.access import posting_groups
from annotations.models import LONGEST_NOTE, LONGEST_PASSAGE, MOST_TAGS, Annotation, Group
from annotations.queries import own_tags
from annotations.services import Selection, Written
from annotations.tags import BadTags, parse_tags
from readers.models import User

_GROUP = "group:"


class WordsField(forms.CharField):
    """Text that is compared letter by letter: no stripping, and line ends as stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> str:
        """Undo the CRLF that browsers put into submitted forms."""
        return _line_ends(super().to_python(value))


class MarkdownField(forms.CharField):
    """A note: Markdown of limited length, with line ends as stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_NOTE)
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Undo the CRLF that browsers put into submitted forms."""
        return _line_ends(super().to_python(value))


class TagsField(forms.CharField):
    """Tags with commas between them."""

    def clean(self, value: Any) -> Any:
        """Return them as a list, as they are stored."""
        try:
            return parse_tags(super().clean(value))
        except BadTags as bad:
            if bad.args:
                told = _("Tags are at most 50 characters long: “%(tag)s…” is longer.")
                raise forms.ValidationError(told % {"tag": bad.args[0][:30]}) from None
            told = _("A note has at most %(most)d tags.")
            raise forms.ValidationError(told % {"most": MOST_TAGS}) from None


def _line_ends(text: str | None) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if text else ""


class NoteForm(forms.Form):
    """Colour, kind, note, tags, and who may see it.

    What is not sent stays as it is: a colour alone is enough. ``version`` is the state of
    the annotation that its author saw.
    """

    color = forms.ChoiceField(label=_("Colour"), choices=Annotation.Color.choices)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=Annotation.Kind.choices)
    note = MarkdownField(
        label=_("Note"),
        required=False,
        help_text=_("Markdown works: *emphasis*, **bold**, > quote, [link](https://…)."),
    )
    tags = TagsField(
        label=_("Tags"), required=False, max_length=1_500, help_text=_("With commas between them.")
    )
    audience = forms.ChoiceField(label=_("Who may see it"), required=False)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, reader: User, annotation: Annotation | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _initial(annotation) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.reader, self.annotation = reader, annotation
        self.fields["note"].required = annotation is not None and annotation.is_page_note
        self.groups = {_GROUP + group.slug: group for group in self._groups()}
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (Annotation.Visibility.PRIVATE.value, Annotation.Visibility.PRIVATE.label),
            *((value, group.name) for value, group in self.groups.items()),
            (Annotation.Visibility.LINK.value, Annotation.Visibility.LINK.label),
            (Annotation.Visibility.PUBLIC.value, Annotation.Visibility.PUBLIC.label),
        ]

    def _groups(self) -> Iterator[Group]:
        """Those in which the reader may write, and the one the note is for. One SQL query."""
        groups = {group.pk: group for group in posting_groups(self.reader)}
        if self.annotation and self.annotation.group:
            groups[self.annotation.group.pk] = self.annotation.group
        return iter(groups.values())

    @cached_property
    def known_tags(self) -> list[str]:
        """The reader's tags, offered while they type. One SQL query."""
        return own_tags(self.reader)

    def written(self) -> Written:
        """Return what a valid form says."""
        told = self.cleaned_data
        audience = told["audience"] or self.initial["audience"]
        group = self.groups.get(audience)
        tags = told["tags"] if "tags" in self.data else self.initial_tags
        return Written(
            color=told["color"],
            note=told["note"],
            kind=told["kind"] or self.initial["kind"],
            tags=tags,
            visibility=Annotation.Visibility.GROUP if group else audience,
            group=group,
        )

    @property
    def initial_tags(self) -> list[str]:
        """The tags the annotation has."""
        return self.annotation.tags if self.annotation else []


def _initial(annotation: Annotation | None) -> dict[str, Any]:
    one = annotation or Annotation()
    group = one.group
    return {
        "color": one.color,
        "kind": one.kind,
        "note": one.note,
        "tags": ", ".join(one.tags),
        "audience": _GROUP + group.slug if group else one.visibility,
        "version": one.version if annotation else None,
    }


class PageNoteForm(NoteForm):
    """A note about the whole of an article, as it stood at a revision."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class MarkForm(NoteForm):
    """A passage selected in the page, with what is written about it."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    exact = WordsField(max_length=LONGEST_PASSAGE)
    # Named as in the Web Annotation model; Form.prefix stays what it is on instances.
    prefix = WordsField(  # type: ignore[assignment]
        required=False, max_length=500
    )
    suffix = WordsField(required=False, max_length=500)
    # The quotation the note is about, if it was opened from one.
    quote = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def selection(self) -> Selection:
        """Return the passage of a valid form."""
        told = self.cleaned_data
        return Selection(told["start"], told["end"], told["exact"], told["prefix"], told["suffix"])


class SentencesForm(NoteForm):
    """A passage chosen without scripts: its first and its last sentence."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    first = forms.IntegerField(min_value=0, error_messages={"required": _("Choose a sentence.")})
    last = forms.IntegerField(min_value=0, required=False)


class MoveForm(forms.Form):
    """Other words that a note is to stand at."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    exact = WordsField(max_length=LONGEST_PASSAGE)
    prefix = WordsField(  # type: ignore[assignment]
        required=False, max_length=500
    )
    suffix = WordsField(required=False, max_length=500)

    def selection(self) -> Selection:
        """Return the passage of a valid form."""
        told = self.cleaned_data
        return Selection(told["start"], told["end"], told["exact"], told["prefix"], told["suffix"])


class ReplyForm(forms.Form):
    """An answer to a note; ``version`` is the state of it that its author saw."""

    note = MarkdownField(
        label=_("Reply"), error_messages={"required": _("A reply needs some words.")}
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
