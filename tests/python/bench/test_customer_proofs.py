"""What counts as a difference between two runs, on snapshots of a few records written by hand."""

import duckdb
import pytest

from lundi.bench.customer_proofs import (
    Run,
    bridged_count,
    event_note,
    prove_by_rule,
    prove_complete,
    prove_forced,
    prove_merges_told,
    prove_moves_told,
    prove_same,
    prove_silent,
    prove_unchanged,
    take_snapshot,
)
from lundi.customer.relations import CUSTOMER_MODEL

AFTER = Run("after", "2 after", 1.5)


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


def snapshot(connection, name, customers, events=()):
    """A snapshot of customers, each an id with a text of its records, and of events (type, customer, other)."""
    connection.execute(
        f"create table {name} (record_id varchar, customer_id varchar, cluster_name varchar, golden text)"
    )
    for customer, records in customers.items():
        names = records.split()
        connection.executemany(
            f"insert into {name} values (?, ?, ?, ?)",
            [(record, customer, min(names), f"of {records}") for record in names],
        )
    connection.execute(
        f"create table {name}_events (event_type text, customer_id text, other_customer_id text, record_count bigint)"
    )
    for event in events:
        connection.execute(f"insert into {name}_events values (?, ?, ?, 1)", event)
    connection.execute(f"create table {name}_changes (record_id text, former_customer_id text, customer_id text)")


def test_a_record_with_another_value_and_one_that_is_missing_are_differences(connection):
    snapshot(connection, "before", {"A": "a1 a2", "B": "b1"})
    snapshot(connection, "after", {"A": "a1", "C": "a2 c1"})
    ids = prove_same(connection, AFTER, "before", "customer_id", "ids")
    assert ids.examples == ("a2: A -> C", "b1: B -> not there", "c1: not there -> C")
    assert (ids.difference_count, ids.record_count, ids.customer_count, ids.seconds) == (3, 3, 2, 1.5)
    assert not ids.is_proven


def test_clusters_are_the_same_whatever_they_are_called(connection):
    snapshot(connection, "before", {"A": "a1 a2", "B": "b1"})
    snapshot(connection, "after", {"X": "a2 a1", "Y": "b1"})
    assert prove_same(connection, AFTER, "before", "cluster_name", "clusters").is_proven
    assert prove_same(connection, AFTER, "before", "customer_id", "ids").difference_count == 3


def test_nothing_compared_is_nothing_proven(connection):
    snapshot(connection, "before", {})
    snapshot(connection, "after", {})
    proof = prove_same(connection, AFTER, "before", "customer_id", "ids")
    assert (proof.difference_count, proof.is_proven) == (0, False)


def test_only_ten_differences_are_shown_and_all_are_counted(connection):
    snapshot(connection, "before", {"A": " ".join(f"a{n:02}" for n in range(25))})
    snapshot(connection, "after", {"B": " ".join(f"a{n:02}" for n in range(25))})
    proof = prove_same(connection, AFTER, "before", "customer_id", "ids")
    assert (proof.difference_count, len(proof.examples), proof.examples[0]) == (25, 10, "a00: A -> B")


def test_an_event_or_a_changed_record_breaks_the_silence(connection):
    snapshot(connection, "after", {"A": "a1"})
    assert prove_silent(connection, AFTER).is_proven
    connection.execute("insert into after_changes values ('a1', null, 'A')")
    connection.execute("insert into after_events values ('created', 'A', null, 1)")
    assert prove_silent(connection, AFTER).examples == ("a1: none -> A", "created A")
    assert event_note(connection, "after") == "1 created"


def test_every_delivered_record_has_one_customer_that_was_created(connection):
    connection.execute("create table everyone as select unnest(['a1', 'a2', 'b1']) as record_id")
    snapshot(connection, "after", {"A": "a1 a2", "B": "b1"}, [("created", "A", None), ("created", "B", None)])
    assert prove_complete(connection, AFTER, "everyone").is_proven
    connection.execute("delete from after where record_id = 'a1'")
    connection.execute("insert into after values ('a2', 'C', 'a2', '')")
    assert prove_complete(connection, AFTER, "everyone").examples == ("C", "a1", "a2")


@pytest.mark.parametrize(
    ("after", "is_right"),
    [
        ({"A": "a1 a2 b1"}, True),
        ({"B": "a1 a2 b1"}, False),  # A has more records
        ({"A": "a1", "N": "a2", "B": "b1"}, True),  # of parts of one size the one with the smallest record
        ({"N": "a1", "A": "a2", "B": "b1"}, False),
        ({"A": "a1 a2", "N": "n1", "B": "b1"}, True),
        ({"A": "a1 a2", "B": "n1", "N": "b1"}, False),
        ({"B": "a1 b1 b2", "A": "a2"}, False),  # one each: A is the smaller id
        ({"A": "a1 b1", "N": "a2"}, True),
    ],
)
def test_the_rule_says_who_keeps_an_id(connection, after, is_right):
    snapshot(connection, "before", {"A": "a1 a2", "B": "b1"})
    snapshot(connection, "after", after)
    assert prove_by_rule(connection, AFTER, "before", "rule").is_proven is is_right


