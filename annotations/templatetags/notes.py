"""How pages lead to some of an article's notes."""

from __future__ import annotations

from dataclasses import replace

from django import template

from annotations.note_filters import NoteFilter

register = template.Library()


@register.simple_tag
def tag_query(wanted: NoteFilter | str, tag: str) -> str:
    """Return the parameters of an address that lets notes with ``tag`` through, and keeps the rest.

    ``wanted`` is the page's filter; whatever else it is counts as none.
    """
    known = wanted if isinstance(wanted, NoteFilter) else NoteFilter()
    return replace(known, tag=tag).query
