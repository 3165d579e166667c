"""The landing zone as a whole: it keeps the contract, and the same plan gives the same rows."""

import json
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest

from lundi.demo.retailer.write import Retailer, write_retailer, written_last_date
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.contract import load_contract


@pytest.fixture(scope="module")
def sample(retailer, tmp_path_factory):
    """All of old history and the last week: the days between are like those of the last week."""
    landing = tmp_path_factory.mktemp("sample") / "landing"
    daily, last = f"{retailer.plan.daily_from:%Y%m%d}U", f"{retailer.plan.last_date - timedelta(days=6):%Y%m%d}"
    for folder in retailer.landing.glob("*/*/*"):
        if folder.name < daily or folder.name > last:
            link = landing / folder.relative_to(retailer.landing)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder, target_is_directory=True)
    return landing


@pytest.fixture(scope="module")
def ingested(sample, tmp_path_factory):
    return ingest(sample, tmp_path_factory.mktemp("raw") / "raw.duckdb")


def test_no_delivery_is_refused_and_no_row_kept_aside(ingested):
    assert ingested.sentences == []
    assert ingested.is_complete
    assert len(ingested.with_status("accepted")) == len(ingested.outcomes) > 300


def test_every_manifest_counts_the_rows_that_were_loaded(ingested, sample):
    manifests = [json.loads(path.read_text()) for path in sample.glob("*/*/*/manifest.json")]
    assert ingested.row_count == sum(file["row_count"] for manifest in manifests for file in manifest["files"])


def test_no_delivery_has_a_column_that_the_contract_lacks(ingested):
    assert {name for outcome in ingested.outcomes for name in outcome.unknown_columns} == set()


def test_what_is_written_to_its_end_is_left_alone(retailer):
    assert write_retailer(retailer.landing, retailer.plan) == 0


def test_another_plan_or_foreign_deliveries_in_the_folder_are_refused_before_anything_is_written(retailer, tmp_path):
    before = len(retailer.manifests())
    with pytest.raises(LundiError, match="not of this demo"):
        write_retailer(retailer.landing, replace(retailer.plan, seed=1))
    assert len(retailer.manifests()) == before
    foreign = tmp_path / "landing" / "pos" / "tickets" / "20170101T000000Z-001"
    foreign.mkdir(parents=True)
    (foreign / "manifest.json").write_text("{}")
    with pytest.raises(LundiError, match="not of this demo"):
        write_retailer(tmp_path / "landing", retailer.plan)


def test_the_last_day_of_the_demo_that_lies_there_is_known(retailer, tmp_path):
    assert written_last_date(retailer.landing) == retailer.plan.last_date
    assert written_last_date(tmp_path / "landing") is None


def test_the_truth_lies_beside_the_landing_zone(retailer):
    names = {path.name for path in retailer.truth.iterdir()}
    expected = {"records.parquet", "people.parquet", "trap_pairs.parquet", "planted_faults.csv", "planted_events.csv"}
    assert expected <= names
    assert retailer.truth.parent == retailer.landing.parent
    assert json.loads((retailer.truth / "plan.json").read_text())["plan"]["seed"] == retailer.plan.seed


def test_each_planted_fault_and_event_is_there(retailer):
    faults = {code for (code,) in retailer.query("select distinct fault_code from planted_faults")}
    events = {code for (code,) in retailer.query("select distinct event_code from planted_events")}
    assert faults == {
        "lines_differ_from_total", "product_unknown", "settlement_differs", "store_day_missing", "store_unknown",
        "ticket_sent_again", "ticket_without_lines", "z_differs", "z_missing",
    }  # fmt: skip
    assert events == {
        "closed_for_good", "drive_peak_week", "late_store_day", "moved_between_regions", "negative_day", "opened",
        "refit", "sales_area_changed", "till_day_corrected", "z_corrected",
    }  # fmt: skip


def fingerprints(plan):
    """Count and content of every outbox, the first month of tills included."""
    with duckdb.connect() as connection:
        made = Retailer(connection, plan)
        made.make_everything_but_the_tills()
        made.make_till_weeks([plan.first_date])
        tables = [f"out_{e.source}_{e.name}" for e in load_contract().entities if "full" not in e.modes]
        tables += ["demo_products", "demo_promotions", "demo_stores", "demo_targets", "planted_faults"]
        return {
            table: connection.execute(f"select count(*), sum(hash(t)) from {table} as t").fetchall()[0]
            for table in tables
        }


def test_the_same_plan_gives_the_same_rows_and_another_seed_others(tiny_plan):
    first, second = fingerprints(tiny_plan), fingerprints(tiny_plan)
    assert first == second
    other = fingerprints(replace(tiny_plan, seed=tiny_plan.seed + 1))
    for table in ("out_pos_ticket_lines", "out_drive_orders", "out_loyalty_members", "demo_products"):
        assert other[table] != first[table]
