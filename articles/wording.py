"""What the pure packages have to say, in the language of whoever reads it.

They speak in codes and plain English (``articles/pipeline/remarks.py``, and the messages of
their errors); here alone it is translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as _n

from articles.pipeline.remarks import NAMELESS, Code, Remark

_WORDS: Mapping[Code, Any] = {
    Code.FEED_TOO_LONG: _("The feed is longer than is read; its end was left out."),
    Code.FALSE_ENCODING: _("The feed says it is %(encoding)s, but it is not."),
    Code.NOT_WELL_FORMED: _("The feed is not well-formed: %(faults)s."),
    Code.MORE_ENTRIES: _("Of %(total)d entries the first %(most)d were read."),
    Code.NO_ENTRIES: _("The feed has no entries."),
    Code.NO_DATE: _n("%(n)d entry has no date.", "%(n)d entries have no date.", "n"),
    Code.NO_DATES: _("Entries have no date."),
    Code.NO_GUID: _n(
        "%(n)d entry has no identifier of its own.",
        "%(n)d entries have no identifier of their own.",
        "n",
    ),
    Code.NO_GUIDS: _("Entries have no identifier of their own."),
    Code.NO_ADDRESS: _n("%(n)d entry has no address.", "%(n)d entries have no address.", "n"),
    Code.NO_ADDRESSES: _("Entries have no address."),
    Code.ENTRIES_TWICE: _("Entries given twice: %(n)d."),
    Code.BAD_DATES: _("Dates before 1900 or in the future: %(n)d."),
    Code.NO_VERSION: _("The feed does not say which version of JSON Feed it is."),
    Code.NO_OBJECTS: _("Entries that are no objects: %(n)d."),
    Code.BAD_CHARACTERS: _("it has characters that XML does not allow"),
    Code.TEXT_BEFORE: _("other text comes before it"),
    Code.TEXT_AFTER: _("other text comes after it"),
    Code.CUT_OFF: _("it breaks off"),
    Code.BARE_LESS_THAN: _("it has “<” where “&lt;” belongs"),
    Code.BARE_AMPERSAND: _("it has “&” where “&amp;” belongs"),
    Code.UNKNOWN_ENTITIES: _("it uses %(names)s, which XML does not know"),
    Code.UNDECLARED: _("it does not declare %(names)s"),
    Code.FAULT: "%(said)s",
    Code.LIST_TOO_LONG: _("The list is longer than is read."),
    Code.MORE_LEFT_OUT: _n(
        "%(n)d more outline was left out.", "%(n)d more outlines were left out.", "n"
    ),
    Code.MORE_FEEDS: _("Only the first %(most)d feeds were read."),
    Code.OUTLINE_WITHOUT_ADDRESS: _("“%(title)s” has no address; left out."),
    Code.OUTLINE_LONG_ADDRESS: _("“%(title)s” has an address that is too long; left out."),
    Code.OUTLINE_ODD_ADDRESS: _("“%(title)s” has the address “%(address)s”; left out."),
    Code.OUTLINE_UNUSABLE: _("“%(title)s” has no usable address; left out."),
}
#: What errors of the pure packages say; messages that name something else stay in English.
REFUSALS = (
    gettext_noop("The answer is empty."),
    gettext_noop("This is a web page, not a feed."),
    gettext_noop("This is not a feed."),
    gettext_noop("This is not a feed that can be read."),
    gettext_noop("This looks like JSON, but cannot be read."),
    gettext_noop("This is JSON, but not a feed."),
    gettext_noop("The answer uses XML entities as an attack does and was refused."),
    gettext_noop("The answer declares XML entities as an attack does and was refused."),
    gettext_noop("The answer is nested deeper than any feed and was refused."),
    gettext_noop("The answer has more elements than any feed and was refused."),
    gettext_noop("The answer has more attributes in one tag than any feed and was refused."),
    gettext_noop("The list is empty."),
    gettext_noop("This is not an OPML list."),
    gettext_noop("This list has no outlines in it, so it names no feeds."),
    gettext_noop("This is empty."),
    gettext_noop("This is not text."),
    gettext_noop("This is a feed, not an article."),
    gettext_noop("This is not a page that can be read."),
    gettext_noop("This page has more parts than any article and was refused."),
    gettext_noop("No article text was found on this page."),
    gettext_noop("No article text was found in this."),
    gettext_noop("An outline without a name"),
)

__all__ = ["REFUSALS", "left_over", "refusal", "sentence", "stored_sentences"]


def sentence(remark: Remark) -> str:
    """What a remark says, in the language at hand."""
    return str(_WORDS[remark.code] % {name: _told(value) for name, value in remark.args.items()})


def stored_sentences(stored: Iterable[Any]) -> tuple[str, ...]:
    """What remarks say that are stored as JSON; what else is stored there stands as it is."""
    return tuple(
        sentence(Remark.from_json(one)) if isinstance(one, Mapping) else str(one) for one in stored
    )


def refusal(error: Exception) -> str:
    """What an error of a pure package says, in the language at hand."""
    return gettext(str(error))


def left_over(count: int, most: int) -> str:
    """That so many feeds of a list were too many at once."""
    told = ngettext(
        "%(n)d feed is left over: the desk takes %(most)d new ones at a time. Import the "
        "list again for the rest.",
        "%(n)d feeds are left over: the desk takes %(most)d new ones at a time. Import the "
        "list again for the rest.",
        count,
    )
    return told % {"n": count, "most": most}


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        return "; ".join(map(sentence, value))
    return gettext(value) if value == NAMELESS else value
