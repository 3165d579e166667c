"""What compared and linked pairs are worth, on a handful of them."""

import duckdb
import pytest

from lundi.customer.pairs import score_candidates, score_cases

# Person a has r1 to r3 (three pairs), b has r4 and r5 (one).
RECORDS = [("r1", "a"), ("r2", "a"), ("r3", "a"), ("r4", "b"), ("r5", "b")]
TRUE_PAIRS = 4


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("create table scored (record_id varchar, true_id varchar)")
        connection.executemany("insert into scored values (?, ?)", RECORDS)
        connection.execute("create table edges (left_id varchar, right_id varchar, case_code varchar)")
        connection.executemany(
            "insert into edges values (?, ?, ?)",
            [
                ("r1", "r2", "C01"),
                ("r2", "r1", "C01"),  # the same pair the other way round
                ("r1", "r2", "C02"),  # another case finds it, too
                ("r2", "r3", "C02"),
                ("r3", "r4", "C02"),  # wrong
                ("r4", "r5", "C03"),
                ("r5", "r5", "C03"),  # a record and itself are no pair
            ],
        )
        yield connection


def test_candidates_count_each_pair_once_in_whatever_order(connection):
    found = score_candidates(connection, "scored", "select left_id, right_id from edges", TRUE_PAIRS)
    assert (found.pair_count, found.true_count) == (4, 3)
    assert (found.recall, found.precision) == (0.75, 0.75)


def test_a_case_has_its_precision_and_what_no_other_case_finds(connection):
    cases = {case.case_code: case for case in score_cases(connection, "scored", "select * from edges", TRUE_PAIRS)}
    assert [(c.edge_count, c.true_edge_count, c.alone_count) for c in cases.values()] == [
        (1, 1, 0),
        (3, 2, 1),
        (1, 1, 1),
    ]
    assert cases["C02"].precision == pytest.approx(2 / 3)
    assert (cases["C01"].recall_alone, cases["C02"].recall_alone, cases["C03"].recall_alone) == (0.0, 0.25, 0.25)


def test_no_pair_at_all_is_a_recall_of_zero_without_precision(connection):
    found = score_candidates(connection, "scored", "select left_id, right_id from edges where false", TRUE_PAIRS)
    assert (found.pair_count, found.recall, found.precision) == (0, 0.0, None)
    assert score_cases(connection, "scored", "select * from edges where false", TRUE_PAIRS) == ()


def test_a_pair_of_records_that_are_not_in_the_set_is_passed_over(connection):
    pairs = "select 'r1' as left_id, 'r99' as right_id"
    assert score_candidates(connection, "scored", pairs, TRUE_PAIRS).pair_count == 0
