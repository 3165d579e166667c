"""A property that is not carried out is listed; the same words in a text or a query are none."""

import pytest

from standin.omitted import omitted


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("create or replace view v with row access policy p on (a) as select a from t", ("row access policy",)),
        ("create table t (a int with masking policy m)", ("masking policy",)),
        ("create or replace table t (a int) with tag (privacy = 'personal')", ("tag",)),
        ("create schema s with managed access data_retention_time_in_days = 1", ("managed access", "retention")),
        ("create or replace transient table t cluster by (a) as (select 1 as a)", ("transient", "cluster by")),
        ("create or replace secure view v comment = 'words' as select 1 as a", ("secure", "comment")),
        ("create view v (a comment 'words') as select 1 as a", ("comment",)),
        ("create table t as select 1 as a", ()),
        ("create table t (a int comment 'transient cluster by (a)')", ("comment",)),
        ("create table t as select 'row access policy p' as a", ()),
        ("create table t as (select tag (1), comment from cluster)", ()),
        ("select 1 from t where comment = ''", ()),
        ("insert into t select 'secure'", ()),
    ],
)
def test_a_creation_names_what_is_left_out(statement, names):
    assert set(omitted(statement)) == set(names)


def test_what_is_left_out_stands_in_the_ledger(fate, standin):
    assert fate("create or replace transient table left_out cluster by (a) as select 1 as a").left_out == (
        "transient",
        "cluster by",
    )
    assert "x cluster by" in standin.ledger.summary()


def test_a_failed_creation_leaves_nothing_out(fate):
    assert fate("create or replace transient table left_out as select a from nowhere").left_out == ()
