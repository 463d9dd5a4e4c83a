from __future__ import annotations

import time

import pytest

from articles.pipeline.corrections import find_corrections, is_correction

BODY = "The council of Port Almery voted on Monday to close the old bridge."

CORRECTIONS = [
    "Correction: An earlier version of this article misstated the year the bridge opened.",
    "CORRECTION: The bridge opened in 1911, not 1912.",
    "Correction, March 3: The bridge opened in 1911.",
    "Correction (March 3, 2024): The mayor's name is spelled Ilse Brandvoort.",
    "Correction March 3, 2024, 4:05 p.m.: The mayor's name is spelled Ilse Brandvoort.",
    "Correction — This story originally gave the wrong date.",
    "CORRECTION/CLARIFICATION: The vote was on Monday.",
    "*Correction: the vote was on Monday.",
    "(Correction: the vote was on Monday.)",
    "• Correction: the vote was on Monday.",
    "Corrections & Clarifications: A previous version of this story misidentified the mayor.",
    "Corrections and clarifications: the photo showed another bridge.",
    "Clarification: This story has been updated to make clear that the vote was not binding.",
    "CLARIFICATION: The council has nine members.",
    "Erratum: the second figure was wrong.",
    "Editor's note: This story has been updated.",
    "Editor’s note: A quote in this article was removed because it could not be verified.",
    "EDITOR'S NOTE — Anna Kvist reported from Port Almery.",
    "Editors' Note: March 3, 2024",
    "Editors’ note: The article did not meet our standards.",
    "A note from the editor: we have changed the headline.",
    "Note to readers: the figures were revised.",
    "An earlier version of this article misstated the year the bridge opened. It was 1911.",
    "An earlier version of this story incorrectly said the bridge opened in 1912.",
    "An earlier version of this report gave the wrong name for the mayor.",
    "An earlier version of a picture caption with this article misidentified the bridge.",
    "An earlier version of this article has been amended.",
    "An earlier version of this piece said the vote was unanimous; it was not.",
    "A previous version of this article misspelled the mayor's name.",
    "A previous version of the story referred to the town as a village.",
    "A prior version of this story stated that the ferry was free.",
    "The original version of this story contained an error about the cost.",
    "An earlier headline on this article incorrectly named the mayor.",
    "Because of an editing error, an earlier version of this article misstated the cost.",
    "Because of an editing error, an article on Monday about the bridge misstated the cost.",
    "Due to a reporting error, the cost was given as forty crowns.",
    "Owing to an editing error, the mayor was called a councillor.",
    "Because of incorrect information provided by the town, the cost was misstated.",
    "This story has been corrected to show that the bridge opened in 1911.",
    "This story has been corrected to reflect that the vote was on Monday, not Tuesday.",
    "This article has been corrected.",
    "This article was amended on 3 March 2024. The mayor's name is Brandvoort, not Brandt.",
    "This article was amended on 3 March 2024 to clarify that the vote was not binding.",
    "This article, first published on 2 March, has been amended to remove a quotation.",
    "This article has been updated to correct the spelling of the mayor's name.",
    "This article has been updated to clarify who pays.",
    "This post has been updated to reflect that the ferry is free.",
    "This column has been revised to correct the date.",
    "This news article was clarified after publication.",
    "This article was subsequently corrected.",
    "This version corrects the spelling of the mayor's name to Brandvoort.",
    "This story corrects the name of the bridge in the second paragraph.",
    "This report corrects an earlier version that misspelled a name.",
    "This article originally stated that the bridge was closed.",
    "The article originally said the cost was forty crowns.",
    "This article incorrectly stated the mayor's age.",
    "The story previously reported that the mayor had resigned.",
    "(Corrects spelling of mayor's name in paragraph 3)",
    "(Corrects to say the vote was on Monday, not Tuesday)",
    "(This March 3 story has been corrected to fix the name of the bridge in paragraph 2)",
    "(Refiles to add dropped word in headline)",
    "We regret the error.",
    "The Courier regrets the error.",
    "The Almery Courier apologises for the error.",
    "Corrected on March 3, 2024: The bridge opened in 1911.",
]

