"""The figures of a partition: reckoned on paper, and against a count that lists every pair."""

import itertools
import random

import duckdb
import pytest

from lundi.customer.metrics import score, score_traps


def relation(connection, rows):
    """(record, person, customer) as a table."""
    connection.execute("create or replace table scored (record_id varchar, true_id varchar, customer_id varchar)")
    if rows:
        connection.executemany("insert into scored values (?, ?, ?)", rows)
    return "scored"


def scored(rows):
    with duckdb.connect() as connection:
        return score(connection, relation(connection, rows))


# Person a has three records, b two, c one. Customer 1 has two of a and one of b, 2 the third of a, 3 the rest.
ON_PAPER = [("r1", "a", "1"), ("r2", "a", "1"), ("r3", "a", "2"), ("r4", "b", "1"), ("r5", "b", "3"), ("r6", "c", "3")]


def test_pairs_are_counted_from_both_sides():
    found = scored(ON_PAPER)
    assert (found.true_pair_count, found.predicted_pair_count, found.found_pair_count) == (4, 4, 1)
    assert (found.pair_precision, found.pair_recall, found.pair_f1) == (0.25, 0.25, 0.25)


def test_bcubed_is_the_mean_of_what_each_record_sees():
    found = scored(ON_PAPER)
    assert found.bcubed_precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1 / 2 + 1 / 2) / 6)
    assert found.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1) / 6)
    p, r = found.bcubed_precision, found.bcubed_recall
    assert found.bcubed_f1 == pytest.approx(2 * p * r / (p + r))


def test_a_cluster_is_exact_with_all_records_of_a_person_and_no_other():
    rows = [("r1", "a", "1"), ("r2", "a", "1"), ("r3", "b", "2"), ("r4", "c", "3"), ("r5", "d", "3"), ("r6", "d", "4")]
    found = scored(rows)
    assert (found.exact_cluster_count, found.cluster_count, found.true_cluster_count) == (2, 4, 4)
    assert (found.exact_cluster_precision, found.exact_cluster_recall, found.exact_cluster_f1) == (0.5, 0.5, 0.5)
    assert found.largest_cluster == 2


def test_a_perfect_partition_has_ones_whatever_its_names():
    found = scored([("r1", "a", "x"), ("r2", "a", "x"), ("r3", "b", "y")])
    figures = (found.pair_f1, found.bcubed_precision, found.bcubed_recall, found.bcubed_f1, found.exact_cluster_f1)
    assert figures == (1.0, 1.0, 1.0, 1.0, 1.0)


def test_what_cannot_be_stated_is_none_and_not_zero():
    alone = scored([("r1", "a", "1"), ("r2", "b", "2")])
    assert (alone.pair_precision, alone.pair_recall, alone.pair_f1, alone.bcubed_f1) == (None, None, None, 1.0)
    # There are pairs to find and nobody looked: recall is known, precision is not.
    missed = scored([("r1", "a", "1"), ("r2", "a", "2")])
    assert (missed.pair_precision, missed.pair_recall, missed.pair_f1) == (None, 0.0, 0.0)
    nothing = scored([])
    assert (nothing.record_count, nothing.largest_cluster, nothing.bcubed_f1) == (0, 0, None)
    assert nothing.exact_cluster_f1 is None


def by_listing(rows):
    """The same figures the slow way: every pair of records, every record's neighbours."""
    pairs = list(itertools.combinations(rows, 2))
    true = {(a[0], b[0]) for a, b in pairs if a[1] == b[1]}
    predicted = {(a[0], b[0]) for a, b in pairs if a[2] == b[2]}
    people = {row[0]: {other[0] for other in rows if other[1] == row[1]} for row in rows}
    customers = {row[0]: {other[0] for other in rows if other[2] == row[2]} for row in rows}
    shared = {record: len(people[record] & customers[record]) for record in people}
    exact = {frozenset(group) for group in people.values()} & {frozenset(group) for group in customers.values()}
    return (
        len(true),
        len(predicted),
        len(true & predicted),
        sum(shared[record] / len(customers[record]) for record in shared) / len(rows),
        sum(shared[record] / len(people[record]) for record in shared) / len(rows),
        len(exact),
        max(len(group) for group in customers.values()),
    )


@pytest.mark.parametrize("seed", range(20))
def test_counting_agrees_with_listing_every_pair(seed):
    draw = random.Random(seed)
    people, customers = draw.randint(1, 25), draw.randint(1, 25)
    rows = [(f"r{n}", f"p{draw.randrange(people)}", f"c{draw.randrange(customers)}") for n in range(60)]
    # Some customers are right, so that exact clusters occur.
    rows = [(r, p, f"of {p}" if int(p[1:]) % 3 == 0 else c) for r, p, c in rows]
    found = scored(rows)
    assert (
        found.true_pair_count,
        found.predicted_pair_count,
        found.found_pair_count,
        pytest.approx(found.bcubed_precision),
        pytest.approx(found.bcubed_recall),
        found.exact_cluster_count,
        found.largest_cluster,
    ) == by_listing(rows)


def test_pairs_of_a_million_records_fit_and_are_exact():
    with duckdb.connect() as connection:
        connection.execute(
            "create table scored as select 'r' || n as record_id, 'p' || (n // 4) as true_id, 'all' as customer_id "
            "from range(1000000) as numbers(n)"
        )
        found = score(connection, "scored")
    assert found.predicted_pair_count == 1_000_000 * 999_999 // 2
    assert found.true_pair_count == found.found_pair_count == 250_000 * 6
    assert found.bcubed_precision == pytest.approx(4e-6)


def test_people_are_merged_when_any_two_of_their_records_share_a_customer():
    rows = [
        ("r1", "a", "1"), ("r2", "a", "2"), ("r3", "b", "2"), ("r4", "c", "3"), ("r5", "d", "4"), ("r6", "e", "4"),
    ]  # fmt: skip
    with duckdb.connect() as connection:
        relation(connection, rows)
        connection.execute("create table traps (kind varchar, a varchar, b varchar)")
        connection.executemany(
            "insert into traps values (?, ?, ?)",
            [
                ("twin", "a", "b"),  # by one record of several
                ("twin", "b", "c"),
                ("twin", "b", "a"),  # the first pair again
                ("couple", "d", "e"),
                ("couple", "c", "nobody"),  # not in the set: not counted
                ("namesake", "a", "c"),
            ],
        )
        traps = score_traps(connection, "scored", "traps")
    assert [(trap.kind, trap.pair_count, trap.merged_count, trap.merged_rate) for trap in traps] == [
        ("couple", 1, 1, 1.0),
        ("namesake", 1, 0, 0.0),
        ("twin", 2, 1, 0.5),
    ]
