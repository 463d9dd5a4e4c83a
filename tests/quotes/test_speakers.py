"""Who is found to speak, by construction. Invented people throughout."""

from __future__ import annotations

import pytest

from articles.quotes import analyse

Said = tuple[str, str | None, str | None]

#: Each text with, for every quotation: a word of it, its speaker, and the mention.
TABLE: dict[str, tuple[str, list[Said]]] = {
    # Right beside the quotation -------------------------------------------------
    "name said": ("“It rains,” Ann Lee said.", [("rains", "Ann Lee", "Ann Lee")]),
    "said name": ("“It rains,” said Ann Lee.", [("rains", "Ann Lee", "Ann Lee")]),
    "name said, before": ("Ann Lee said, “It rains.”", [("rains", "Ann Lee", "Ann Lee")]),
    "name said, colon": ("Ann Lee said: “It rains.”", [("rains", "Ann Lee", "Ann Lee")]),
    "no comma": ("Ann Lee said “it rains” often.", [("rains", "Ann Lee", "Ann Lee")]),
    "told somebody": (
        "“It rains,” Ann Lee told Tom Ruiz.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "told somebody, before": (
        "Ann Lee told Tom Ruiz, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "asked": ("“Does it rain?” Ann Lee asked.", [("rain", "Ann Lee", "Ann Lee")]),
    "shouted": ("“It rains!” shouted Ann Lee.", [("rains", "Ann Lee", "Ann Lee")]),
    "present tense": ("“It rains,” says Ann Lee.", [("rains", "Ann Lee", "Ann Lee")]),
    "perfect": ("“It rains,” Ann Lee has said.", [("rains", "Ann Lee", "Ann Lee")]),
    "adverb between": ("“It rains,” Ann Lee quietly said.", [("rains", "Ann Lee", "Ann Lee")]),
    "place after": (
        "“It rains,” Ann Lee said in Lund on Monday.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "time before": (
        "On Monday, Ann Lee said, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "put it": ("“It rains,” as Ann Lee put it.", [("rains", "Ann Lee", "Ann Lee")]),
    "according to": (
        "The dam is “not safe,” according to Ann Lee.",
        [("safe", "Ann Lee", "Ann Lee")],
    ),
    "according to, before": (
        "According to Ann Lee, the dam is “not safe.”",
        [("safe", "Ann Lee", "Ann Lee")],
    ),
    "label": ("Ann Lee: “It rains.”", [("rains", "Ann Lee", "Ann Lee")]),
    "signature": ("“It rains in Lund.” — Ann Lee", [("rains", "Ann Lee", "Ann Lee")]),
    "signature on its own line": (
        "“It rains in Lund every day.”\n\n— Ann Lee",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "label after a role": (
        "Its leader, Quenna Drubridge: “It rains.”",
        [("rains", "Quenna Drubridge", "Quenna Drubridge")],
    ),
    "surname in -ly": (
        "“It rains,” Lund Minister Ann Imberly said.",
        [("rains", "Ann Imberly", "Ann Imberly")],
    ),
    "put at": (
        "Ann Lee put the cost at “about six florins” a day.",
        [("florins", "Ann Lee", "Ann Lee")],
    ),
    # Titles and appositions ------------------------------------------------------
    "title": ("“It rains,” said Mayor Ann Lee.", [("rains", "Ann Lee", "Ann Lee")]),
    "abbreviated title": ("“It rains,” Sen. Ann Lee said.", [("rains", "Ann Lee", "Ann Lee")]),
    "the Rev.": (
        "“It rains,” said the Rev. Ann Lee, of Mill Chapel.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "party and state": (
        "“It rains,” Rep. Ann Lee (R-Ohio) said.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "party and dotted state": (
        "“It rains,” Senate Leader Ann Lee, R-Ky., said Tuesday.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "apposition": (
        "“It rains,” Ann Lee, a nurse, said.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "apposition before": (
        "Ann Lee, a nurse in Lund, said: “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "apposition with another name": (
        "Ann Lee, a friend of Tom Ruiz, said, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "apposition, role first": (
        "Ann Lee spoke.\n\nHer rival, Senator Oskar Lind, called the plan “a costly mistake”.",
        [("costly", "Oskar Lind", "Oskar Lind")],
    ),
    "apposition, role first, behind the verb": (
        "‘It rains,’ said the coxswain, Brivo Halmarsh, once he was on land.",
        [("rains", "Brivo Halmarsh", "Brivo Halmarsh")],
    ),
    "of a place, who": (
        "President Tom Ruiz of Berg, who did not come, had called it “a mess.”",
        [("mess", "Tom Ruiz", "Tom Ruiz")],
    ),
    "leader who has so far": (
        "It needs the List, whose leader, Ann Lee, has so far said only that she is “thinking”.",
        [("thinking", "Ann Lee", "Ann Lee")],
    ),
    "weekday before the verb": (
        "Sen. Ann Lee (I-Vt.) on Saturday criticized the deal, saying it is “a mess.”",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "age": ("“It rains,” said Ann Lee, 43, of Lund.", [("rains", "Ann Lee", "Ann Lee")]),
    "age before the verb": ("“It rains,” Ann Lee, 43, said.", [("rains", "Ann Lee", "Ann Lee")]),
    "relative clause": (
        "Ann Lee, who lost to Tom Ruiz, said, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "who said": (
        "The town wrote to Ann Lee, who said “it rains.”",
        [("rains", "Ann Lee", "who")],
    ),
    "participle aside": (
        "Ann Lee, speaking to Tom Ruiz in Lund, said, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "role before the name": (
        "“It rains,” campaign manager Ann Lee said.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "possessive role and name": (
        "Ruiz's campaign manager, Ann Lee, said, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "description without article": (
        "“It rains,” said master of ceremonies Ann Lee.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "office before the name": (
        "“It rains,” according to Lund Rowing Club President Ann Lee.",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "nickname in the name": (
        "“It rains,” said Robert “Bobby” Quill.",
        [("rains", "Robert “Bobby” Quill", "Robert “Bobby” Quill")],
    ),
    "particle": (
        "“It rains,” said Rosa de la Cruz.",
        [("rains", "Rosa de la Cruz", "Rosa de la Cruz")],
    ),
    "suffix": (
        "“It rains,” said Tom Ruiz Jr. on Monday.",
        [("rains", "Tom Ruiz Jr.", "Tom Ruiz Jr.")],
    ),
    "hyphens and apostrophes": (
        "“It rains,” said Jean-Luc O’Hara-Smith.",
        [("rains", "Jean-Luc O’Hara-Smith", "Jean-Luc O’Hara-Smith")],
    ),
    "initials": ("“It rains,” said John F. Quill.", [("rains", "John F. Quill", "John F. Quill")]),
    "unusual given name": (
        "“It rains,” said Xanthe Varga, a nurse.",
        [("rains", "Xanthe Varga", "Xanthe Varga")],
    ),
    # Pieces and runs --------------------------------------------------------------
    "interrupted": (
        "“It rains,” Ann Lee said, “and pours.”",
        [("rains", "Ann Lee", "Ann Lee"), ("pours", "Ann Lee", "Ann Lee")],
    ),
    "second sentence": (
        "“It rains,” Ann Lee said. “It pours.”",
        [("rains", "Ann Lee", "Ann Lee"), ("pours", "Ann Lee", "Ann Lee")],
    ),
    "first of two, attributed later": (
        "“Does it rain? It does.” “It pours,” Ann Lee said.",
        [("rain?", "Ann Lee", "Ann Lee"), ("pours", "Ann Lee", "Ann Lee")],
    ),
    "two speakers in one sentence": (
        "Ann Lee said, “It rains,” and Tom Ruiz said, “It pours.”",
        [("rains", "Ann Lee", "Ann Lee"), ("pours", "Tom Ruiz", "Tom Ruiz")],
    ),
    "two speakers in turn": (
        "“It rains,” said Ann Lee.\n\n“It pours,” said Tom Ruiz.",
        [("rains", "Ann Lee", "Ann Lee"), ("pours", "Tom Ruiz", "Tom Ruiz")],
    ),
    "paragraph by itself": (
        "“It rains,” Ann Lee said.\n\n“It pours. It never stops.”",
        [("rains", "Ann Lee", "Ann Lee"), ("pours", "Ann Lee", "Ann Lee")],
    ),
    "introduced by the sentence before": (
        "Ann Lee was angry. “It rains in Lund all day.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "introduced by a colon over a break": (
        "Ann Lee put it plainly in Lund:\n\n“It rains here all day.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "colon without a speech verb": (
        "Tom Ruiz spoke.\n\nAnn Lee resisted: “It rains here all day.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "reversed order in the reply": (
        "“It rains,” Ann Lee told Tom Ruiz. “It pours,” Ruiz replied.",
        [("rains", "Ann Lee", "Ann Lee"), ("pours", "Tom Ruiz", "Ruiz")],
    ),
    # Partial quotations -------------------------------------------------------------
    "said that": ("Ann Lee said that it “rains a lot.”", [("rains", "Ann Lee", "Ann Lee")]),
    "called": (
        "Ann Lee called Tom Ruiz “a fraud.”",
        [("fraud", "Ann Lee", "Ann Lee")],
    ),
    "described as": (
        "Ann Lee described the plan as “a mess.”",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "two parts": (
        "Ann Lee called it “a mess” and “a shame.”",
        [("mess", "Ann Lee", "Ann Lee"), ("shame", "Ann Lee", "Ann Lee")],
    ),
    "raised": (
        "Ann Lee read the plan and raised “serious doubts” about it.",
        [("doubts", "Ann Lee", "Ann Lee")],
    ),
    "saying": (
        "Ann Lee praised Tom Ruiz, saying he is “a rock.”",
        [("rock", "Ann Lee", "Ann Lee")],
    ),
    "saying, after an embedded clause": (
        "Ann Lee echoed the plan of weeks before a deal is accepted, saying it is “hopeful.”",
        [("hopeful", "Ann Lee", "Ann Lee")],
    ),
    "shared subject": (
        "Ann Lee met Tom Ruiz in Lund and called the plan “a mess.”",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "shared with a verb of speech": (
        "Ann Lee said it was late but added, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "went on to say": (
        "Ann Lee went on to say it was “a mess.”",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "passive agent": (
        "The plan was called “a mess” by Ann Lee.",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "opening participle": (
        "Calling the plan “a mess,” Ann Lee walked out.",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "what she called": (
        "Ann Lee condemned what she called “a mess.”",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "possessor": (
        "Tom Ruiz laughed at Ann Lee's “crooked town” remark.",
        [("crooked", "Ann Lee", "Ann Lee")],
    ),
    "embedded subject": (
        "Ann Lee said they want “clean water” soon.",
        [("clean", "Ann Lee", "Ann Lee")],
    ),
    "United States is no verb": (
        "Ann Lee said the United States would take “firm steps” in time.",
        [("firm", "Ann Lee", "Ann Lee")],
    ),
    "noun of speech": (
        "The town laughed at Ann Lee's claim that rain “never hurts.”",
        [("never", "Ann Lee", "Ann Lee")],
    ),
    "contraction": (
        "Ann Lee came. She's claiming the plan is “a mess.”",
        [("mess", "Ann Lee", "She")],
    ),
    "a list": (
        "Ann Lee called him “a fraud,” a “bully,” “lazy” and “sick.”",
        [(word, "Ann Lee", "Ann Lee") for word in ("fraud", "bully", "lazy", "sick")],
    ),
    "shot back": (
        "After Tom Ruiz attacked the plan, Ann Lee shot back, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "attribution that ends the sentence": (
        "The court did not find “any fault” with the plan, said Ann Lee, a judge.",
        [("fault", "Ann Lee", "Ann Lee")],
    ),
    "a possessive is no subject": (
        "Ann Lee denounced Tom Ruiz's plan and said it was “a mess.”",
        [("mess", "Ann Lee", "Ann Lee")],
    ),
    "name before a participle": (
        "The clip ends with Ann Lee saying, “It rains.”",
        [("rains", "Ann Lee", "Ann Lee")],
    ),
    "number before the verb": (
        "Ann Lee came, and the mother of three replied, “It rains.”",
        [("rains", None, "the mother of three")],
    ),
    # Pronouns, roles, groups ----------------------------------------------------------
    "he": (
        "Tom Ruiz came to Lund. “It rains,” he said.",
        [("rains", "Tom Ruiz", "he")],
    ),
    "she, past a man": (
        "Ann Lee met Tom Ruiz. “It rains,” she said.",
        [("rains", "Ann Lee", "she")],
    ),
    "he, past a woman": (
        "Tom Ruiz met Ann Lee. “It rains,” he said.",
        [("rains", "Tom Ruiz", "he")],
    ),
    "he is the subject, not the object": (
        "Tom Ruiz met Karl Berg in Lund. “It rains,” he said.",
        [("rains", "Tom Ruiz", "he")],
    ),
    "surname": (
        "Ann Lee came to Lund.\n\n“It rains,” Lee said.",
        [("rains", "Ann Lee", "Lee")],
    ),
    "given name": (
        "Ann Lee came to Lund.\n\n“It rains,” Ann said.",
        [("rains", "Ann Lee", "Ann")],
    ),
    "Mrs. and Mr. of one name": (
        "Ann Lee and Tom Lee came. “It rains,” Mrs. Lee said. “It pours,” Mr. Lee said.",
        [("rains", "Ann Lee", "Lee"), ("pours", "Tom Lee", "Lee")],
    ),
    "the mayor": (
        "Mayor Ann Lee met Tom Ruiz. “It rains,” the mayor said.",
        [("rains", "Ann Lee", "the mayor")],
    ),
    "the senator, abbreviated before": (
        "Sen. Ann Lee met Tom Ruiz. “It rains,” the senator added.",
        [("rains", "Ann Lee", "the senator")],
    ),
    "an office nobody was given": (
        "Ann Lee defended the plan. “It rains,” the president said.",
        [("rains", "Ann Lee", "the president")],
    ),
    "the finance minister": (
        "Finance minister Ann Lee met Tom Ruiz. “It rains,” the finance minister said.",
        [("rains", "Ann Lee", "the finance minister")],
    ),
    "the governor, by apposition": (
        "Its governor, Ann Lee, met Tom Ruiz. “It rains,” said the governor.",
        [("rains", "Ann Lee", "the governor")],
    ),
    "the councillor": (
        "Cllr Ann Lee met Tom Ruiz. “It rains,” the councillor said.",
        [("rains", "Ann Lee", "the councillor")],
    ),
    "the Speaker": (
        "Speaker Ann Lee met Tom Ruiz. “It rains,” the Speaker says.",
        [("rains", "Ann Lee", "the Speaker")],
    ),
    "the governor, of the only person met": (
        "Ann Lee has an office. The crane is still. “It rains,” says the governor.",
        [("rains", "Ann Lee", "the governor")],
    ),
    "somebody": (
        "Ann Lee came.\n\n“Does it rain here?” somebody called.",
        [("rain", None, "somebody")],
    ),
    "the one acting, past one who spoke before": (
        "Tom Ruiz spoke. “It rains,” he said.\n\nOzrun Tamfell, who works on the Lund docks, "
        "was carried off.\n\n“It pours,” he said.",
        [("rains", "Tom Ruiz", "he"), ("pours", "Ozrun Tamfell", "he")],
    ),
    "the pronoun's own paragraph": (
        "Ann Lee spoke. “It rains,” she said.\n\nNobody listened to Velda Quorn, a nurse. "
        "“It pours,” she said.",
        [("rains", "Ann Lee", "she"), ("pours", "Velda Quorn", "she")],
    ),
    "unnamed role": (
        "“It rains,” a senior official said.",
        [("rains", None, "a senior official")],
    ),
    "spokesman for a named person": (
        "“It rains,” said a spokesman for Ann Lee.",
        [("rains", None, "a spokesman for Ann Lee")],
    ),
    "spokesman before the verb": (
        "A spokesman for Ann Lee said, “It rains.”",
        [("rains", None, "A spokesman for Ann Lee")],
    ),
    "crowd": ("Protesters chanted, “Fix the dam!”", [("dam", None, "Protesters")]),
    "organisation": (
        "“It rains,” the Lund Water Company said in a statement.",
        [("rains", None, "the Lund Water Company")],
    ),
    "they": ("The nurses left. “It rains,” they said.", [("rains", None, "they")]),
    "I": ("“It rains,” I said.", [("rains", None, "I")]),
}

_QUOTE_FORMS = {
    "name": "“It rains,” Ann Lee said.",
    "pronoun": "Ann Lee came. “It rains,” she said.",
    "role": "Mayor Ann Lee met Tom Ruiz. “It rains,” the mayor said.",
    "group": "“It rains,” officials said.",
    "none": "“It rains in Lund all the time. It pours.”",
}


@pytest.mark.parametrize("name", TABLE)
def test_the_speaker_is_found(name: str) -> None:
    text, expected = TABLE[name]
    found = analyse(text).quotes
    assert len(found) == len(expected)
    for quote, (word, speaker, mention) in zip(found, expected, strict=True):
        assert word in text[quote.start : quote.end]
        carried = (
            None if quote.speaker_start is None else text[quote.speaker_start : quote.speaker_end]
        )
        assert (quote.speaker_name, carried) == (speaker, mention)


@pytest.mark.parametrize("form", _QUOTE_FORMS)
def test_the_form_of_the_mention_is_told(form: str) -> None:
    assert [quote.speaker_form for quote in analyse(_QUOTE_FORMS[form]).quotes] == [form]


def test_a_quotation_over_paragraphs_keeps_its_speaker_and_continues() -> None:
    text = (
        "“It rains,” said Ann Lee. “It pours.\n\n“It floods the mill.\n\n“It will stop,” she said."
        "\n\n“It rains in Berg, too,” said Tom Ruiz."
    )
    found = analyse(text).quotes
    assert [quote.speaker_name for quote in found] == ["Ann Lee"] * 4 + ["Tom Ruiz"]
    assert [quote.continues for quote in found] == [False, False, True, True, False]


_INTERVIEW = (
    "{guest} has a small office. “It is enough,” she says.\n\nDid you want it?\n\n“I wanted "
    "a bigger one.” A pause. “He had it.”\n\nPeople say that you are dull.\n\n“I am paid to "
    "be dull.\n\n“And I like it.”\n\nShe was born in Lund."
)


def test_the_answers_of_an_interview_are_the_guests() -> None:
    found = analyse(_INTERVIEW.format(guest="Ann Lee")).quotes
    assert [quote.speaker_name for quote in found] == ["Ann Lee"] * 5
    assert [quote.continues for quote in found] == [False, False, False, False, True]
    assert all(0.5 < quote.confidence < 0.9 for quote in found[1:])


def test_an_interview_of_two_is_not_guessed_at() -> None:
    text = _INTERVIEW.format(guest="“It rains,” Tom Ruiz said. Ann Lee")
    answers = [quote for quote in analyse(text).quotes if "interview" in quote.reasons]
    assert not answers


def test_single_marks_left_open_go_on_in_the_next_paragraph() -> None:
    text = "‘It rains,’ Ann Lee said. ‘It won’t stop. I know it.\n\n‘And I’ll tell you why.’"
    found = analyse(text).quotes
    assert [text[quote.start : quote.end] for quote in found] == [
        "‘It rains,’",
        "‘It won’t stop. I know it.",
        "‘And I’ll tell you why.’",
    ]
    assert [(quote.speaker_name, quote.continues) for quote in found] == [
        ("Ann Lee", False),
        ("Ann Lee", False),
        ("Ann Lee", True),
    ]


def test_the_last_paragraph_of_a_quotation_can_name_its_speaker() -> None:
    text = "“It rains and rains.\n\n“It will stop one day,” Ann Lee said."
    found = analyse(text).quotes
    assert [(q.speaker_name, q.continues) for q in found] == [
        ("Ann Lee", False),
        ("Ann Lee", True),
    ]


def test_a_plain_attribution_is_surer_than_a_guess() -> None:
    plain = analyse("“It rains,” Ann Lee said.").quotes[0]
    guess = analyse("Ann Lee met Tom Ruiz.\n\n“It rains in Lund all day. It pours.”").quotes[0]
    assert plain.confidence > 0.9 > 0.6 > guess.confidence


def test_without_anyone_to_speak_it_abstains() -> None:
    quote = analyse("“It rains in Lund all day. It pours.”").quotes[0]
    assert (quote.speaker, quote.speaker_name, quote.confidence) == (None, None, 0.0)


def test_reasons_name_the_features_that_decided() -> None:
    quote = analyse("“It rains,” Ann Lee said.").quotes[0]
    assert {"after_touching", "kind_say"} <= set(quote.reasons)
    assert quote.cue == "said"