NO_CORRECTIONS = [
    BODY,
    "Corrections officers at the Almery jail have asked for better pay since the spring.",
    "Corrections Department officials said two prisoners were missing.",
    "The Department of Corrections said the number of prisoners had fallen.",
    "Correctional staff were told to stay at home.",
    "Correction of the course of the river took eleven years.",
    "A correction in house prices is overdue, said economist Paul Roe.",
    "Market correction or crash? Nobody in Port Almery knows.",
    "“Correction: I never said that,” said Mayor Ilse Brandvoort.",
    '"Correction: we won," she said with a smile.',
    "“This article is wrong,” the mayor said.",
    "“This story has been corrected three times and is still wrong,” said Paul Roe.",
    "The mayor demanded a correction from the newspaper on Monday.",
    "The newspaper later published a correction, saying an earlier version was wrong.",
    "Clarification of the rules will come in June, the council said.",
    "The council sought clarification: would the bridge close at night?",
    "An earlier version of the bill passed the council in May.",
    "An earlier version of the plan included a tunnel.",
    "A previous version of the agreement incorrectly named the harbour, the judge wrote.",
    "An earlier version of the report said the bridge was safe, the ministry admitted.",
    "The first report wrongly named the harbour master, the court found.",
    "The article was amended in 1987, and gives the council the last word.",
    "The story of the bridge was amended by each generation.",
    "The original version of the law was amended in 1987.",
    "The bill has been amended to include the ferry.",
    "The law was amended on 3 March 2024 to close the gap.",
    "This law has been corrected twice by the court.",
    "This agreement was amended in 2019.",
    "The report was published on Monday and says that the bridge is unsafe.",
    "The article in the constitution was changed by referendum.",
    "The story has been told many times in Port Almery.",
    "This story has been developing since Monday.",
    "This article was written by Anna Kvist.",
    "This article has been viewed a thousand times.",
    "This version of events was disputed by the mayor.",
    "Editors noted that the paper had grown.",
    "Editor Anna Kvist said the paper would appeal.",
    "Noting the error, the judge sent the case back.",
    "Because of an error in counting, the vote was held again.",
    "Due to heavy rain, the session was moved indoors.",
    "The party regrets the outcome and will appeal.",
    "The mayor apologised for the delay.",
    "We regret that the bridge has to close, the council wrote.",
    "Correct: the bridge opened in 1911.",
    "Updated at 4 p.m. with the result of the vote.",
]


@pytest.mark.parametrize("paragraph", CORRECTIONS)
def test_a_correction_is_recognised_at_the_start_and_at_the_end(paragraph: str) -> None:
    length = len(paragraph)

    assert find_corrections(paragraph) == ((0, length),)
    assert find_corrections(f"{paragraph}\n\n{BODY}") == ((0, length),)
    assert find_corrections(f"{BODY}\n\n{paragraph}") == ((len(BODY) + 2, len(BODY) + 2 + length),)


@pytest.mark.parametrize("paragraph", NO_CORRECTIONS)
def test_a_paragraph_of_the_article_is_no_correction(paragraph: str) -> None:
    assert find_corrections(f"{paragraph}\n\n{BODY}") == ()


def test_a_label_that_stands_alone_takes_the_next_paragraph_along() -> None:
    text = f"{BODY}\n\nCorrection\n\nThe bridge opened in 1911.\n\n{BODY}"

    assert [text[start:end] for start, end in find_corrections(text)] == [
        "Correction",
        "The bridge opened in 1911.",
    ]
    assert find_corrections(f"{BODY}\n\nCorrections") == ()


def test_offsets_are_code_points_and_paragraphs_may_hold_line_breaks() -> None:
    text = f"🌉 {BODY}\n\nCorrection: one line,\nand another.\n\n{BODY}"
    ((start, end),) = find_corrections(text)

    assert text[start:end] == "Correction: one line,\nand another."


def test_an_essay_is_no_correction_whatever_it_begins_with() -> None:
    assert not is_correction("Editor's note: " + "word " * 300)


def test_long_texts_take_linear_time() -> None:
    text = (
        "\n\n".join(["An earlier version of this " + "word " * 200] * 500) + "\n\n" + "( " * 90_000
    )
    started = time.process_time()

    find_corrections(text)

    assert time.process_time() - started < 2
