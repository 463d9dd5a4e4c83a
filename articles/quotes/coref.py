"""Which person a pronoun or role phrase stands for, sentence by sentence.

Keeps what a reader has in mind: who was spoken of, who acted, who was quoted last.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

from articles.quotes.clauses import ClausesOfText
from articles.quotes.frames import Frames, Sentence
from articles.quotes.lexicon import POSSESSIVES, PRONOUNS
from articles.quotes.names import Name
from articles.quotes.offices import contradict
from articles.quotes.people import Entity, gender_of
from articles.quotes.phrases import Subject
from articles.quotes.rolelinks import RolePhrase
from articles.quotes.roles import role_gender, role_head
from articles.quotes.wordlist import word_set

#: Offices a text may take as known of somebody it names without title.
_OFFICES = word_set(
    "president senator governor mayor minister chancellor nominee legislator representative "
    "politician businessman king queen pope premier congressman"
)
#: People there are many of, or who are somebody's: never taken for whom the text names.
_ANYONE = word_set(
    """
    spokesman official source aide witness man woman boy girl teenager teen child person friend
    colleague partner neighbor neighbour resident reporter journalist correspondent presenter
    driver passenger mother father son daughter brother sister wife husband widow widower uncle
    aunt cousin nephew niece grandfather grandmother opponent critic supporter donor victim
    survivor suspect voter citizen counterpart predecessor successor deputy assistant adviser
    lawyer agent rival ally member student worker officer guard insider bystander protester
    commuter tenant patient customer backer organizer operative boss clerk
    """
)
#: What somebody with an office may be called as well.
_LOOSE = word_set("businessman politician")
#: Sentences a pronoun looks back over, and mentions it weighs at most.
_REACH = 6
_MOST = 40
#: Lead over every rival that makes a pronoun's antecedent plain.
_CLEAR = 1.0
#: Bonus for somebody met in the pronoun's own paragraph, and what each one past the
#: paragraph before costs.
_SAME_BLOCK = 1.8
_PER_BLOCK = 0.5
#: Stands for somebody the text does not name.
_NOBODY = -1
_GENDERED = frozenset(
    word
    for words in (PRONOUNS, POSSESSIVES)
    for word, gender in words.items()
    if gender in {"m", "f"}
)


def _is_unheld(role: RolePhrase) -> bool:
    """Whether a role phrase is an office the text gave nobody."""
    return (
        role.count == 1
        and not role.people
        and (role.head in _OFFICES or (role.fresh and role.head not in _ANYONE))
    )


def _covers(sentence: Sentence, tokens: list[int]) -> bool:
    """Whether one of the tokens, which are in order, stands in a sentence's stretch."""
    if not tokens:
        return False
    own = [item for item in sentence.items if item >= 0]
    if not own:
        return False
    after = bisect_left(tokens, own[0])
    return after < len(tokens) and tokens[after] <= own[-1]


