"""Which stretches between marks are found, whatever the marks."""

from __future__ import annotations

import pytest

from articles.quotes import analyse

#: Each text with the stretches that are quotations, marks included.
TABLE: dict[str, tuple[str, list[str]]] = {
    "straight": ('"It rains," Ann Lee said.', ['"It rains,"']),
    "curly": ("“It rains,” Ann Lee said.", ["“It rains,”"]),
    "two apostrophes": ("''It rains,'' Ann Lee said.", ["''It rains,''"]),
    "backticks and apostrophes": ("``It rains,'' Ann Lee said.", ["``It rains,''"]),
    "guillemets": ("«It rains», Ann Lee said.", ["«It rains»"]),
    "low and high": ("„It rains“, Ann Lee said.", ["„It rains“"]),
    "full width": ("＂It rains,＂ Ann Lee said.", ["＂It rains,＂"]),
    "single curly, British": ("‘It rains,’ said Ann Lee.", ["‘It rains,’"]),
    "single straight, British": (
        "'It rains a lot here,' said Ann Lee.",
        ["'It rains a lot here,'"],
    ),
    "curly opened, straight closed": ('“It rains," Ann Lee said.', ['“It rains,"']),
    "straight opened, curly closed": ('"It rains,” Ann Lee said.', ['"It rains,”']),
    "opening mark at both ends": ("“It rains,“ Ann Lee said.", ["“It rains,“"]),
    "closing mark at both ends": ("”It rains,” Ann Lee said.", ["”It rains,”"]),
    "single mark closing a double": ("Lee wrote: “It rains.’ She left.", ["“It rains.’"]),
    "nested single in double": (
        "“He said ‘no’ to us,” Ann Lee said.",
        ["“He said ‘no’ to us,”"],
    ),
    "nested double in single": (
        "‘He said “no” to all of us,’ said Ann Lee.",
        ["‘He said “no” to all of us,’"],
    ),
    "nested curly in curly": (
        "“He said “no” to us,” Ann Lee said.",
        ["“He said “no” to us,”"],
    ),
    "nested straight in straight": (
        '"He said "no" to us," Ann Lee said.',
        ['"He said "no" to us,"'],
    ),
    "unclosed at a paragraph's end": (
        "“It rains, and it will rain, Ann Lee said.\n\nThe sun came out.",
        ["“It rains, and it will rain, Ann Lee said."],
    ),
    "over two paragraphs": (
        "“It rains,” said Ann Lee. “It pours.\n\n“It will stop.”",
        ["“It rains,”", "“It pours.", "“It will stop.”"],
    ),
    "over two lines of one block": (
        "“It rains,” said Ann Lee. “It pours.\n“It will stop.”",
        ["“It rains,”", "“It pours.", "“It will stop.”"],
    ),
    "interrupted": ("“It rains,” Ann Lee said, “and pours.”", ["“It rains,”", "“and pours.”"]),
    "one word": ("Ann Lee called the plan “awful.”", ["“awful.”"]),
    "two fragments": (
        "Ann Lee called it “awful” and “a shame.”",
        ["“awful”", "“a shame.”"],
    ),
    "apostrophes are no marks": (
        "The voters' roll isn't ready, and it's the '90s again.",
        [],
    ),
    "elision is no mark": ("'Tis the season, they say, for rock 'n' roll.", []),
    "inches are no marks": ("Ann Lee, who is 6'2\" tall, said nothing.", []),
    "empty marks": ("Ann Lee said \"\" and “” and ''''.", []),
    "only punctuation inside": ("Ann Lee said “…” and left.", []),
    "possessive after the mark": (
        "“It rains,” Ann Lee said of the Lees’ farm.",
        ["“It rains,”"],
    ),
    "brackets inside": (
        "“[The mayor] lied,” Ann Lee said.",
        ["“[The mayor] lied,”"],
    ),
    "question ends it": ("“Does it rain?” Ann Lee asked.", ["“Does it rain?”"]),
    "dash ends it": ("“It rains—” Ann Lee began.", ["“It rains—”"]),
    "ellipsis starts it": ("“… and then it rained,” Ann Lee said.", ["“… and then it rained,”"]),
    "dash touches the mark": (
        "The reply—“It rains,” Ann Lee said—was short.",
        ["“It rains,”"],
    ),
    "parenthesis touches the mark": (
        "Her reply (“It rains,” Ann Lee said) was short.",
        ["“It rains,”"],
    ),
    "non-breaking spaces": ("“It\xa0rains,”\xa0Ann Lee said.", ["“It\xa0rains,”"]),
    "emoji and combining marks": (
        "“Ça pleut \U0001f327️ é,” Ann Lee said.",
        ["“Ça pleut \U0001f327️ é,”"],
    ),
    "stray closing mark before": ("It rained.” “It rains,” Ann Lee said.", ["“It rains,”"]),
    "Windows line ends": (
        "“It rains,” Ann Lee said.\r\n\r\n“It pours,” she said.",
        ["“It rains,”", "“It pours,”"],
    ),
    "marks of one paragraph do not reach the next": (
        'The "plan was late.\n\nThe mayor left. "It rains," Ann Lee said.',
        ['"It rains,"'],
    ),
}

