"""Who is who: names gathered into people, and role phrases linked to them.

Works through the text in order, so that a later mention is resolved by what a reader
has met by then. Linear in the number of names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from articles.quotes.cues import AUXILIARIES
from articles.quotes.given_names import GIVEN, SHORT_FORMS
from articles.quotes.lexicon import (
    DESCRIPTORS,
    DETERMINERS,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    STARTERS,
)
from articles.quotes.model import KnownPeople, KnownPerson
from articles.quotes.namekinds import FAMILY_FIRST, SUFFIXES
from articles.quotes.names import PARTICLES, Name
from articles.quotes.offices import bearer_tags
from articles.quotes.roles import COURTESY, TITLES, WRITTEN_SHORT, role_gender, role_head
from articles.quotes.tokens import Tokens
from articles.quotes.wordlist import word_set

#: People of one name that a further name is compared with, those met last; bounds the work.
_NAMESAKES = 60
#: Titles that stand before given names ("Dame Philippa").
_KNIGHTLY = word_set("sir dame lady lord")
#: Evidence a lone surname needs to make a person of its own.
_LONE_NAME = 2.5
_NOT_ROLE = DETERMINERS | PREPOSITIONS | AUXILIARIES | frozenset(PRONOUNS) | {"and", "but", "or"}
_BEING = word_set("is was became becomes remains")
#: What a role before a comma opens with ("its coach, Ann Lee"); "a" opens a list as often.
_OPEN_ROLE = word_set("the his her its their our whose 's")
#: Words of an apposition that may tell of whom or where its role is.
_APPOSITION = 9
_ENDS = word_set(", . ; : ) who which said says told")
_TITLE_ADJECTIVES = word_set("parish veteran human urban suburban civilian metropolitan")


@dataclass(slots=True)
class Entity:
    """One person while the text is read. Token indices in ``seen``."""

    parts: list[str]
    """The fullest name's words, lower case, without suffix or nickname."""
    forms: Counter[str] = field(default_factory=Counter)
    roles: dict[str, str] = field(default_factory=dict)
    """Role phrase to its head noun."""
    tags: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Head noun of a role to the fields, places and parties that go with it."""
    gender: str = ""
    known: KnownPerson | None = None
    seen: list[tuple[int, int, str]] = field(default_factory=list)
    """Mentions: first token, one past the last, form."""
    weight: int = 0

    @property
    def surname(self) -> str:
        """The last word of the name, lower case."""
        return self.parts[-1]

    def display(self) -> str:
        """The known name, or the most frequent of the forms with most words."""
        if self.known is not None:
            return self.known.name
        return max(self.forms, key=lambda form: (_fullness(form), self.forms[form]))


def _fullness(form: str) -> int:
    """How far a form is a full name: 2 with a given name, 1 with two words, 0 alone."""
    words = [word for word in form.lower().split() if word not in PARTICLES]
    if len(words) < 2:
        return 0
    return 2 if words[0] in GIVEN or words[0].endswith(".") else 1


def name_parts(text: str) -> list[str]:
    """The words of a name, lower case, without suffixes and nicknames in marks."""
    if text.isalpha():
        return [text.lower()]
    raw = text.replace("’", "'").split()
    words = [word.strip("“”\"‘'(),").lower() for word in raw]
    kept = [
        word
        for word, original in zip(words, raw, strict=True)
        if word and word not in SUFFIXES and original[0] not in '“"‘('
    ]
    return kept or [word for word in words if word] or [text.lower()]


def same_given(one: str, other: str) -> bool:
    """Whether two given names can be one person's: equal, initial, or short form."""
    one, other = one.rstrip("."), other.rstrip(".")
    if one == other or SHORT_FORMS.get(one, one) == SHORT_FORMS.get(other, other):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and long.startswith(short)


def _whole_name(name: Name, parts: list[str]) -> bool:
    """Whether capitals in running text are a full name ("ANN LEE said")."""
    return not name.headline and 1 < len(parts) < 4 and parts[0] in GIVEN


