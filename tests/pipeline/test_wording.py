"""What is a change of words, and what is only furniture, shape or spacing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pipeline.decide import Change, decide_revision, words_digest
from articles.pipeline.extraction import Extraction
from articles.pipeline.wording import counted, wording
from articles.text.document import Document

STORY = (
    "NORDHAVEN, Tuesday — The council voted 12-9 to reopen the harbour.\n\n"
    "“We are not afraid of the tide,” Ilse Tamm said. “We built the wall.”\n\n"
    "The plan costs £3.5m, or 1,500 florins a household, and begins in May."
)

SAME = [
    ("The mayor said so.", "The  mayor \n said so."),
    ("The mayor said so.", "The\u00a0mayor said\u202fso."),
    ("The mayor said so.", "The may\u00ador said so."),
    ("The mayor said so.", "The may\u200bor\ufeff said so."),
    ("The mayor said so.", "The mayor\u200e said so."),
    ("The café closed.", unicodedata.normalize("NFD", "The café closed.")),
    ("The mayor, she said, won.", "The mayor – she said – won."),
    ("The mayor — she said — won.", "The mayor -- she said -- won."),
    ("The mayor won.", "The mayor won"),
    ("Wait… for it.", "Wait... for it."),
    ("“We won,” she said.", '"We won," she said.'),
    ("“We won,” she said.", "‘We won,’ she said."),
    ("“We won,” she said.", "«We won», she said."),
    ("“We won,” she said.", "``We won,'' she said."),
    ("„We won“, she said.", "“We won,” she said."),
    ("It’s the mayor’s.", "It's the mayor's."),
    ("The people of Hawai‘i voted.", "The people of Hawai'i voted."),
    ("The voters’ roll is long.", "The voters' roll is long."),
    ("From 2020–2021 on.", "From 2020-2021 on."),
    ("A well-known mayor.", "A well‑known mayor."),
    ("It cost 1,500 florins.", "It cost 1500 florins."),
    ("A fall of −5 degrees.", "A fall of -5 degrees."),
    ("One. Two.", "One.\n\nTwo."),
    ("Story text.", "Updated 3 hours ago\n\nStory text."),
    ("Story text.", "Updated just now\n\nStory text."),
    ("Story text.", "Last updated 4 May 2026 at 10:12 BST\n\nStory text."),
    ("Updated 4 May 2026\n\nStory text.", "Updated: May 5th, 2026 5:30 p.m. ET\n\nStory text."),
    ("Story text.", "Published 4 May 2026 | Updated 5 May 2026, 09:00 GMT\n\nStory text."),
    ("4 May 2026\n\nStory text.", "5 May 2026\n\nStory text."),
    ("4 minutes ago\n\nStory text.", "an hour ago\n\nStory text."),
    ("Story text.\n\nMore of it.", "Story text.\n\nAdvertisement\n\nMore of it."),
    ("Story text.", "Story text.\n\nStory continues below advertisement"),
    ("Story text.", "5 min read\n\nStory text."),
    ("4 min read\n\nStory text.", "5 min read\n\nStory text."),
    ("Story text.", "Share\n\nFacebook\n\nTwitter\n\nStory text."),
    ("Story text.", "Share this article\n\nCopy link\n\nStory text."),
    ("Story text.", "Story text.\n\n123 comments"),
    ("Story text.\n\n123 comments", "Story text.\n\n124 comments"),
    ("Story text.\n\n1.2k shares", "Story text.\n\n1.3k shares"),
    ("Live: 812 watching\n\nStory text.", "Live: 1,204 watching\n\nStory text."),
    ("Story text.", "Photo: Jane Doe/Tessel Pictures\n\nStory text."),
    ("The wall. (Photo by Jane Doe)", "The wall. (Photo by John Roe/Tessel)"),
    ("Story text.", "Story text.\n\nRelated stories\n\nFerry cut again\n\nA levy falls"),
    ("Story.\n\nRead more: Ferry cut", "Story.\n\nRead more: A levy falls"),
    ("Story text.", "Story text.\n\n© 2026 The Tidewater. All rights reserved."),
    ("Story text.", "Story text.\n\nSign up for our daily newsletter"),
]

CHANGED = [
    ("It cost 12 florins.", "It cost 14 florins."),
    ("It cost 1.5 florins.", "It cost 15 florins."),
    ("It cost 1.5 florins.", "It cost 1,5 florins."),
    ("It cost 1,500 florins.", "It cost 1.500 florins."),
    ("A change of -5 points.", "A change of 5 points."),
    ("A change of −5 points.", "A change of 5 points."),
    ("A change of +5 points.", "A change of -5 points."),
    ("A loss of (−£5m).", "A loss of (£5m)."),
    ("It cost £3m.", "It cost $3m."),
    ("It cost £3m.", "It cost 3m."),
    ("It cost 3 €.", "It cost 3 $."),
    ("It rose 5%.", "It rose 5."),
    ("It rose 5%.", "It rose 5‰."),
    ("The vote was 12-9.", "The vote was 129."),
    ("Ilse Tamm won.", "Ilse Tann won."),
    ("Polish voters.", "polish voters."),
    ("She will resign.", "She will not resign."),
    ("It’s late.", "Its late."),
    ("One thing. Another thing.", "One thing."),
    ("First part.\n\nSecond part.", "Second part.\n\nFirst part."),
    ("She called it a mistake.", "She called it “a mistake”."),
    ("She called it “a mistake”.", "She called it a mistake."),
    ("She called it 'a mistake'.", "She called it a mistake."),
    ("She called it “a mistake”.", "She called “it a mistake”."),
    ("The mayor lied.", "The mayor lied?"),
    ("कि वह आया", "की वह आया"),
    ("市長は辞任する", "市長は辞任した"),
    ("She answered 👍.", "She answered 👎."),
    ("Story text.", "Story text.\n\nCorrection: an earlier version misspelt a name."),
    ("Published 3 books in 2020.", "Published 4 books in 2020."),
    ("Updated rules bind 3 ports.", "Updated rules bind 4 ports."),
    ("Story.\n\nThe vote is on 4 May.", "Story.\n\nThe vote is on 5 May."),
    ("A.\n\nB.\n\nC.\n\nD.\n\n4 May 2026", "A.\n\nB.\n\nC.\n\nD.\n\n5 May 2026"),
    ("123 comments were deleted.", "124 comments were deleted."),
    ("Text.\n\nRelated\n\nThe levy fell.", "Text.\n\nRelated\n\nThe levy rose."),
    ("Source: Tessel poll, 40%", "Source: Tessel poll, 41%"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_shape_spacing_and_furniture_are_no_change_of_words(old: str, new: str) -> None:
    assert wording(old) == wording(new)


@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_another_word_number_quotation_or_question_is_a_change(old: str, new: str) -> None:
    assert words_digest(old) != words_digest(new)


@pytest.mark.parametrize(
    ("old", "new"), [pair for pair in CHANGED if "\n" not in pair[0] + pair[1]]
)
def test_a_change_within_a_story_makes_a_revision(old: str, new: str) -> None:
    stored = f"{STORY}\n\n{old}"
    came = Extraction(headline="H", document=Document.from_paragraphs([*STORY.split("\n\n"), new]))
    assert decide_revision(stored, "H", came).change is Change.CHANGED


@pytest.mark.parametrize(
    ("headline", "renamed"),
    [
        ("Harbour to ‘reopen’", False),
        ("Harbour  to 'reopen'", False),
        ("Harbour to reopen", True),
        ("Harbour to “reopen”?", True),
        ("", False),
    ],
)
def test_a_headline_is_changed_by_its_words_too(headline: str, renamed: bool) -> None:
    came = Extraction(headline=headline, document=Document.from_paragraphs(STORY.split("\n\n")))
    decision = decide_revision(STORY, "Harbour to “reopen”", came)
    assert (decision.headline_changed, decision.is_revision) == (renamed, renamed)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("It cost £3.5m (−4%).", ["It", "cost", "£3.5m", "-4%"]),
        (
            "A well-known 24-hour vote, 10–5.",
            ["A", "well", "known", "24", "hour", "vote", "10", "5"],
        ),
        ("“Is it ‘true’?”", ['"', "Is", "it", '"', "true", '"', "?", '"']),
        ("The voters’ roll", ["The", "voters", "'", "roll"]),
        ("A 5 % rise to 1,234,567.", ["A", "5%", "rise", "to", "1234567"]),
        ("…", []),
    ],
)
def test_what_counts_of_a_line(line: str, expected: list[str]) -> None:
    assert counted(line) == expected


@given(st.text(alphabet="aé5.,-–£%“”'‘’\"? \n\u00ad\u200d👍कि", max_size=60))
def test_any_text_has_a_wording_that_composing_and_spacing_leave_alone(text: str) -> None:
    told = wording(text)
    assert all(told)
    assert wording(unicodedata.normalize("NFC", text)) == told
    assert wording(text.replace(" ", "  ")) == told
