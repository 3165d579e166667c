"""One edit at most, which looks at the beginning and the end first, is what the edit distance says, at every place."""

import random
from collections.abc import Iterator

import duckdb
import pytest

from macro_sql import macros

SIGNS = "0123456789"
LONGEST = 20
TEXTS_OF_A_LENGTH = 8

Pair = tuple[str, str]


@pytest.fixture(scope="module")
def judged() -> list[tuple[str, str, bool, int]]:
    """Pairs of made texts, whether one edit at most parts them by our SQL, and how many edits really do."""
    pairs = list(dict.fromkeys(_made_pairs(random.Random(8))))
    with duckdb.connect() as connection:
        connection.execute(
            "create table pairs as select unnest(?::varchar[]) as one, unnest(?::varchar[]) as other",
            [[one for one, _ in pairs], [other for _, other in pairs]],
        )
        return connection.execute(
            f"select one, other, {macros().is_one_edit_away('one', 'other')}, levenshtein(one, other) from pairs"
        ).fetchall()


def _made_pairs(draw: random.Random) -> Iterator[Pair]:
    """Each text with all that one edit makes of it, and with what another edit makes of one of these."""
    for length in range(LONGEST):
        for _ in range(TEXTS_OF_A_LENGTH):
            text = "".join(draw.choices(SIGNS, k=length))
            for edited in _edits(draw, text):
                yield text, edited
                yield edited, text
                yield text, draw.choice(list(_edits(draw, edited)))


def _edits(draw: random.Random, text: str) -> Iterator[str]:
    """The text with one sign put in, replaced or left out, at every place."""
    for place in range(len(text) + 1):
        yield text[:place] + draw.choice(SIGNS) + text[place:]
    for place in range(len(text)):
        yield text[:place] + draw.choice(SIGNS) + text[place + 1 :]
        yield text[:place] + text[place + 1 :]


def test_it_is_what_the_edit_distance_says(judged):
    assert [pair for *pair, is_near, distance in judged if is_near != (distance <= 1)] == []


def test_there_are_pairs_of_none_one_and_two_edits(judged):
    distances = [distance for *_, distance in judged]
    assert all(distances.count(distance) > 100 for distance in (0, 1, 2))
