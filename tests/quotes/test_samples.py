"""The sample stories read whole: everybody in them, and every quotation with its speaker."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.pipeline.structure import html_to_document
from articles.quotes import Analysis, analyse
from articles.samples import content, markup

#: Of each story, as it stands after its last change: the people in order of appearance,
#: and how each quotation begins with who says it, or nothing for somebody not named.
STORIES: dict[str, tuple[list[str], list[tuple[str, str | None]]]] = {
    "no-confidence-vote-live": (
        [
            "Ilse Varandy",
            "Aurelio Banfield",
            "Oona Brackenridge",
            "Mikkjel Sørvágen",
            "Hector Rainsby",
            "Teodor Halvik",
            "Lucan Threlfall",
        ],
        [
            ("Now we go back to work", "Ilse Varandy"),
            ("I have been told all", "Ilse Varandy"),
            ("Now we go back to work.", "Ilse Varandy"),
            ("The motion is lost,", "Aurelio Banfield"),
            ("The Assembly will be", "Aurelio Banfield"),
            ("We will not vote to", "Oona Brackenridge"),
            ("with clear eyes and no", "Mikkjel Sørvágen"),
            ("We asked for an", "Mikkjel Sørvágen"),
            ("Sit down, Mr. Rainsby,", "Aurelio Banfield"),
            ("This is not a shop.", "Aurelio Banfield"),
            ("No, sir. The shops are", "Hector Rainsby"),
            ("I made the levy and I", "Teodor Halvik"),
            ("If the Assembly wants", "Teodor Halvik"),
            ("Eleven days,", "Lucan Threlfall"),
            ("Thirty-four ships. One", "Lucan Threlfall"),
            ("governing by apology.", "Lucan Threlfall"),
        ],
    ),
    "harbor-levy-withdrawn": (
        ["Teodor Halvik", "Bram Tolliver", "Ilse Varandy", "Lucan Threlfall", "Farida Quillon"],
        [
            ("A levy that empties", "Teodor Halvik"),
            ("So I am withdrawing it", "Teodor Halvik"),
            ("another way to pay for", "Teodor Halvik"),
            ("Nobody did us a favor,", "Bram Tolliver"),
            ("We won an argument.", "Bram Tolliver"),
            ("a U-turn performed at", "Lucan Threlfall"),
            ("The odd thing is that", "Farida Quillon"),
            ("That almost never", "Farida Quillon"),
            ("somewhere near 90", "Farida Quillon"),
            ("too early to judge the", None),
        ],
    ),
    "fishing-talks-tolmark": (
        ["Lenore Imberly", "Yelka Morozny", "Casimir Dravec", "Jórunn Ålvarsdatter"],
        [
            ("We came to divide a", "Lenore Imberly"),
            ("A boat is useful.", "Lenore Imberly"),
            ("My colleague is too", "Yelka Morozny"),
            ("It is two boats.", "Yelka Morozny"),
            ("a practical step,", None),
            ("a relic with gills", "Casimir Dravec"),
            ("good lines do not", "Lenore Imberly"),
            ("I don’t need a joint", "Jórunn Ålvarsdatter"),
            ("I need somebody to", "Jórunn Ålvarsdatter"),
            ("ninety percent written", None),
            ("the number.", None),
        ],
    ),
    "recall-petition-ruling": (
        ["Halloran Veitch", "Anneke van der Strael", "Oona Brackenridge"],
        [
            ("does not end where the", "Halloran Veitch"),
            ("A voter on Sallow", "Halloran Veitch"),
            ("The law asks for her", "Halloran Veitch"),
            ("is evidence of a voice.", None),
            ("I would have decided", "Anneke van der Strael"),
            ("They are my voters", "Anneke van der Strael"),
            ("the worst afternoon of", "Anneke van der Strael"),
            ("a machine that we do", None),
            ("Democracy by telephone", "Oona Brackenridge"),
            ("Ask anyone who has", "Oona Brackenridge"),
        ],
    ),
    "bank-holds-rate": (
        ["Sunniva Achterberg", "Farida Quillon", "Hector Rainsby"],
        [
            ("We are close to where", "Sunniva Achterberg"),
            ("and close is exactly", "Sunniva Achterberg"),
            ("for longer than I", "Sunniva Achterberg"),
            ("Two weeks is a", "Sunniva Achterberg"),
            ("Six weeks is a", "Sunniva Achterberg"),
            ("The hold was never in", "Farida Quillon"),
            ("What is new is the", "Farida Quillon"),
            ("a polite vote of no", "Hector Rainsby"),
            ("does not have a vote", None),
        ],
    ),
    "opinion-half-a-sea-wall": (
        ["Halvik", "Threlfall"],
        [
            ("People who say ‘once", None),
            ("I’ve had three of", None),
            ("another way to pay for", "Halvik"),
            ("review the options", None),
            ("Somebody ought to do", None),
        ],
    ),
    "halvik-withdraws-levy": (
        [
            "Teodor Halvik",
            "Bram Tolliver",
            "Ilse Varandy",
            "Lucan Threlfall",
            "Mikkjel Sørvágen",
            "Sunniva Achterberg",
        ],
        [
            ("We have listened to", "Teodor Halvik"),
            ("A levy that empties", "Teodor Halvik"),
            ("So I am withdrawing it", "Teodor Halvik"),
            ("the fairest tax in", "Teodor Halvik"),
            ("Nobody did us a favour,", "Bram Tolliver"),
            ("We won an argument,", "Bram Tolliver"),
            ("She added it up twice,", None),
            ("Then she folded it and", None),
            ("The minister has lost", "Lucan Threlfall"),
            ("to learn what any", "Lucan Threlfall"),
            ("thinking in both", "Mikkjel Sørvágen"),
            ("a very good servant", "Sunniva Achterberg"),
        ],
    ),
    "corrow-bridge-audit": (
        ["Idris Penhallow", "Noor Castellane", "Hector Rainsby", "Dilys Amankwah"],
        [
            ("The ministry was", "Idris Penhallow"),
            ("I have read the", "Idris Penhallow"),
            ("I could tell you that", "Noor Castellane"),
            ("But the bridge does", "Noor Castellane"),
            ("no recollection of any", "Hector Rainsby"),
            ("You can do that with a", "Idris Penhallow"),
            ("You cannot do it with", "Idris Penhallow"),
            ("one bad pier away from", "Dilys Amankwah"),
            ("looked away", None),
        ],
    ),
    "interview-sunniva-achterberg": (
        ["Sunniva Achterberg", "Teodor Halvik"],
        [
            ("That is my leading", "Sunniva Achterberg"),
            ("When it turns, I can", "Sunniva Achterberg"),
            ("I wanted to know more", "Sunniva Achterberg"),
            ("He is entitled to say", "Sunniva Achterberg"),
            ("I have known Teodor", "Sunniva Achterberg"),
            ("Debt is a very good", "Sunniva Achterberg"),
            ("What I would not do is", "Sunniva Achterberg"),
            ("I am paid to be dull.", "Sunniva Achterberg"),
            ("It was the queue,", "Sunniva Achterberg"),
            ("I was seven and I", "Sunniva Achterberg"),
            ("He asked me to.", "Sunniva Achterberg"),
            ("He wrote that he could", "Sunniva Achterberg"),
            ("You will have to ask", "Sunniva Achterberg"),
            ("Oh,", "Sunniva Achterberg"),
            ("Well. Look at that.", "Sunniva Achterberg"),
        ],
    ),
    "two-names-for-ornvik": (
        [
            "Jórunn Ålvarsdatter",
            "Mikkjel Sørvágen",
            "Édouard Nørgaard-Čech",
            "Aðalbjørg Lindqvistová",
        ],
        [
            ("It’s not vandalism if", "Jórunn Ålvarsdatter"),
            ("a later regulation", None),
            ("I am asked in Port", "Mikkjel Sørvágen"),
            ("I always ask them to", "Mikkjel Sørvágen"),
            ("I do understand,", "Édouard Nørgaard-Čech"),
            ("I am Čech on Mondays", "Édouard Nørgaard-Čech"),
            ("My husband was lost at", "Aðalbjørg Lindqvistová"),
            ("That’s when it", "Aðalbjørg Lindqvistová"),
            ("It’s for my daughter.", None),
            ("We are citizens,", "Jórunn Ålvarsdatter"),
            ("We live here. We write", "Jórunn Ålvarsdatter"),
        ],
    ),
    "levy-scrapped-brackwater-reacts": (
        [
            "Teodor Halvik",
            "Bram Tolliver",
            "Dilys Amankwah",
            "Peg Lanyard",
            "Omri Sadek",
            "Lucan Threlfall",
            "Ruth Abernethy-Song",
        ],
        [
            ("We have listened to", "Teodor Halvik"),
            ("A levy that empties", "Teodor Halvik"),
            ("We won an argument,", "Bram Tolliver"),
            ("and we won it in the", "Bram Tolliver"),
            ("relieved, and a bit", "Dilys Amankwah"),
            ("Relieved because", "Dilys Amankwah"),
            ("Cross because we still", "Dilys Amankwah"),
            ("I’d do it again,", "Peg Lanyard"),
            ("I’d just do it with", "Peg Lanyard"),
            ("Nine miles,", "Omri Sadek"),
            ("Each way. My boots are", "Omri Sadek"),
            ("to learn what any", "Lucan Threlfall"),
            ("I did tell him,", "Ruth Abernethy-Song"),
            ("There was no tea.", "Ruth Abernethy-Song"),
        ],
    ),
    "ferry-timetable-meeting": (
        ["Noor Castellane", "Rowan Eastlake", "Bex Farthing", "Omri Sadek", "Dilys Amankwah"],
        [
            ("I am not here to tell", "Noor Castellane"),
            ("I am here because it", "Noor Castellane"),
            ("for as long as I am", None),
            ("looked at and ruled", None),
            ("Nobody,", "Noor Castellane"),
            ("They work too late.", "Noor Castellane"),
            ("My shift ends at ten,", "Bex Farthing"),
            ("So from next month do", "Bex Farthing"),
            ("She was very nice", "Omri Sadek"),
            ("The sea is very nice", "Omri Sadek"),
            ("the best-behaved angry", "Dilys Amankwah"),
            ("put it in the right", "Noor Castellane"),
            ("Whose hands are those?", None),
            ("Mine,", "Noor Castellane"),
        ],
    ),
    "senator-at-the-lifeboat": (
        ["Anneke van der Strael", "Gethin Marlowe", "Dilys Amankwah", "Peg Lanyard"],
        [
            ("Is this the throttle?", "Anneke van der Strael"),
            ("She has lovely hands,", "Gethin Marlowe"),
            ("I would want her to", "Gethin Marlowe"),
            ("I found them in a", "Anneke van der Strael"),
            ("Read your footnotes,", "Anneke van der Strael"),
            ("My mother was a", "Anneke van der Strael"),
            ("She used to say, “When", "Anneke van der Strael"),
            ("There were seven", "Anneke van der Strael"),
            ("I sat in both. I read", "Anneke van der Strael"),
            ("And I’ll tell you what", "Anneke van der Strael"),
            ("wrong about schools", "Dilys Amankwah"),
            ("We go out for", "Gethin Marlowe"),
            ("We’ve never yet asked", "Gethin Marlowe"),
        ],
    ),
    "library-vote": (
        ["Beatriz Oduya", "Tam Whitlow", "Dilys Amankwah", "Rowan Eastlake", "Winifred Tay"],
        [
            ("I have the figures", "Beatriz Oduya"),
            ("But I have been", "Beatriz Oduya"),
            ("never seen a speech", "Dilys Amankwah"),
            ("People in this town", "Rowan Eastlake"),
            ("but not for touching", "Rowan Eastlake"),
            ("I’ll have to unpack", "Winifred Tay"),
            ("I’m not complaining.", "Winifred Tay"),
            ("The petition was nice,", "Winifred Tay"),
            ("The brass band was …", "Winifred Tay"),
        ],
    ),
}


def read(slug: str) -> Analysis:
    """Analyse a sample story as its page would be."""
    story = next(
        story
        for outlet in content.outlets()
        for story in content.stories(outlet)
        if story.slug == slug
    )
    edition = story.editions[-1]
    address = "https://sample.test/"
    html = "".join(markup.blocks(edition, datetime(2024, 5, 3, 12, tzinfo=UTC), address))
    return analyse(html_to_document(html, address).text, exclude_names=edition.authors)


def test_every_sample_story_is_listed() -> None:
    slugs = [story.slug for outlet in content.outlets() for story in content.stories(outlet)]
    assert sorted(slugs) == sorted(STORIES)


@pytest.mark.parametrize("slug", STORIES)
def test_the_people_of_a_sample_story_are_found(slug: str) -> None:
    assert [person.name for person in read(slug).people] == STORIES[slug][0]


@pytest.mark.parametrize("slug", STORIES)
def test_every_quotation_of_a_sample_story_has_its_speaker(slug: str) -> None:
    found = read(slug)
    said = [(found.text[quote.start + 1 :], quote.speaker_name) for quote in found.quotes]
    expected = STORIES[slug][1]
    assert len(said) == len(expected)
    for (words, speaker), (begins, somebody) in zip(said, expected, strict=True):
        assert words.startswith(begins)
        assert (begins, speaker) == (begins, somebody)
