"""Speed of finding quotations and speakers: ``python -m bench.bench_quotes``."""

from __future__ import annotations

import random
import time

from articles.quotes import KnownPeople, KnownPerson, analyse, known_people
from articles.reading import Told, read_told
from bench.news import story

NOBODY = KnownPeople()
_GIVEN = ("Ann", "Tom", "Mia", "Karl", "Rosa", "Luis", "Omar", "Ida", "Nora", "Paul", "Vera")
_SURNAMES = ("Quill", "Tamm", "Ruiz", "Holm", "Varga", "Berg", "Osei", "Marsh", "Devlin", "Sato")
_ROLES = ["Mayor", "Sen.", "Gov.", "Special envoy", "President", "Judge", ""]
_PLAIN = (
    "The council met for two hours on Monday and put the question of the dam off again. "
    "Engineers had warned in March that the wall would not stand another winter like the last. ",
    "Nobody in the valley expects the work to start before the summer, and few expect it to end. ",
    "The bill, which would pay for half of it, has been in committee since the autumn session. ",
)


def article(seed: int, words: int) -> str:
    """An invented news story of about ``words`` words, full of attributions."""
    draw = random.Random(seed)
    people = [f"{draw.choice(_GIVEN)} {draw.choice(_SURNAMES)}" for _ in range(5)]
    parts: list[str] = []
    count = 0
    while count < words:
        who = draw.choice(people)
        surname = who.split()[1]
        role = draw.choice(_ROLES)
        part = draw.choice(
            (
                f"“The wall will not hold,” said {role} {who}, who has asked for money before. "
                "“We need to act now, and everybody in this room knows it.”",
                f"{who}, a water engineer, called the plan “a mess” and “a waste of time.” "
                + draw.choice(_PLAIN),
                f"“I do not agree,” {surname} said. “It has held for a hundred years.”",
                f"According to {who}, the report is “not finished.” " + draw.choice(_PLAIN),
                draw.choice(_PLAIN) + draw.choice(_PLAIN),
                f"Later he said it was “too early” to tell. {surname} went on to say that the "
                "United States would take “firm steps” in time. " + draw.choice(_PLAIN),
            )
        )
        parts.append(part.strip())
        count += len(part.split())
    return "\n\n".join(parts)


def _crowd(count: int) -> list[KnownPerson]:
    """So many known people; those of the articles are among them, with genders and other names."""
    people = [f"{given} {surname}" for given in _GIVEN for surname in _SURNAMES]
    people += [f"Given{at % 70} Surname{at}" for at in range(count - len(people))]
    return [
        KnownPerson(name, (f"{name[0]}. {name.split()[-1]}", f"Old {name}"), "fm"[at % 2])
        for at, name in enumerate(people)
    ]


def _report(name: str, texts: list[str], known: KnownPeople = NOBODY) -> None:
    began = time.process_time()
    quotes = sum(len(analyse(text, known=known).quotes) for text in texts)
    spent = time.process_time() - began
    words = sum(len(text.split()) for text in texts)
    print(
        f"{name:<44} {quotes:7,} quotations {spent:7.2f} s "
        f"{len(texts) / spent:8.1f} texts/s {words / spent:10,.0f} words/s"
    )


def _report_feed(count: int) -> None:
    """Time all that is done with the words of a feed's entry, from its HTML on."""
    told = [Told(html=story(1, 0, number).body) for number in range(count)]
    began = time.process_time()
    read = [article for article in map(read_told, told) if article is not None]
    spent = time.process_time() - began
    quotes = sum(len(article.said.quoted_words()) for article in read)
    print(
        f"{count} entries of a feed, from HTML to sketch".ljust(44),
        f"{quotes:7,} quotations {spent:7.2f} s {count / spent:8.1f} texts/s",
    )


def main() -> None:
    """Print one line per measurement; processor time of one core."""
    analyse(article(0, 700))
    _report_feed(300)
    _report("300 articles of 700 words", [article(seed, 700) for seed in range(300)])
    began = time.process_time()
    known = known_people(_crowd(5_000), by_surname=False)
    spent = time.process_time() - began
    print(f"{'5,000 known people, indexed once':<44} {spent:31.3f} s")
    texts = [article(seed, 700) for seed in range(300)]
    _report("the same, 5,000 people known", texts, known)
    for words in (7_000, 28_000, 112_000):
        _report(f"one text of {words:,} words", [article(1, words)])
    for name, unit in (
        ("quotation marks", '"'),
        ("marked letters", '"a" '),
        ("names", "Ann Lee, "),
    ):
        for size in (500_000, 2_000_000):
            _report(f"{size:,} characters of {name}", [unit * (size // len(unit))])


if __name__ == "__main__":
    main()
