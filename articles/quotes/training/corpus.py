"""The corpus: every story of one or more folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from articles.quotes.training.story import BadStory, Story, read_story

#: The stories that come with Newsdesk.
CORPUS = Path(__file__).parents[1] / "corpus"


def read_corpus(folders: Iterable[Path]) -> list[Story]:
    """Read every ``*.txt`` of the folders, in the order of their names.

    Raises:
        BadStory: A folder is missing or empty, two stories have one name, or a story is not
            as :mod:`articles.quotes.training.story` describes; says which.
    """
    stories: dict[str, Story] = {}
    for folder in folders:
        paths = sorted(folder.glob("*.txt"))
        if not paths:
            raise BadStory(f"{folder}: no such folder, or no stories (*.txt) in it")
        for path in paths:
            if path.stem in stories:
                raise BadStory(f"{path}: another story is named {path.stem}, too")
            try:
                stories[path.stem] = read_story(path.read_text(encoding="utf-8"), path.stem)
            except BadStory as error:
                raise BadStory(f"{folder}/{error}") from error
            except (UnicodeDecodeError, OSError) as error:
                raise BadStory(f"{path}: {error}") from error
    return [stories[name] for name in sorted(stories)]
