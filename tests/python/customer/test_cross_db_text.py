"""What the two engines do to text differently gives the same text: every character there is, by both spellings."""

import unicodedata

import duckdb
import pytest

from macro_sql import macros

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Characters that no text can hold alone.
SURROGATES = range(0xD800, 0xE000)
LATIN_MARKS = range(0x300, 0x370)


@pytest.fixture(scope="module")
def characters():
    """Every character of the basic plane alone and between two letters, but for marks of scripts other than ours."""
    with duckdb.connect() as connection:
        connection.execute("create table characters (given varchar)")
        found = [chr(code) for code in range(1, 0x10000) if code in LATIN_MARKS or not _is_mark(code)]
        connection.execute("insert into characters select unnest(?::varchar[])", [found])
        connection.execute("insert into characters select 'a' || given || 'z' from characters")
        yield connection


def _is_mark(code: int) -> bool:
    """Marks, what this Python's Unicode does not know yet (marks are among it), and halves of characters."""
    return code in SURROGATES or unicodedata.category(chr(code)) in ("Mn", "Mc", "Me", "Cn")


def _words(engine: str) -> str:
    return f"select given, {macros(engine).folded_text('given')} as folded from characters"


def test_both_spellings_fold_every_character_to_the_same_words(characters):
    words = {
        engine: f"select given, {macros(engine).letter_words('folded')} as words from ({_words(engine)})"
        for engine in ("duckdb", "snowflake")
    }
    differing = characters.execute(
        f"select d.given, d.words, s.words from ({words['duckdb']}) as d "
        f"join ({words['snowflake']}) as s on d.given = s.given where d.words is distinct from s.words"
    ).fetchall()
    assert differing == []


@pytest.mark.parametrize("other", ["", " "])
def test_both_spellings_keep_the_same_characters(characters, other):
    kept = [macros(engine).kept_characters("given", LETTERS, other) for engine in ("duckdb", "snowflake")]
    assert characters.execute(f"select count(*) from characters where {kept[0]} <> {kept[1]}").fetchone() == (0,)


def test_both_spellings_find_the_same_texts_clean(characters):
    allowed = LETTERS + "0123456789.@_+-"
    clean = [macros(engine).has_only_characters("given", allowed) for engine in ("duckdb", "snowflake")]
    differing = f"select count(*) from characters where {clean[0]} is distinct from {clean[1]}"
    assert characters.execute(differing).fetchone() == (0,)
    assert characters.execute(f"select count(*) from characters where {clean[0]}").fetchone() == (2 * len(allowed),)
