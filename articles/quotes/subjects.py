"""Verbs of one sentence and their subjects.

The patterns by which a subject is found are named, so that a ranker can weigh them:
``adjacent`` (Ruiz said), ``inverted`` (said Ruiz), ``aside`` (Ruiz, a nurse, said),
``shared`` (Ruiz smiled and said), ``participle`` (Ruiz left, saying), ``chain`` (went on
to say), ``relative`` (Ruiz, who said), ``source`` (according to Ruiz), ``agent`` (was
called by Ruiz), ``main`` (the sentence's first subject).
"""

from __future__ import annotations

from articles.quotes.cues import (
    AUXILIARIES,
    CUES,
    INVERTING,
    NOUNY,
    Cue,
    can_be_finite,
    is_finite,
)
from articles.quotes.frames import QUOTE
from articles.quotes.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
)
from articles.quotes.phrases import BACK, TRUE_PREPOSITIONS, Phrases, Subject
from articles.quotes.roles import plural_head
from articles.quotes.wordlist import word_set

_ASIDE_ENDS = word_set(", ) — – -- -")
#: Words that make a noun of what follows them.
_ARTICLES = word_set("the a an this his her its their our my your no any every another such")
_BEING = word_set("is was were are be been being am")
#: What a clause within the sentence opens with.
_SUBORDINATING = word_set(
    "that which whom whose where when because if while whether as after before since until "
    "although though unless once how why what"
)
#: How many items of a sentence its main subject is looked for in.
_OPENING = 60
#: How many verbs deep a subject is looked for.
_DEEPEST = 4


#: Verbs that have somebody as their object who then speaks: "quoted Ruiz as saying".
_QUOTING = word_set("quoted quotes quoting cited cites citing reported recorded heard")


