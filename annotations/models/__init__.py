"""What readers mark, write and share, and with whom."""

from annotations.models.annotations import (
    LONGEST_NOTE,
    LONGEST_PASSAGE,
    LONGEST_TAG,
    MOST_TAGS,
    Annotation,
    Edit,
    FactCheck,
    Placement,
    Reply,
    Source,
)
from annotations.models.groups import (
    Group,
    Invitation,
    Membership,
)
from annotations.models.moderation import (
    ModerationAct,
    Report,
)
from annotations.models.sharing import (
    AccessToken,
    Collection,
    CollectionItem,
    Share,
    derive_token,
    still_open,
    token_hash,
)

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_PASSAGE",
    "LONGEST_TAG",
    "MOST_TAGS",
    "AccessToken",
    "Annotation",
    "Collection",
    "CollectionItem",
    "Edit",
    "FactCheck",
    "Group",
    "Invitation",
    "Membership",
    "ModerationAct",
    "Placement",
    "Reply",
    "Report",
    "Share",
    "Source",
    "derive_token",
    "still_open",
    "token_hash",
]