def test_who_stays_behind_keeps_an_id_that_nobody_else_keeps_and_it_is_no_merge(connection):
    snapshot(connection, "before", {"A": "a1 a2", "B": "b1 b2"})
    snapshot(connection, "after", {"B": "a1 b1 b2", "A": "a2"}, [("moved", "A", "B")])
    assert prove_by_rule(connection, AFTER, "before", "rule").is_proven
    assert prove_merges_told(connection, AFTER, "before").is_proven
    assert prove_moves_told(connection, AFTER, "before").is_proven
    connection.execute("update after set customer_id = 'N' where record_id = 'a2'")
    assert prove_by_rule(connection, AFTER, "before", "rule").examples == ("a2: by the rule A, has N",)


def test_a_new_cluster_must_not_have_an_id_that_somebody_had(connection):
    snapshot(connection, "before", {"A": "a1", "B": "b1"})
    snapshot(connection, "after", {"A": "a1", "B": "n1"})
    assert prove_by_rule(connection, AFTER, "before", "rule").examples == ("n1: by the rule a new one, has B",)


def test_a_merge_is_told_once_and_the_right_way_round(connection):
    snapshot(connection, "before", {"A": "a1 a2", "B": "b1", "C": "c1"})
    snapshot(connection, "after", {"A": "a1 a2 b1", "C": "c1"}, [("merged", "A", "B")])
    assert prove_merges_told(connection, AFTER, "before").is_proven
    connection.execute("update after_events set customer_id = 'B', other_customer_id = 'A'")
    assert prove_merges_told(connection, AFTER, "before").examples == ("not told: A and B", "told: B and A")


def test_a_split_is_told_where_records_go_back_to_their_first_id(connection):
    snapshot(connection, "before", {"A": "a1 a2 b1"})
    snapshot(connection, "after", {"A": "a1 a2", "B": "b1"}, [("reclaimed", "B", None), ("split", "A", "B")])
    assert prove_moves_told(connection, AFTER, "before").is_proven
    connection.execute("delete from after_events")
    assert prove_moves_told(connection, AFTER, "before").examples == ("not told: A and B",)
    connection.execute("insert into after_events values ('merged', 'B', 'A', 1), ('moved', 'C', 'B', 1)")
    assert prove_moves_told(connection, AFTER, "before").examples == ("told: C and B",)


def test_who_stays_of_a_customer_that_lost_its_naming_record_keeps_the_id(connection):
    snapshot(connection, "before", {"A": "a1 a2 a3", "B": "b1 b2 b3", "C": "c1 c2"})
    snapshot(connection, "after", {"A": "a2 a3", "B": "b2", "N": "b3", "X": "c1 c2"})
    connection.execute(
        "create table gone as select * from (values ('a1', 'A'), ('b1', 'B')) as t (record_id, customer_id)"
    )
    proof = prove_unchanged(connection, AFTER, "before", "kept", "gone")
    assert (proof.record_count, proof.customer_count, proof.is_proven) == (2, 1, True)
    assert proof.note == "1 customers are others together without the record"
    connection.execute("update after set customer_id = 'Z' where customer_id = 'A'")
    assert prove_unchanged(connection, AFTER, "before", "kept", "gone").examples == ("a2: A -> Z", "a3: A -> Z")


def test_pairs_that_a_person_decided_on_are_one_or_two(connection):
    snapshot(connection, "after", {"A": "a1 b1", "C": "c1", "D": "d1"})
    pairs = "('a1', 'b1'), ('c1', 'd1')"
    for table in ("forced", "bridged"):
        connection.execute(
            f"create table {table} as select * from (values {pairs}) as t (left_record_id, right_record_id)"
        )
    assert prove_forced(connection, AFTER, are_one=True).examples == ("c1 and d1",)
    assert prove_forced(connection, AFTER, are_one=False).examples == ("a1 and b1",)
    assert bridged_count(connection, "after") == 1


def test_a_snapshot_has_the_golden_values_of_each_record_s_customer(connection):
    connection.execute(
        "create table customers as select * from "
        "(values ('app', 'U1', 'A'), ('loyalty', 'M1', 'A'), ('app', 'U2', 'B')) "
        "as t (source_system, source_customer_id, customer_id)"
    )
    connection.execute(
        "create table golden as select 'A' as customer_id, 'email' as attribute, 'x@y.example' as attribute_value, "
        "'app' as source_system, 'U1' as source_customer_id, 'most_recent' as rule_code"
    )
    connection.execute(
        "create table events as select 'created' as event_type, 'A' as customer_id, null as other_customer_id, "
        "2 as record_count, unnest([true, false]) as is_new"
    )
    connection.execute(
        "create table changes as select 'app-U1' as record_id, null as former_customer_id, 'A' as customer_id"
    )
    relations = dict(
        zip(
            (CUSTOMER_MODEL, "int_customer__golden_values", "int_customer__events", "int_customer__registry_changes"),
            ("customers", "golden", "events", "changes"),
            strict=True,
        )
    )
    take_snapshot(connection, "taken", relations)
    golden = "email=x@y.example of app-U1 by most_recent"
    assert connection.execute("select * from taken order by record_id").fetchall() == [
        ("app-U1", "A", "app-U1", golden),
        ("app-U2", "B", "app-U2", ""),
        ("loyalty-M1", "A", "app-U1", golden),
    ]
    assert connection.execute("select count(*) from taken_events").fetchall() == [(1,)]
