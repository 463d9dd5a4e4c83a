"""Changing what was written about a passage."""

from __future__ import annotations

from annotations.models import Annotation


def change(annotation: Annotation, *, color: str, note: str) -> None:
    """Give an annotation another colour and note."""
    annotation.color, annotation.note = color, note
    annotation.save(update_fields=["color", "note", "modified"])
