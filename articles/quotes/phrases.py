"""Phrases of one sentence that can act: names, pronouns, noun phrases, and their edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from articles.quotes.cues import CUES, is_finite
from articles.quotes.frames import QUOTE, Sentence
from articles.quotes.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
)
from articles.quotes.names import Name
from articles.quotes.roles import plural_head, role_head
from articles.quotes.wordlist import word_set

_STOPS = word_set(". , ; : — – -- - ( ) [ ] ? ! ― / …") | {QUOTE}
TRUE_PREPOSITIONS = PREPOSITIONS - {"after", "before", "since", "until", "as", "like", "than"}
#: What ends a noun phrase's head.
_AFTER_HEAD = TRUE_PREPOSITIONS | RELATIVES
_DEFINITE = word_set("the his her its their our")
_SOMEBODY = word_set("somebody someone everybody everyone nobody anybody anyone one another others")
_SOMEONE = frozenset({"person", "single"})
#: Kinds of names "who" does not stand for.
_THINGS = frozenset({"place", "other", "org", "office"})
#: Items an aside between somebody and "who" has at most.
_ASIDE = 16
_NO_SUBJECT = frozenset({"other", "office", "place"})
#: How many items to the left a subject may stand; bounds the work per cue.
BACK = 24


@dataclass(slots=True)
class Subject:
    """The mention that acts. Token indices; ``name`` where a name is its head.

    Never changed once made: searches share their answers.
    """

    first: int
    last: int
    form: str
    pattern: str
    name: Name | None = None
    pronoun: str = ""

    def tagged(self, pattern: str) -> Subject:
        """The same mention, found by ``pattern``."""
        return self if pattern == self.pattern else self._with(pattern)

    def copy(self) -> Subject:
        """The same mention as an object of its own."""
        return self._with(self.pattern)

    def _with(self, pattern: str) -> Subject:
        return Subject(self.first, self.last, self.form, pattern, self.name, self.pronoun)


class Phrases:
    """Finds the phrases of one sentence. Positions are within its items."""

    def __init__(self, sentence: Sentence, name_at: dict[int, Name]) -> None:
        self.number = sentence.index
        self.items = sentence.items
        self.words = sentence.words
        self._name_at = name_at
        self._position = {item: at for at, item in enumerate(self.items)}
        self._known: dict[tuple[str, int, int], Subject | None] = {}

    def _once(
        self, search: Callable[[int, int], Subject | None], at: int, depth: int = 0
    ) -> Subject | None:
        """What ``search`` finds at a position and depth, looked for once in a sentence.

        Searches call each other, so without this their number would multiply from verb to
        verb.
        """
        key = (search.__name__, at, depth)
        if key in self._known:
            return self._known[key]
        found = self._known[key] = search(at, depth)
        return found

    def name(self, at: int) -> Name | None:
        """The name whose phrase the item at ``at`` belongs to."""
        return self._name_at.get(self.items[at]) if 0 <= at < len(self.items) else None

    def place_of(self, subject: Subject) -> int:
        """Where among the items a mention starts; past their end, if it is not among them."""
        return self._position.get(subject.first, len(self.items))

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def _subject_ends(self, at: int) -> bool:
        name = self.name(at)
        if name is not None:
            return name.kind not in _NO_SUBJECT
        return self._word(at) in PRONOUNS

    def _right(self, at: int) -> Subject | None:
        """The mention that starts at ``at`` ("said [the Rev. Ann Lee]")."""
        word = self._word(at)
        if not word or word in TIMES or word in _STOPS or word == "that":
            return None
        name = self.name(at)
        if name is not None and name.kind not in {"other", "office"}:
            last_name = self._last_of_phrase(name, at)
            return self._pair_behind(last_name) or self._named(last_name, "inverted")
        if word in {"he", "she", "they", "it", "i", "we"}:
            return self._pronoun(at, "inverted")
        if not (word in DETERMINERS or role_head(word) or plural_head(word) or name is not None
                or self._plural_noun(at)):  # fmt: skip
            return self._described_name(at)
        end = at + 1
        while end < len(self.words) and end - at < 14:
            here = self.words[end]
            if here in _STOPS or here in PREPOSITIONS or here in RELATIVES or here in TIMES:
                break
            if here in CONJUNCTIONS or (end > at + 1 and here != "'s" and is_finite(here)):
                break
            end += 1
        end = self._with_complement(end)
        return self._explained(at, end) or self._noun_phrase(at, end, "inverted")

    def _explained(self, at: int, end: int) -> Subject | None:
        """The name that says who a phrase means ("said the coxswain, [Ann Lee], later")."""
        name = self.name(end + 1)
        if self._word(end) != "," or self._word(at) not in _DEFINITE or name is None:
            return None
        if name.kind != "person" or self.items[end + 1] != name.phrase:
            return None
        after = self._word(self._position.get(name.last - 1, end) + 1)
        return self._named(name, "inverted") if after in {"", ",", ".", ";", ":"} else None

    def _with_complement(self, end: int) -> int:
        """Where a noun phrase ends that "for", "of", "from" or "at" carries on."""
        if self._word(end) not in {"of", "for", "from", "at", "with"}:
            return end
        after = end + 1
        while after < len(self.words) and after - end < 8:
            word = self.words[after]
            if word in _STOPS or word in PREPOSITIONS or word in RELATIVES or word in TIMES:
                break
            if word in CONJUNCTIONS or is_finite(word):
                break
            after += 1
        return after if after > end + 1 else end

    def _described_name(self, at: int) -> Subject | None:
        """A name behind a description without article ("master of ceremonies Al Ruiz")."""
        if not self.words[at][0].isalpha() or self.words[at] in PREPOSITIONS:
            return None
        for after in range(at + 1, min(at + 5, len(self.words))):
            name = self.name(after)
            if name is not None and name.kind == "person":
                return self._named(name, "inverted")
            if self.words[after] in _STOPS or self.words[after] in DETERMINERS:
                return None
        return None

    def _plural_noun(self, at: int) -> bool:
        word = self._word(at)
        return len(word) > 3 and word.endswith("s") and word not in PREPOSITIONS

    def _last_of_phrase(self, name: Name, at: int) -> Name:
        """Step over "CNN anchor" to "Ann Lee", where the names stand side by side."""
        end = self._position.get(name.last - 1, at) + 1
        steps = 0
        while steps < 3 and (role_head(self._word(end)) or self._word(end) in {"'s", "campaign"}):
            end += 1
            steps += 1
        other = self.name(end)
        if other is not None and other is not name and (steps or name.kind != "person"):
            return other
        return name

    def _antecedent(self, back: int) -> Subject | None:
        """What a relative pronoun stands for: the mention before it."""
        at = back - 1
        if self._word(at) in {",", "—", "-"}:
            at -= 1
        if self._word(at) == ")":
            at = self._matching(at) - 1
        item = self.items[back]
        name = self._head_name(at)
        nobody = (
            name is None or name.kind in _THINGS or (name.person is None and name.kind != "caps")
        )
        if at < back - 1 and self.words[back] == "who" and nobody:
            name = self._explained_before(at) or name
        if name is not None:
            return Subject(item, item + 1, "pronoun", "relative", name=name)
        if at < 0 or self.words[at] in _STOPS:
            return None
        chunk = self._retag(self._chunk(at), "relative")
        if chunk is not None and chunk.name is not None:
            return Subject(item, item + 1, "pronoun", "relative", name=chunk.name)
        if chunk is not None and self._word(self._position.get(chunk.first, 0) - 1) == ",":
            # "Ruiz, a freshman who had called it"
            explained = self._head_name(self._position[chunk.first] - 2)
            if explained is not None and explained.kind in _SOMEONE:
                return Subject(item, item + 1, "pronoun", "relative", name=explained)
        return chunk

    def _explained_before(self, at: int) -> Name | None:
        """The person whom an aside that ends at ``at`` explains ("[Ruiz], a nurse from Lund,")."""
        for comma in range(at - 1, max(0, at - _ASIDE), -1):
            if self.words[comma] in {",", "—", "–"}:
                name = self._head_name(comma - 1)
                if name is not None and name.kind in _SOMEONE:
                    return name
            elif self.words[comma] == QUOTE or is_finite(self.words[comma]):
                return None
        return None

    def _head_name(self, at: int) -> Name | None:
        """The name at ``at``, or the person it belongs to ("[Ann Lee] of Lund, who")."""
        name = self.name(at)
        if name is None or name.kind == "person":
            return name
        before = self._position.get(name.first, at) - 1
        if self._word(before) in {"of", "from"}:
            owner = self.name(before - 1)
            if owner is not None and owner.kind == "person":
                return owner
        return name

    def _matching(self, at: int) -> int:
        while at > 0 and self.words[at] != "(":
            at -= 1
        return at

    def _aside(self, back: int) -> Subject | None:
        """The mention before an aside: "Ruiz, a nurse in Lund, said"."""
        return self._once(self._seek_aside, back)

    def _seek_aside(self, back: int, _: int) -> Subject | None:
        best = self._name_after_role(back)
        for at in range(back - 1, max(-1, back - 60), -1):
            word = self.words[at]
            if word == QUOTE or word in {";", ":"}:
                break
            if word not in {",", "(", "—", "–", "--", "-"} or at == 0:
                continue
            name = self._head_name(at - 1)
            if name is not None and name.kind not in {"other", "office", "place"}:
                before = self._word(self._position.get(name.phrase, at) - 1)
                if before in TRUE_PREPOSITIONS:
                    best = best or self._described(at - 1)
                elif name.kind == "person" or best is None or best.name is None:
                    best = self._named(name, "aside")
            elif name is not None and name.kind == "place":
                if best is None and self._position.get(name.phrase) == 0:
                    best = self._named(name, "aside")
            elif self.words[at - 1] in {"he", "she", "they"}:
                best = self._pronoun(at - 1, "aside")
            elif best is None and self.words[at - 1] not in _STOPS:
                best = self._described(at - 1)
        return best

    def _described(self, at: int) -> Subject | None:
        """Somebody without a name, before an aside ("[an aide to Ruiz], who asked")."""
        chunk = self._chunk(at)
        if chunk is None or chunk.form == "name" or not self._looks_human(chunk):
            return None
        return chunk.tagged("aside")

    def _name_after_role(self, back: int) -> Subject | None:
        """The name in "the town's mayor, Ann Ruiz, said", where the role comes first."""
        name = self.name(back - 1)
        if name is None or name.kind != "person" or self.items[back - 1] != name.last - 1:
            return None
        before = self._position.get(name.phrase, 0) - 1
        return self._named(name, "aside") if self._word(before) == "," else None

    def _looks_human(self, subject: Subject) -> bool:
        first, last = self._position[subject.first], self._position.get(subject.last - 1)
        if last is None:
            return False
        words = self.words[first : last + 1]
        return any(role_head(w) or plural_head(w) or w in _SOMEBODY for w in words)

    def _by_name(self, back: int, name: Name) -> Subject | None:
        start = self._position.get(name.phrase, back)
        before = self._word(start - 1)
        if before in TRUE_PREPOSITIONS:
            return self._chunk(back)
        return self._pair_before(start - 1, name) or self._named(name, "adjacent")

    def _pair_before(self, at: int, name: Name) -> Subject | None:
        """Two who act together, where "and" stands at ``at``: "[Ruiz and Ann Lee] said"."""
        other = self.name(at - 1)
        if self._word(at) != "and" or other is None or other.kind not in _SOMEONE:
            return None
        before = self._word(self._position.get(other.phrase, 0) - 1)
        if name.kind not in _SOMEONE or before not in {"", ",", QUOTE}:
            return None
        return Subject(other.first, name.last, "group", "adjacent")

    def _pair_behind(self, name: Name) -> Subject | None:
        """Two who act together behind the verb: "said [Ruiz and Ann Lee]."."""
        end = self._position.get(name.last - 1, -2) + 1
        other = self.name(end + 1)
        if self._word(end) != "and" or other is None or name.kind not in _SOMEONE:
            return None
        after = self._word(self._position.get(other.last - 1, end) + 1)
        if other.kind not in _SOMEONE or not (after in _STOPS or after in PREPOSITIONS):
            return None
        return Subject(name.first, other.last, "group", "inverted")

    def _chunk(self, back: int) -> Subject | None:
        """The noun phrase that ends at ``back``."""
        return self._once(self._seek_chunk, back)

    def _seek_chunk(self, back: int, _: int) -> Subject | None:
        start = back
        while start > 0 and back - start < BACK:
            word = self.words[start - 1]
            if word in _STOPS or word == "but" or (word in CUES and CUES[word].ing):
                break
            if word in {"that", "because", "when", "if", "while", "although", "as"} and not (
                word == "that" and self._is_relative(start - 1)
            ):
                break
            if word in {"and", "or"} and self._finite_before(start - 1):
                break
            if is_finite(word) and not self._in_relative(start - 1):
                break
            start -= 1
        return self._noun_phrase(start, back + 1, "adjacent")

    def _is_relative(self, at: int) -> bool:
        return (
            bool(self._word(at - 1))
            and not is_finite(self._word(at - 1))
            and (self._word(at - 1) not in _STOPS and self._word(at - 1) not in CONJUNCTIONS)
        )

    def _in_relative(self, at: int) -> bool:
        return any(self._word(back) in {"who", "which"} for back in range(at - 1, at - 6, -1))

    def _finite_before(self, at: int) -> bool:
        return any(is_finite(self._word(back)) for back in range(at - 1, max(-1, at - 8), -1))

    def _noun_phrase(self, start: int, end: int, pattern: str) -> Subject | None:
        """Trim a stretch of items to one noun phrase and say what kind it is."""
        start = self._phrase_start(start, end)
        if start >= end:
            return None
        head_end = start + 1
        while head_end < end and self.words[head_end] not in _AFTER_HEAD:
            if self.words[head_end].endswith("ing") and role_head(self.words[head_end - 1]):
                break  # "a woman selling charcoal"
            head_end += 1
        name = self.name(head_end - 1)
        if name is not None and name.kind == "person" and self.items[head_end - 1] == name.last - 1:
            return self._named(name, pattern)
        heads = [w for w in self.words[start:head_end] if w != QUOTE]
        if not heads or heads[-1] in TIMES or not any(w[0].isalnum() for w in heads):
            return None
        first, last = self.items[start], self.items[end - 1]
        if first < 0 or last < 0:
            return None
        plural = plural_head(heads[-1]) or (heads[-1].endswith("s") and not role_head(heads[-1]))
        form = "group" if plural or not role_head(heads[-1]) else "role"
        return Subject(first, last + 1, form, pattern)

    def _phrase_start(self, start: int, end: int) -> int:
        """Skip adverbs and prepositional lead-ins ("On Tuesday officials")."""
        while start < end and (
            self.words[start] in ADVERBS
            or self.words[start] in CONJUNCTIONS
            or (self.words[start] in SUBORDINATORS and self.words[start] not in PREPOSITIONS)
        ):
            if self.words[start] in DETERMINERS:
                break
            start += 1
        if start < end and self.words[start] in PREPOSITIONS:
            for at in range(end - 1, start, -1):
                word, before = self.words[at], self.words[at - 1]
                if word in DETERMINERS and before not in TRUE_PREPOSITIONS:
                    return at
            for at in range(start, end - 1):
                if self.words[at] in TIMES:
                    return at + 1
            return end - 1 if self._word(end - 2) not in TRUE_PREPOSITIONS else end
        return start

    def _named(self, name: Name, pattern: str) -> Subject:
        if name.kind == "office" and role_head(self._word(self._position.get(name.last - 1, -1))):
            # "The Speaker", like "the speaker", is somebody's office.
            return Subject(min(name.phrase, name.first), name.last, "role", pattern)
        form = "name" if name.kind in {"person", "single", "caps", "maybe"} else "group"
        start = name.first if form == "name" else min(name.phrase, name.first)
        return Subject(start, name.last, form, pattern, name=name)

    def _pronoun(self, at: int, pattern: str) -> Subject | None:
        item = self.items[at]
        return Subject(item, item + 1, "pronoun", pattern, pronoun=self.words[at])

    def _retag(self, subject: Subject | None, pattern: str) -> Subject | None:
        return None if subject is None else subject.tagged(pattern)
