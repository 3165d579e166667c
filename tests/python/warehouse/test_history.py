import re
from pathlib import Path

import duckdb

from lundi.warehouse.history import REMEMBERED, carry_history
from runs import settings_in


def test_nothing_is_carried_where_nothing_was_published(tmp_path):
    settings = settings_in(tmp_path)
    settings.build_database.parent.mkdir(parents=True)

    assert carry_history(settings) == ()
    assert not settings.build_database.exists()


def test_the_snapshots_of_the_published_edition_stand_in_the_new_build_and_nothing_else_does(tmp_path):
    settings = settings_in(tmp_path)
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.published_database)) as published:
        published.execute("create schema state; create schema marts")
        published.execute("create table state.snap_rules as select 'a' as code, date '2026-11-09' as dbt_valid_from")
        published.execute("create table marts.fct_sales as select 1 as amount")

    assert carry_history(settings) == ("snap_rules",)

    with duckdb.connect(str(settings.build_database), read_only=True) as build:
        assert build.execute("select * exclude (dbt_valid_from) from state.snap_rules").fetchall() == [("a",)]
        tables = build.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    assert tables == [("state.snap_rules",)]


def test_an_edition_of_before_snapshots_has_none_to_carry(tmp_path):
    settings = settings_in(tmp_path)
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.published_database)) as published:
        published.execute("create table main.anything as select 1 as amount")

    assert carry_history(settings) == ()


def test_what_customers_remember_goes_on_into_the_new_build_and_no_other_step_does(tmp_path):
    settings = settings_in(tmp_path)
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.published_database)) as published:
        published.execute("create schema vault; create schema marts")
        published.execute("create table vault.int_customer__compared_pairs as select 7 as fingerprint")
        published.execute("create table vault.int_customer__clusters as select 1 as cluster_number")
        published.execute("create table marts.int_customer__block_keys as select 1 as block_number")

    assert carry_history(settings) == ("int_customer__compared_pairs",)


def test_every_model_that_remembers_is_carried():
    models = Path("models/customer").glob("*.sql")
    asked = {name for model in models for name in re.findall(r'remembered\("(\w+)"\)', model.read_text("utf-8"))}

    assert asked == set(REMEMBERED)
