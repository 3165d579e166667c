"""MERGE changes what Snowflake's would, says how many rows, and refuses what would be chance."""

import pytest
from snowflake.connector.errors import ProgrammingError

from standin.merge import double_matches, with_source_columns_named


@pytest.fixture
def target(run):
    run("create or replace table target (id int, words varchar, amount number(18, 2))")
    run("insert into target values (1, 'one', 1.00), (2, 'two', 2.00), (3, 'three', 3.00)")
    return lambda: run("select id, words from target order by id, words")


def source(*rows: tuple[int, str]) -> str:
    return "(" + " union all ".join(f"select {number} as id, '{words}' as words" for number, words in rows) + ")"


def test_bare_columns_are_the_sources(run, target):
    run(
        f"merge into lundi.core.target as t using {source((2, 'TWO'), (9, 'NINE'))} as s on t.id = s.id "
        "when matched then update set words = words when not matched then insert (id, words) values (id, words)"
    )
    assert target() == [(1, "one"), (2, "TWO"), (3, "three"), (9, "NINE")]


def test_each_branch_does_its_own_and_the_answer_counts_each(run, target):
    counts = run(
        f"merge into target as t using {source((1, 'gone'), (2, 'TWO'), (8, 'new'), (9, 'new'))} as s on t.id = s.id "
        "when matched and s.words = 'gone' then delete when matched then update set t.words = s.words "
        "when not matched then insert (id, words) values (s.id, s.words)"
    )
    assert target() == [(2, "TWO"), (3, "three"), (8, "new"), (9, "new")]
    assert counts == [(2, 1, 1)]


def test_the_answer_names_only_what_the_statement_does(client, target):
    cursor = client.cursor()
    cursor.execute(f"merge into target as t using {source((1, 'x'))} as s on t.id = s.id when matched then delete")
    assert [column.name for column in cursor.description] == ["number of rows deleted"]
    assert cursor.fetchall() == [(1,)]


def test_two_source_rows_for_one_target_row_raise_and_change_nothing(run, target):
    with pytest.raises(ProgrammingError, match="Duplicate row detected during DML action") as raised:
        run(
            f"merge into target as t using {source((1, 'a'), (1, 'b'))} as s on t.id = s.id "
            "when matched then update set words = s.words"
        )
    assert raised.value.errno == 100090
    assert target()[0] == (1, "one")


def test_two_source_rows_of_which_one_would_change_the_target_do_not_raise(run, target):
    run(
        f"merge into target as t using {source((1, 'a'), (1, 'b'))} as s on t.id = s.id "
        "when matched and s.words = 'b' then update set words = s.words"
    )
    assert target()[0] == (1, "b")


def test_two_source_rows_that_are_only_inserted_do_not_raise(run, target):
    run(
        f"merge into target as t using {source((7, 'a'), (7, 'b'))} as s on t.id = s.id "
        "when not matched then insert (id, words) values (id, words)"
    )
    assert target()[3:] == [(7, "a"), (7, "b")]


def test_a_merge_is_held_to_the_same_strictness(run, target):
    for value, why in (("no_such_function(s.words)", "Unknown function"), ('s."words"', "invalid identifier")):
        with pytest.raises(ProgrammingError, match=why):
            run(
                f"merge into target as t using {source((1, 'a'))} as s on t.id = s.id "
                f"when matched then update set words = {value}"
            )


def test_a_division_by_zero_in_a_merge_raises(run, target):
    with pytest.raises(ProgrammingError, match="Division by zero"):
        run(
            f"merge into target as t using {source((1, 'a'))} as s on t.id = s.id "
            "when matched then update set amount = 1 / (s.id - 1)"
        )


def test_a_merge_into_what_is_not_there_is_a_sql_error(run):
    with pytest.raises(ProgrammingError, match="does not exist"):
        run("merge into nowhere as t using (select 1 as id) as s on t.id = s.id when matched then delete")


def test_columns_named_with_their_table_stay_as_they_are():
    merge = with_source_columns_named(
        "merge into t using s on t.a = s.a when matched then update set b = t.b + c when not matched then insert "
        "(a, b) values (a, s.b)"
    )
    assert "t.b + s.c" in merge.sql("snowflake")
    assert "VALUES (s.a, s.b)" in merge.sql("snowflake")


def test_a_merge_that_only_inserts_has_nothing_to_count():
    merge = with_source_columns_named("merge into t using s on t.a = s.a when not matched then insert (a) values (a)")
    assert double_matches(merge) is None
