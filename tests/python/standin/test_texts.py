"""Texts and lists are compared as Snowflake's manual says, or not at all."""

import pytest


def test_similarities_are_those_that_snowflake_documents_in_ascii_letters(run):
    rows = run(
        "select jarowinkler_similarity(t.one, t.other) as found from (values ('Snowflake', 'Oracle'), "
        "('Ich weix nicht', 'Ich wei? nicht'), ('Gute nacht', 'Ich weis nicht'), ('xwiyta', 'swieta'), ('', ''), "
        "('test', 'test'), ('test', null)) as t (one, other)"
    )
    assert rows == [(61,), (97,), (56,), (77,), (0,), (100,), (None,)]


def test_a_similarity_does_not_see_capitals(run):
    assert run("select jarowinkler_similarity('MARTIN', 'martin') as found") == [(100,)]


def test_distances_are_counted_in_letters(run):
    rows = run(
        "select editdistance(t.one, t.other) as found from (values ('future', 'past'), ('one', 'bone'), "
        "('martin', 'matrin'), ('', 'roy'), ('roy', null)) as t (one, other)"
    )
    assert rows == [(6,), (1,), (2,), (3,), (None,)]


@pytest.mark.parametrize("function", ["jarowinkler_similarity", "editdistance"])
def test_letters_that_take_two_bytes_are_refused(fate, function):
    statement = fate(f"select {function}('été', 'ete') as found")
    assert "not emulated" in (statement.error or "")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("a|b", "b|c", True), ("a|b", "c", False), ("ab", "a|b", False), ("a b|c", "a b", True)],
)
def test_lists_overlap_by_whole_entries(run, one, other, expected):
    lists = f"split('{one}', '|'), split(trim('|{other}|', '|'), '|')"
    assert run(f"select arrays_overlap({lists}) as found") == [(expected,)]


def test_a_missing_list_overlaps_with_none(run):
    assert run("select arrays_overlap(split(cast(null as varchar), '|'), split('a', '|')) as found") == [(None,)]


def test_the_row_of_the_smallest_value_is_taken(run):
    rows = run(
        "select min_by(t.given, t.place) as first_given, any_value(t.kind) as kind "
        "from (values ('x', '2', 'k'), ('y', '1', 'k')) as t (given, place, kind)"
    )
    assert rows == [("y", "k")]


def test_texts_are_padded_searched_and_split(run):
    rows = run(
        "select lpad('7', 3, '0'), contains('martin', 'art'), contains('martin', 'x'), split_part('a|b', '|', 2), "
        "split_part('a|b', '|', 5), right('martin', 2)"
    )
    assert rows == [("007", True, False, "b", "", "in")]


def test_a_list_is_made_in_an_order(run):
    sql = (
        "select listagg(t.given, '|') within group (order by t.given) as found from (values ('y'), ('x')) as t (given)"
    )
    assert run(sql) == [("x|y",)]
