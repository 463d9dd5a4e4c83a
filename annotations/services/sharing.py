"""Links that open an annotation for anyone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from annotations.models import Annotation, Share


def share(annotation: Annotation) -> Share:
    """Return the annotation's live link, made if there is none."""
    with transaction.atomic():
        # The row is locked so that two clicks make one link.
        Annotation.objects.select_for_update().get(pk=annotation.pk)
        live = annotation.shares.filter(revoked=None).first()
        if live and live.is_live and live.token:
            return live
        if live:
            revoke(annotation)
        new = Share.issue(annotation=annotation, by_id=annotation.author_id)
        new.save()
    return new


def revoke(annotation: Annotation) -> int:
    """Close every live link of an annotation; returns how many there were."""
    return annotation.shares.filter(revoked=None).update(revoked=timezone.now())