class Salience:
    """The people in mind at each sentence."""

    def __init__(
        self,
        frames: Frames,
        clauses: ClausesOfText,
        entities: list[Entity],
        name_at: dict[int, Name],
        roles: list[RolePhrase],
    ) -> None:
        self.entities = entities
        self.genders = [gender_of(entity) for entity in entities]
        self.role_at = {at: role for role in roles for at in range(role.first, role.last)}
        self.leads: dict[int, float] = {}
        """Token of a pronoun to how far its person is ahead of every rival."""
        self._leaning: dict[int, str] = {}
        self._met = self._people_at(name_at)
        self._mentions: dict[int, list[tuple[int, int]]] = {}
        self._frames = frames
        self._clauses = clauses
        self._acting: dict[int, int | None] = {}
        self._read_in_order()

    def _read_in_order(self) -> None:
        """Find who acts in the sentences whose order matters; in others, when it is asked.

        A pronoun may tell the gender of a name, which other pronouns go by. An office goes
        by who acts in the sentence before, and so on from sentence to sentence.
        """
        offices = sorted(at for at, role in self.role_at.items() if _is_unheld(role))
        for sentence in self._frames.sentences:
            if not _GENDERED.isdisjoint(sentence.words) or _covers(sentence, offices):
                self.acting(sentence.index)

    def subject(self, sentence: int) -> Subject | None:
        """The main subject of a sentence: the same object each time."""
        return self._clauses[sentence].main_subject()

    def acting(self, sentence: int) -> int | None:
        """Who acts in a sentence: its main subject, or else who speaks in it."""
        if sentence not in self._acting:
            self._acting[sentence] = self._find_acting(sentence)
        return self._acting[sentence]

    def _find_acting(self, sentence: int) -> int | None:
        subject = self.subject(sentence)
        person = None if subject is None else self.person_of(subject, sentence)
        if person is not None or (subject is not None and subject.form in {"name", "role"}):
            return person
        for spoken in self._clauses[sentence].found():
            if spoken.cue.kind in {"say", "tell"}:
                return self.person_of(spoken.subject, sentence)
        return None

    def _mentions_in(self, sentence: int) -> list[tuple[int, int]]:
        """The first token and the person of each mention in a sentence, in order."""
        if sentence not in self._mentions:
            self._mentions[sentence] = [
                (item, person)
                for item in self._frames.sentences[sentence].items
                for person in self._met.get(item, ())
            ]
        return self._mentions[sentence]

    def _people_at(self, name_at: dict[int, Name]) -> dict[int, list[int]]:
        """The people whose name or role begins at a token, by token."""
        found: dict[int, list[int]] = {}
        for at, name in name_at.items():
            if name.first == at and name.person is not None:
                found.setdefault(at, []).append(name.person)
        for at, role in self.role_at.items():
            if role.first == at and len(role.people) == 1:
                found.setdefault(at, []).append(role.people[0])
        return found

    def person_of(
        self, subject: Subject, sentence: int, last_speaker: int | None = None
    ) -> int | None:
        """The person a mention in a sentence stands for, or none."""
        if subject.name is not None and subject.name.kind != "office":
            return subject.name.person
        if subject.pronoun:
            return self.pronoun(subject.pronoun, subject.first, sentence, last_speaker)
        for at in range(subject.first, subject.last):
            role = self.role_at.get(at)
            if role is not None:
                if _is_unheld(role):
                    return self._titled(role, sentence)
                return role.people[0] if len(role.people) == 1 else None
        return None

    def _titled(self, role: RolePhrase, sentence: int) -> int | None:
        """An office the text gave nobody ("the president") is its last actor's."""
        before = self._frames.sentences[sentence - 1] if sentence else None
        if before is None:
            return None
        if self._frames.sentences[sentence].block - before.block > 1:
            return None
        acting = self.acting(sentence - 1)
        if acting is None:
            return self._only_person(role) if role.head in _OFFICES else None
        entity = self.entities[acting]
        if any(contradict(role.asked, tags) for tags in entity.tags.values()):
            return None
        held = set(entity.roles.values())
        if role.head not in _OFFICES:
            return acting if held <= _ANYONE else None
        return acting if role.head in _LOOSE or not _OFFICES & held else None

    def _only_person(self, role: RolePhrase) -> int | None:
        """The only person met before an office's bearer speaks, if there is just one."""
        if role.modifiers:
            return None
        met = [
            index
            for index, entity in enumerate(self.entities[:_MOST])
            if entity.seen and entity.seen[0][0] < role.first
        ]
        if len(met) != 1 or _OFFICES & set(self.entities[met[0]].roles.values()):
            return None
        return met[0]

    @contextmanager
    def unmoved(self) -> Iterator[None]:
        """Answer within this without remembering what the answers told of people."""
        kept = list(self.genders), dict(self.leads), dict(self._leaning)
        try:
            yield
        finally:
            self.genders[:], self.leads, self._leaning = kept

    def pronoun(
        self, word: str, token: int, sentence: int, last_speaker: int | None = None
    ) -> int | None:
        """The likeliest person behind a pronoun at ``token``; none for plurals and "I"."""
        gender = PRONOUNS.get(word) or POSSESSIVES.get(word, "")
        if gender not in {"m", "f"}:
            return None
        scores: dict[int, float] = {}
        weighed = 0
        block = self._frames.sentences[sentence].block
        for back in range(sentence, max(-1, sentence - _REACH - 1), -1):
            distance = sentence - back
            near = self._nearness(block, back) if distance else 0.0
            mentions = self._mentions_in(back)
            for at, person in reversed(mentions):
                if at >= token:
                    continue
                weighed += 1
                self._add(scores, person, 2.0 - 0.5 * distance + near, gender)
                if distance == 0 and at == mentions[0][0]:
                    self._add(scores, person, 2.5, gender)
            acting = self.acting(back) if distance else None
            if acting is not None:
                self._add(scores, acting, 3.2 - 0.5 * distance + near, gender)
            elif distance == 1 and self._somebody_unnamed(back, gender):
                scores[_NOBODY] = 2.6 + near
            if weighed > _MOST:
                break
        if last_speaker is not None:
            self._add(scores, last_speaker, 1.5, gender)
        if not scores:
            return self._furthest(gender, token)
        best = max(scores, key=lambda person: scores[person])
        if best == _NOBODY:
            return None
        self._leaning[best] = gender
        rivals = [score for person, score in scores.items() if person != best]
        lead = scores[best] - max(rivals, default=0.0)
        self.leads[token] = lead
        if not self.genders[best] and lead >= _CLEAR:
            # A plain case tells the gender of a name that does not tell it itself.
            self.genders[best] = gender
        return best

    def _nearness(self, block: int, sentence: int) -> float:
        """What the paragraph of an earlier sentence adds to its people's scores."""
        apart = block - self._frames.sentences[sentence].block
        return -_PER_BLOCK * (apart - 1) if apart else _SAME_BLOCK

    def _somebody_unnamed(self, sentence: int, gender: str) -> bool:
        """Whether a sentence's subject is one person without a name ("the baker")."""
        subject = self.subject(sentence)
        if subject is None or subject.form not in {"role", "group"} or subject.name is not None:
            return False
        frame = self._frames.sentences[sentence]
        if subject.form == "group":
            at = next((at for at, item in enumerate(frame.items) if item == subject.first), 0)
            return frame.words[at] in {"one", "another"}
        for item, word in zip(frame.items, frame.words, strict=True):
            if subject.first <= item < subject.last and role_head(word):
                return role_gender(word) in {gender, ""}
        return False

    def _add(self, scores: dict[int, float], person: int, score: float, gender: str) -> None:
        theirs = self.genders[person]
        if theirs and theirs != gender:
            return
        if not theirs:
            score -= 0.6
            leaning = self._leaning.get(person, gender)
            score -= 0.0 if leaning == gender else 1.2
        if score > scores.get(person, -9.0):
            scores[person] = max(score, scores.get(person, -9.0)) + 0.1
        else:
            scores[person] += 0.1

    def _furthest(self, gender: str, token: int) -> int | None:
        """Further back: the only person of this gender met so far, if there is one."""
        met = [
            index
            for index, entity in enumerate(self.entities[:_MOST])
            if self.genders[index] == gender and entity.seen and entity.seen[0][0] < token
        ]
        return met[0] if len(met) == 1 else None