#: Marked words that nobody says.
NOT_SAID = {
    "nickname": "Robert “Bobby” Quill won the race.",
    "nickname in straight marks": 'Robert "Bobby" Quill won the race.',
    "film": "The film “Rain Over Lund” won a prize.",
    "book": "Her book “Rain Over Lund” sold well.",
    "programme": "Ann Lee appeared on “Morning Table” last week.",
    "broadcaster's programme": "Ann Lee spoke on KVN's “Morning Table,” a talk show.",
    "song": "The band played the song “Blue River” twice.",
    "titled": "The report, titled “Water and Work,” fills two volumes.",
    "so-called": "The so-called “bread line” was long.",
    "the word": "The word “rain” has four letters.",
    "the term": "The term “flood plain” is old.",
    "known as": "The bridge, known as “the needle,” opened in 1950.",
    "label": "A crate marked “fragile” stood outside.",
    "scare quote": "The room smelled of “fresh” paint.",
    "heading in single marks": "'Rain and Ruin'\n\nThe town was flooded.",
    "lettering": "Somebody has painted it over. “LUNDVIK”, it says in white capitals.",
    "lettering after a colon": "Below it, by hand and rather better lettered: “Lundávagur”.",
    "what a letter is filed under": (
        "Ann Lee found that the letter was filed by the ministry under “correspondence, general”."
    ),
    "what a folder is filed as": "Ann Lee said the folder was listed as “various, old”.",
    "a rule made of marks": "Ann Lee said:\n\n" + '"' * 40 + "\n\nNothing more.",
    "ironic noun": "Another “expert” lives next door.",
}


@pytest.mark.parametrize("name", TABLE)
def test_quoted_stretches_are_found(name: str) -> None:
    text, expected = TABLE[name]
    assert [text[q.start : q.end] for q in analyse(text).quotes] == expected


@pytest.mark.parametrize("name", NOT_SAID)
def test_words_nobody_says_are_no_quotation(name: str) -> None:
    text = NOT_SAID[name]
    assert [text[q.start : q.end] for q in analyse(text).quotes] == []


KINDS = {
    "sentence": ("“It rains here,” Ann Lee said.", "direct"),
    "question": ("“Will it rain?” Ann Lee asked.", "direct"),
    "after a colon": ("Ann Lee said: “It rains here.”", "direct"),
    "after a comma": ("Ann Lee said, “It rains here.”", "direct"),
    "paragraph of its own": ("Ann Lee was angry.\n\n“It rains here. It pours.”", "direct"),
    "part of the sentence": ("Ann Lee said it “rains a lot” here.", "partial"),
    "after that": ("Ann Lee said that “it rains here.”", "partial"),
    "one word": ("Ann Lee called it “awful.”", "partial"),
}


@pytest.mark.parametrize("name", KINDS)
def test_whole_utterances_are_direct_and_parts_of_sentences_partial(name: str) -> None:
    text, kind = KINDS[name]
    assert [quote.kind for quote in analyse(text).quotes] == [kind]


def test_single_quotes_in_a_headline_are_found() -> None:
    text = (
        "Quill Says Dam Is ‘Not Safe’\n\n"
        "Mayor Ann Quill spoke to reporters on Monday about the dam above the town."
    )
    first = analyse(text).quotes[0]
    assert text[first.start : first.end] == "‘Not Safe’"
    assert first.speaker_name == "Ann Quill"
