"""What stands around an article is told from what it says, however alike they begin."""

from __future__ import annotations

import pytest

from articles.pipeline.furniture import (
    ends_article,
    is_biography,
    is_furniture,
    is_navigation,
    read_credit,
    starts_related,
)

SENTENCES = [
    "A deal can be reached on Monday.",
    "A ceasefire may be reached at talks in Doha, the mediators said.",
    "Aid is delivered every day, the agency said.",
    "The speech she delivered each year has been cancelled.",
    "By providing weapons to Kyiv, the West risks a wider war.",
    "By submitting his resignation, the minister hopes to save the coalition.",
    "Join protesters at the capitol, the flyer said, and expect taxes to fall.",
    "Like Mr Lind at his next rally, she spoke of taxes.",
    "Find out at the exit what it costs, he told voters.",
    "The site requires a permit from the ministry.",
    "The video is not available evidence, the judge said.",
    "Signed up for the army at 17, he was daily under fire.",
    "Provided by law, the deadline cannot be moved.",
    "Materials provided by the ministry show 300 dead.",
    "Loading of grain has stopped.",
    "“Thank you.”",
    "“More!”",
    "Reporting by The Washington Post showed that the ministry had known of the leak for years.",
    "Writing by hand is good for the memory, a study suggests.",
    "Copyright law is to change.",
    "Copyright reform passed the lower house.",
    "(c) The parties agree to a truce.",
    "Privacy policy experts say that the bill goes too far.",
    "Terms of service were changed in May. Users were not told.",
    "About us they said nothing. About the harbour they said a lot.",
    "More on that was to be said on Monday.",
    "Latest news from the front was grim.",
    "Life in the US.",
    "It is a handout to the rich.",
    "Zuma denies the charges.",
    "Getty Images sued the firm in London.",
    "Courtesy demands that he resign.",
    "Images — grainy and brief — showed the strike.",
    "Emmanuel Macron is due to host leaders in Paris.",
    "Saudi Arabia is the biggest oil producer.",
    "Exxon Mobil is based in Texas.",
    "Hunter Biden was a fellow Democrat.",
]


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_of_the_news_is_none_of_it(line: str) -> None:
    credit = read_credit(line)
    found = {
        "furniture": is_furniture(line),
        "navigation": is_navigation(line),
        "related": starts_related(line),
        "end": ends_article(line),
        "biography": is_biography(line),
        "credit": credit is not None and not credit[1],
    }
    assert not [name for name, is_it in found.items() if is_it]


@pytest.mark.parametrize(
    "line",
    [
        "Jane Doe can be reached at jane.doe@courier.example.",
        "The desk may be reached on +1 202 555 0100.",
        "The morning briefing, delivered every weekday.",
        "More to see? Get The Watchlist delivered every Thursday.",
        "Our news, delivered straight to your inbox.",
        "By signing up, you agree to our terms of use.",
        "Follow us on Facebook and X.",
        "Follow Jane Doe on Twitter @janedoe",
        "Like us on Facebook.",
        "This site requires JavaScript.",
        "The video is not available in your region.",
        "Sign up for our daily briefing",
        "Provided by University of Nordhaven",
        "Citation: Harbour to reopen (2026, March 3) retrieved 4 March 2026",
        "Materials provided by University of Nordhaven. Note: Content may be edited for length.",
        "Loading…",
        "Loading more comments",
        "Thank you",
        "Reporting by Jane Doe and John Roe in Nordhaven; Editing by Ann Poe",
        "(Reporting by Jane Doe; writing by John Roe; editing by Ann Poe and Tom Lee.)",
        "Additional reporting by Jane Doe in Nordhaven.",
        "Home News Politics Sign in",
    ],
)
def test_what_helps_around_a_page_is_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "© 2026 The Courier",
        "(c) 2026 The Courier",
        "Copyright 2026 The Courier. All rights reserved.",
        "Copyright The Courier 2026",
        "Copyright © The Courier",
        "Copyright Courier Media Ltd",
        "Privacy Policy | Terms of Service",
        "Terms of Use and more. © The Courier, all rights reserved.",
        "Contact us at desk@courier.example",
    ],
)
def test_nothing_of_an_article_follows_what_ends_a_page(line: str) -> None:
    assert ends_article(line)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Photo: Jane Doe/Reuters", "Jane Doe/Reuters"),
        ("Photo credit – Jane Doe", "Jane Doe"),
        ("Courtesy Jane Doe", "Jane Doe"),
        ("Courtesy of the mayor", "the mayor"),
        ("Jane Doe | Getty Images", "Jane Doe | Getty Images"),
        ("Handout via ZUMA", "Handout via ZUMA"),
        ("A ship in the harbour. REUTERS/Jane Doe", "A ship in the harbour. REUTERS/Jane Doe"),
    ],
)
def test_a_credit_is_read_from_its_line(line: str, credit: str) -> None:
    assert read_credit(line) == (credit, "")


@pytest.mark.parametrize(
    "line",
    [
        "Jane Doe is a politics reporter at The Courier.",
        "Jane Doe was the host of “The Tide”.",
        "Jane Doe is a senior producer in Nordhaven.",
        "Jane Doe is a fellow at the Harbour Institute.",
        "Jane Doe is the Courier’s correspondent, based in Nordhaven.",
    ],
)
def test_a_line_that_introduces_a_journalist_is_a_biography(line: str) -> None:
    assert is_biography(line)