class Subjects(Phrases):
    """Finds the subjects of one sentence's verbs."""

    def main_subject(self, before: int | None = None) -> Subject | None:
        """The subject of the first finite verb, or the first free-standing mention."""
        limit = len(self.words) if before is None else before
        return self._once(self._seek_main, min(limit, _OPENING))

    def _seek_main(self, limit: int, _: int) -> Subject | None:
        lesser: Subject | None = None
        for at in range(1, limit):
            word = self.words[at]
            if word in RELATIVES or not can_be_finite(word) or not self._finite(at):
                continue
            subject = self._left(at, 1)
            if (
                subject is not None
                and subject.pattern in {"adjacent", "aside"}
                and not self._governed(subject)
            ):
                if not self._subordinate(subject, at):
                    return subject.tagged("main")
                lesser = lesser or subject
        if lesser is not None:
            return lesser.tagged("main")
        for at in range(min(limit, 40)):
            name = self.name(at)
            if (
                name is not None
                and name.kind == "person"
                and self.items[at] == name.first
                and self._word(self._position.get(name.phrase, at) - 1) not in TRUE_PREPOSITIONS
            ):
                return self._named(name, "main")
        return None

    def _subordinate(self, subject: Subject, verb: int) -> bool:
        """Whether a mention acts in a clause within the sentence ("a law [he] opposed that")."""
        start = self._position.get(subject.first, 0)
        if self._word(start - 1) in _SUBORDINATING or self.words[start] == "whose":
            return True
        # "a doctor who led a group that the council [ignored]": the verb of the inner clause.
        for at in range(verb - 1, start, -1):
            if self.words[at] in {"who", "which", "that"}:
                return True
            if can_be_finite(self.words[at]) and self._finite(at):
                return False
        return False

    def _adverb(self, at: int) -> bool:
        """Whether the item is an adverb; "Kelly" is none."""
        word = self.words[at]
        if word in ADVERBS or (word == "far" and self._word(at - 1) == "so"):
            return True
        return word.endswith("ly") and len(word) > 4 and self.name(at) is None

    def _governed(self, subject: Subject) -> bool:
        """Whether a preposition stands before the mention ("with leaders worried")."""
        if subject.pronoun in {"he", "she", "they"}:
            return False
        start = self._position.get(subject.first, 0)
        return any(word in TRUE_PREPOSITIONS for word in self.words[max(0, start - 2) : start])

    def _is_verb(self, at: int, word: str, cue: Cue) -> bool:
        """Whether a form that could be a noun, too, is a verb here."""
        before = self._word(at - 1)
        if self.name(at) is not None or (before == "to" and self._word(at - 2) == "according"):
            return False
        if cue.plain and before in _BEING:
            return False
        if cue.plain and self._plain_verb(at, word, cue, before):
            return True
        if cue.plain:
            if before == "," and self._word(at + 1) in {"that", QUOTE} and cue.kind == "say":
                return True
            return (
                before in {"to", "they", "we", "i", "you", "who", "and"}
                or (before == "that" and word not in NOUNY)
                or (before in AUXILIARIES and before != "'s")
                or before in ADVERBS
                or bool(plural_head(before))
                or (
                    before.endswith("s") and before not in {"'s", "is", "was"} and word not in NOUNY
                )
            )
        contraction = before == "'s" and self._word(at - 2) in PRONOUNS
        if before in _ARTICLES or (before == "'s" and not contraction):
            return False
        if before == "of" and not (cue.ing and cue.kind != "act"):
            return False
        if word in {"read", "reads"} and self._word(at + 1) in {":", ",", QUOTE}:
            return True
        if word in NOUNY:
            return self._subject_ends(at - 1) or before in AUXILIARIES or before in {
                ",", "and", "who", "also", "then", "which",
            }  # fmt: skip
        return True

    def _finite(self, at: int) -> bool:
        """Whether the item looks like a verb with a subject; ``'s`` after a name does not."""
        word = self.words[at]
        if not can_be_finite(word):
            return False
        within, before = self.name(at), self.name(at - 1)
        if (within is not None and within.kind == "person") or (
            word == "'s" and before is not None
        ):
            return False
        # "Workers’ Union": a plural's possessive is no verb either.
        after = self._subject_ends(at - 1) and self._word(at + 1) not in {"'", "’"}
        if after and before is not None and before.kind in {"single", "maybe"}:
            # "the Lund docks": what follows "the" and a lone name is a noun, no verb.
            start = self._position.get(before.phrase, at)
            after = self._word(start) != "the" or word in CUES
        return after or is_finite(word)

    def _plain_verb(self, at: int, word: str, cue: Cue, before: str) -> bool:
        """Whether a form without ending is a verb: "police say", "Ruiz and Lee call"."""
        if self._subject_ends(at - 1):
            name = self.name(at - 1)
            start = at - 1 if name is None else self._position.get(name.phrase, at) - 1
            return self._word(start) == "and" or word not in NOUNY
        free = before not in DETERMINERS and before not in PREPOSITIONS and before != "'s"
        return free and word not in NOUNY and cue.kind in {"say", "tell"} and before.isalpha()

    def _passive(self, at: int, cue: Cue) -> bool:
        if (
            cue.ing
            or cue.plain
            or not self.words[at].endswith(("ed", "en", "wn", "ght", "told", "read"))
        ):
            return False
        back = at - 1
        while back >= 0 and self._adverb(back):
            back -= 1
        return self._word(back) in {"is", "was", "were", "are", "been", "be", "being"}

    def _behind_or_before(self, at: int) -> Subject | None:
        """The subject of a verb that a comma or a quotation stands before."""
        right = self._right(at + 1)
        if self._word(at - 1) in {QUOTE, ""} or self._word(at - 2) == QUOTE:
            return right
        if right is not None:
            end = self._position.get(right.last - 1, at) + 1
            follows = self._word(end)
            own_verb = can_be_finite(follows) or follows in {"to", "and", QUOTE}
            if right.form == "pronoun" or own_verb:
                right = None
        aside = self._aside(at - 1) if self._word(at - 1) in _ASIDE_ENDS else None
        if aside is None or aside.name is None:
            return right
        if right is not None and right.form == "name" and self.words[at] in {"said", "says"}:
            return right
        return aside

    def _may_invert(self, at: int) -> bool:
        before = self._word(at - 1)
        return at == 0 or before in {QUOTE, ",", "—", "–", "--", "-", "?", "!"}

    def _left(self, at: int, depth: int) -> Subject | None:
        """The subject of the verb at ``at``, looking left."""
        return None if depth > _DEEPEST else self._once(self._seek_left, at, depth)

    def _seek_left(self, at: int, depth: int) -> Subject | None:
        cue = CUES.get(self.words[at])
        ing = self.words[at].endswith("ing")
        back, helped = at - 1, False
        while back >= 0:
            word = self.words[back]
            if word == "having":
                ing, helped = True, False
                break
            if word in AUXILIARIES:
                helped = True
            elif word in DAYS and self._word(back - 1) == "on":
                back -= 1
            elif not self._adverb(back):
                break
            back -= 1
        if back < 0:
            return None if not ing else self._after_participle(at)
        back -= self.words[back] == "having"
        word = self._word(back)
        if word == "to" and cue is not None and cue.plain:
            return self._governor(back, depth, "chain")
        if word == QUOTE or word in {".", ":", ";"}:
            return self._retag(self.main_subject(back), "participle") if ing else None
        if word in {"who", "which", "that"}:
            return self._antecedent(back)
        if word in PRONOUNS:
            return self._pronoun(back, "adjacent")
        if ing and not helped:
            return self._participle(back, depth)
        if word in CONJUNCTIONS:
            return self._shared(back, depth, cue)
        if word in _ASIDE_ENDS:
            return self._aside(back) or self._shared(back, depth, cue)
        name = self.name(back)
        if name is not None and self.items[back] == name.last - 1:
            return self._by_name(back, name)
        return self._chunk(back)

    def _shared(self, back: int, depth: int, cue: Cue | None) -> Subject | None:
        """The subject a second verb shares with an earlier one."""
        if cue is not None and cue.kind != "act":
            subject = self._speaking(back, depth)
            if subject is not None:
                return self._retag(subject, "shared")
        return self._governor(back, depth, "shared")

    def _speaking(self, back: int, depth: int) -> Subject | None:
        """The subject of the nearest finite verb of speech to the left."""
        for at in range(back - 1, max(-1, back - 2 * BACK), -1):
            word = self.words[at]
            cue = CUES.get(word)
            if word == ";":
                return None
            if cue is None or cue.ing or cue.plain or cue.kind not in {"say", "tell"}:
                continue
            if not self._is_verb(at, word, cue):
                continue
            before = self._word(at - 1) in {QUOTE, ","} and word in INVERTING
            subject = self._behind_or_before(at) if before else None
            return subject or self._left(at, depth + 1)
        return None

    def _participle(self, back: int, depth: int) -> Subject | None:
        """The subject of a bare participle: a name right before it, or the main clause's."""
        name = self.name(back)
        if name is not None and name.kind == "person" and self.items[back] == name.last - 1:
            return self._named(name, "participle")
        if self.words[back] == "as":
            quoted = self._quoted(back - 1, depth)
            if quoted is not None:
                return self._retag(quoted, "participle")
        subject = (
            self._speaking(back + 1, depth)
            or self.main_subject(back + 1)
            or self._governor(back + 1, depth, "participle")
        )
        return self._retag(subject, "participle") if subject else self._after_participle(back + 1)

    def _quoted(self, back: int, depth: int) -> Subject | None:
        """Who is quoted: "quoted [Ruiz] as saying", "[Ruiz] was quoted as saying"."""
        verbs = self.words[max(0, back - 5) : back + 1]
        if _QUOTING.isdisjoint(verbs):
            return None
        if self.words[back] in _QUOTING:
            return self._left(back, depth + 1)
        name = self.name(back)
        if name is not None and self.items[back] == name.last - 1:
            return self._named(name, "participle")
        return self._chunk(back)

    def _after_participle(self, at: int) -> Subject | None:
        """The subject after an opening participle ("Calling it “x,” Ruiz left")."""
        for after in range(at + 1, min(at + 30, len(self.words))):
            if self.words[after] == "," or (
                self.words[after] == QUOTE and self._word(after + 1) not in PREPOSITIONS
            ):
                subject = self._starting(after + 1)
                if subject is not None:
                    return subject
        return None

    def _starting(self, at: int) -> Subject | None:
        name = self.name(at)
        if name is not None:
            return self._named(name, "participle") if self.items[at] >= 0 else None
        if self._word(at) in {"he", "she", "they"}:
            return self._pronoun(at, "participle")
        if self._word(at) in DETERMINERS:
            return self._retag(self._right(at), "participle")
        return None

    def _governor(self, back: int, depth: int, pattern: str) -> Subject | None:
        """The subject of the nearest finite verb to the left."""
        lesser: Subject | None = None
        for at in range(back - 1, max(-1, back - BACK), -1):
            word = self.words[at]
            if word in {";"}:
                return None
            if self._finite(at):
                if self._word(at - 1) in DETERMINERS or self._word(at - 1) in PREPOSITIONS:
                    continue
                subject = self._left(at, depth + 1)
                if subject is not None and self._within(subject):
                    lesser = lesser or subject
                elif subject is not None:
                    return self._retag(subject, pattern)
        return self._retag(lesser, pattern)

    def _within(self, subject: Subject) -> bool:
        """Whether a mention acts in a relative clause of its own ("one of whom learned")."""
        start, end = self._position.get(subject.first), self._position.get(subject.last - 1)
        if start is None or end is None:
            return False
        return "whom" in self.words[start : end + 1] or self.words[start] == "whose"