def known_people(known: Iterable[KnownPerson], *, by_surname: bool = True) -> KnownPeople:
    """Index people by every name they go by, and by surname unless that is not wanted."""
    names: dict[str, list[KnownPerson]] = {}
    surnames: dict[str, list[KnownPerson]] = {}
    for person in known:
        for name in {" ".join(name.lower().split()) for name in (person.name, *person.aliases)}:
            names.setdefault(name, []).append(person)
        if by_surname:
            rows = surnames.setdefault(name_parts(person.name)[-1], [])
            if person not in rows:
                rows.append(person)
    return KnownPeople(names, surnames)


class People:
    """The people of one text, and which of them each name stands for."""

    def __init__(
        self, tokens: Tokens, known: Iterable[KnownPerson] | KnownPeople, exclude: Iterable[str]
    ) -> None:
        self.tokens = tokens
        self.entities: list[Entity] = []
        self._by_surname: dict[str, list[int]] = {}
        self._by_given: dict[str, list[int]] = {}
        self._by_inner: dict[str, list[int]] = {}
        index = known if isinstance(known, KnownPeople) else known_people(known)
        self._known, self._known_surname = index.by_name, index.by_surname
        self._by_known: dict[str, int] = {}
        self._excluded = {" ".join(name.lower().split()) for name in exclude}
        self._excluded_surnames = {name.split()[-1] for name in self._excluded if name}

    def link(self, names: list[Name]) -> None:
        """Give each name of a person its entity; full names first, then lone ones."""
        for name in names:
            if name.text.lower() in self._excluded:
                name.kind = "other"
            elif name.text.lower() in self._known and name.kind != "single":
                name.kind = "person"
            if name.kind == "person" and not name.headline and name.last - name.first > 1:
                self._add_full(name)
        for name in names:
            if name.person is None and name.kind in {"single", "person", "caps", "maybe"}:
                self._link_lone(name)
        for name in names:
            if name.person is not None:
                self._record(name, self.entities[name.person])

    def _add_full(self, name: Name) -> None:
        parts = name_parts(name.text)
        known = self._known.get(name.text.lower(), ())
        match = self._find(parts)
        if match is None and len(known) == 1:
            match = self._by_known.get(known[0].name)
        if match is None:
            match = self._new(parts)
        entity = self.entities[match]
        if len(parts) > len(entity.parts) and parts[0] in GIVEN:
            entity.parts = parts
        entity.forms[name.text] += 1
        entity.weight += 1
        if len(known) == 1 and entity.known is None:
            self._recognise(match, known[0])
        name.person = match

    def _recognise(self, index: int, known: KnownPerson) -> None:
        """Take an entity for a known person, who may have another surname, too."""
        entity = self.entities[index]
        entity.known, entity.gender = known, known.gender or entity.gender
        self._by_known.setdefault(known.name, index)
        surname = name_parts(known.name)[-1]
        if surname != entity.surname:
            self._by_surname.setdefault(surname, []).append(index)

    def _find(self, parts: list[str]) -> int | None:
        for index in self._by_surname.get(parts[-1], [])[-_NAMESAKES:]:
            other = self.entities[index].parts
            if len(other) == 1 or same_given(parts[0], other[0]):
                return index
            short, long = sorted((parts, other), key=len)
            if len(short) > 1 and (long[-len(short) :] == short or same_given(long[1], short[0])):
                return index
        # Spanish and Korean order, second surnames: all the shorter one's words fit.
        for index in self._by_given.get(parts[0], [])[-_NAMESAKES:]:
            other = self.entities[index].parts
            if len(parts) > 1 and len(other) > 1 and set(parts) >= set(other):
                return index
        return None

    def _new(self, parts: list[str]) -> int:
        index = len(self.entities)
        self.entities.append(Entity(parts, gender=GIVEN.get(parts[0], "") if parts[1:] else ""))
        self._by_surname.setdefault(parts[-1], []).append(index)
        article, hyphen, rest = parts[-1].partition("-")
        if hyphen and article in PARTICLES:
            # "Bashar al-Assad" is called Assad, too.
            self._by_surname.setdefault(rest, []).append(index)
        for inner in parts[1:-1]:
            if inner not in PARTICLES and not inner.endswith("."):
                self._by_inner.setdefault(inner, []).append(index)
        if len(parts) > 1:
            self._by_given.setdefault(parts[0], []).append(index)
        return index

    def _link_lone(self, name: Name) -> None:
        parts = name_parts(name.text)
        if name.headline or name.kind in {"caps", "maybe"}:
            self._link_loose(name, parts)
            if name.person is None and name.kind == "caps" and _whole_name(name, parts):
                self._add_full(name)
            return
        if len(parts) > 1:
            self._add_full(name)
            return
        word = parts[0]
        match = self._by_lone_word(name, word)
        if match is None and self._earns_person(name):
            match = self._new(parts)
            self.entities[match].forms[name.text] += 1
            known = self._known.get(word) or self._known_surname.get(word, ())
            if len(known) == 1:
                self.entities[match].known = known[0]
        name.person = match

    def _earns_person(self, name: Name) -> bool:
        if any(title in COURTESY for title in name.titles) or name.kind == "person":
            return True
        word = name.text.lower()
        if word in STARTERS or word in self._excluded_surnames or word in DESCRIPTORS:
            return False
        if len(self._known.get(word) or self._known_surname.get(word, ())) == 1:
            return name.evidence > -1.0
        return name.evidence >= _LONE_NAME

    def _by_lone_word(self, name: Name, word: str) -> int | None:
        rows = self._by_surname.get(word)
        if not rows:
            rows = self._by_given.get(word) or self._by_inner.get(word)
            courtesy = any(title in COURTESY for title in name.titles)
            knightly = not _KNIGHTLY.isdisjoint(name.titles)
            given = word in GIVEN and word not in FAMILY_FIRST
            if not rows or (courtesy and given and not knightly):
                return None
        rows = rows[-_NAMESAKES:]
        if len(rows) == 1:
            return rows[0]
        gender = next((role_gender(title) for title in name.titles if role_gender(title)), "")
        fitting = [row for row in rows if not gender or self.entities[row].gender in {gender, ""}]
        return max(fitting or rows, key=lambda row: self.entities[row].weight)

    def _link_loose(self, name: Name, parts: list[str]) -> None:
        """In headlines and capitals: find a known person's surname among the words."""
        lower = self.tokens.lower
        for at in range(name.first, name.last):
            rows = self._by_surname.get(lower[at], [])
            if not rows and name.last - name.first == 1:
                rows = self._by_given.get(lower[at], [])
            if not rows:
                continue
            rows = rows[-_NAMESAKES:]
            before = lower[at - 1] if at > name.first else ""
            fitting = [r for r in rows if before and same_given(before, self.entities[r].parts[0])]
            row = max(fitting or rows, key=lambda r: self.entities[r].weight)
            name.person = row
            name.phrase = min(name.phrase, at - 1) if fitting else at
            name.first, name.last = (at - 1 if fitting else at), at + 1
            return

    def _record(self, name: Name, entity: Entity) -> None:
        tokens = self.tokens
        entity.seen.append((name.first, name.last, "name"))
        text = tokens.text[tokens.starts[name.first] : tokens.ends[name.last - 1]]
        if not name.headline or not entity.forms:
            entity.forms[text] += 0
        for title in name.titles:
            entity.gender = role_gender(title) or entity.gender
        if not entity.gender:
            entity.gender = entity.known.gender if entity.known else ""
        for phrase, head in self._roles_of(name):
            entity.roles.setdefault(phrase, head)
            tags = self._tags_of(name)
            if tags:
                entity.tags[head] = entity.tags.get(head, frozenset()) | tags

    def _roles_of(self, name: Name) -> list[tuple[str, str]]:
        """Role phrases beside one name: before it, and after its comma."""
        lower = self.tokens.lower
        found = []
        before = [word for word in lower[name.phrase : name.first] if word not in DETERMINERS]
        first = self.tokens.words[name.phrase]
        if len(before) > 1 and first[0].isupper() and _names_people(before):
            # "Vessan Foreign Minister Ann Lee": where from is no part of the role.
            before = before[1:]
        for words in _part_roles(before):
            phrase = self._role_phrase(words)
            if phrase:
                found.append(phrase)
        at = name.last
        after = lower[at : at + 3]
        if after[:2] == [",", "who"] and after[2:] and after[2] in _BEING:
            at += 2
        if at + 1 < len(lower) and (lower[at] == "," or lower[at] in _BEING):
            phrase = self._after_comma(at + 1)
            if phrase:
                found.append(phrase)
        phrase = self._before_comma(name)
        if phrase and not found:
            found.append(phrase)
        return found

    def _tags_of(self, name: Name) -> frozenset[tuple[str, str]]:
        """Fields, places and parties in the title before a name or in its apposition."""
        lower = self.tokens.lower
        words = lower[name.phrase : name.first]
        after = lower[name.last : name.last + _APPOSITION]
        if after[:1] == ["("] and after[1:2]:
            words = [*words, after[1].partition("-")[0].strip(".")]
        elif after[:1] == [","]:
            end = next((at for at in range(1, len(after)) if after[at] in _ENDS), len(after))
            words = [*words, *after[1:end]]
        return bearer_tags(words)

    def _before_comma(self, name: Name) -> tuple[str, str] | None:
        """The role a name explains ("the town's mayor, [Ann Lee]")."""
        lower, at = self.tokens.lower, name.phrase - 1
        if at < 2 or lower[at] != "," or not role_head(lower[at - 1]):
            return None
        for start in range(at - 1, max(-1, at - 6), -1):
            if lower[start] in _OPEN_ROLE:
                return self._role_phrase(lower[start + 1 : at])
            if not lower[start][0].isalpha():
                return None
        return None

    def _role_phrase(self, words: list[str]) -> tuple[str, str] | None:
        while words and not role_head(words[-1]):
            words = words[:-1]
        while (
            words
            and words[:2] != ["white", "house"]
            and (words[0] in DESCRIPTORS or words[0] in PLACES or not words[0][0].isalpha())
        ):
            words = words[1:]
        if not words or words[-1] in COURTESY:
            return None
        head = role_head(words[-1])
        last = head if words[-1].endswith(".") or words[-1] in WRITTEN_SHORT else words[-1]
        return " ".join([*words[:-1], last]), head

    def _after_comma(self, at: int) -> tuple[str, str] | None:
        lower = self.tokens.lower
        words: list[str] = []
        if lower[at] in {"a", "an", "the", "his", "her", "their"}:
            at += 1
        for index in range(at, min(at + 7, len(lower))):
            word = lower[index]
            if not word[0].isalpha() or word in _NOT_ROLE:
                break
            words.append(word)
        return self._role_phrase(words)


def _part_roles(words: list[str]) -> list[list[str]]:
    """Part "presidential nominee gov." into the roles it holds."""
    for at, word in enumerate(words[:-1]):
        if word in {"nominee", "candidate", "rival", "opponent", "ally", "contender", "mate"}:
            return [words[: at + 1], *_part_roles(words[at + 1 :])]
    return [words] if words else []


def _names_people(words: list[str]) -> bool:
    """Whether a title opens with an adjective of a country or town."""
    first = words[0]
    known = first in TITLES or role_head(first) or first in _TITLE_ADJECTIVES
    return first.endswith(("an", "ish", "ese")) and not known


def gender_of(entity: Entity) -> str:
    """``m``, ``f`` or nothing, from given name, title, role or what is known."""
    if entity.gender:
        return entity.gender
    for head in entity.roles.values():
        if role_gender(head):
            return role_gender(head)
    return ""
