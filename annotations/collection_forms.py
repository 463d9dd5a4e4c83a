"""What a reader sends to make, change and fill a collection."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotations.access import collections_of, groups_of
from annotations.drafts import Draft, DraftItem, Written, text_hash
from annotations.models import LONGEST_NOTE, Annotation, Collection, CollectionItem, Membership
from readers.models import User

_KEY = re.compile(r"\d{1,18}|new-\w{1,20}")
_KNOWN = re.compile(r"\d{1,18}:[0-9a-f]{16}")
_MARKDOWN = _("Markdown works: *emphasis*, **bold**, > quote, [link](https://…).")


class TextField(forms.CharField):
    """Text kept as typed, but for line ends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=LONGEST_NOTE, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """Undo the CRLF that browsers put into submitted forms."""
        return plain_ends(super().to_python(value) or "")


def plain_ends(text: str) -> str:
    """Return ``text`` with line feeds only, and without NUL, which PostgreSQL refuses."""
    return text.replace("\r\n", "\n").replace("\0", "")


class HeadForm(forms.Form):
    """Title and introduction."""

    title = forms.CharField(label=_("Title"), max_length=200)
    introduction = TextField(
        label=_("Introduction"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_MARKDOWN
    )


class CollectForm(forms.Form):
    """Which collection a passage goes into: one there is, or a new one."""

    collection = forms.ModelChoiceField(
        label=_("Collection"),
        queryset=Collection.objects.none(),
        required=False,
        empty_label=_("a new one"),
    )
    title = forms.CharField(label=_("Title of the new collection"), max_length=200, required=False)
    text = TextField(
        label=_("Text above the passage"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_MARKDOWN,
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = collections_of(reader)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a title where the collection is a new one."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not told.get("collection") and not told.get("title"):
            self.add_error("title", _("Choose a collection, or name a new one."))
        return told


class WhoForm(forms.ModelForm[Collection]):
    """Who may see a collection."""

    class Meta:
        model = Collection
        fields = ["visibility", "group"]

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        group.queryset = groups_of(reader).exclude(  # type: ignore[attr-defined]
            memberships__user=reader, memberships__role=Membership.Role.READER
        )
        group.label = _("Group")
        if not group.queryset.exists():  # type: ignore[attr-defined]
            del self.fields["group"]
            visibility = self.fields["visibility"]
            visibility.choices = [  # type: ignore[attr-defined]
                (value, label)
                for value, label in Annotation.Visibility.choices
                if value != Annotation.Visibility.GROUP
            ]

    def clean(self) -> dict[str, Any]:
        """See that there is a group if it is for one, and none otherwise."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("visibility") == Annotation.Visibility.GROUP:
            if not told.get("group"):
                self.add_error("group", _("Choose the group that may see it."))
        else:
            told["group"] = None
        return told


def draft_of(collection: Collection, items: list[CollectionItem]) -> Draft:
    """Return a collection as its edit form shows it first."""
    return Draft(
        version=collection.version,
        title=_shown(collection.title),
        introduction=_shown(collection.introduction),
        items=[DraftItem(str(one.pk), _shown(one.text), one.annotation_id) for one in items],
        known={str(one.pk): text_hash(one.text) for one in items},
    )


def _shown(text: str) -> Written:
    return Written(text, text_hash(text))


def read_draft(post: QueryDict, head: Mapping[str, str]) -> Draft:
    """Return what an edit form sends; ``head`` has its checked title and introduction.

    Steps come in the form's order. What is not of the form is left out.
    """
    items = []
    for key in dict.fromkeys(post.getlist("item")):
        if _KEY.fullmatch(key):
            text = plain_ends(post.get(f"text-{key}", ""))[:LONGEST_NOTE]
            written = Written(text, post.get(f"base-{key}", ""))
            items.append(DraftItem(key, written, _uuid(post.get(f"passage-{key}", ""))))
    version = post.get("version", "")
    return Draft(
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
        title=Written(head["title"], post.get("base-title", "")),
        introduction=Written(head["introduction"], post.get("base-introduction", "")),
        items=items,
        known=dict(pair.split(":") for pair in post.getlist("known") if _KNOWN.fullmatch(pair)),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def acted_on(draft: Draft, action: str) -> Draft:
    """Return the draft after one of the form's buttons: ``up:KEY``, ``down:KEY`` and so on.

    ``text`` adds an empty step at the end, ``text:KEY`` one before a step; ``save`` drops
    steps that have neither passage nor text.
    """
    verb, _colon, key = action.partition(":")
    items = list(draft.items)
    at = next((n for n, item in enumerate(items) if item.key == key), None)
    if verb == "text":
        items.insert(len(items) if at is None else at, DraftItem("new-text", Written("")))
    elif at is None:
        items = [item for item in items if item.annotation or item.written.text.strip()]
    elif verb == "remove":
        del items[at]
    elif verb in {"up", "down"}:
        there = min(max(at + (1 if verb == "down" else -1), 0), len(items) - 1)
        items.insert(there, items.pop(at))
    return replace(draft, items=items)
