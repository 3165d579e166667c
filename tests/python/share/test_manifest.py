"""The manifest: the same content has the same hash, whatever run made it."""

from dataclasses import replace
from datetime import timedelta

from lundi.share.cells import Cells
from lundi.share.contracts import Column, Contract
from lundi.share.manifest import as_text, notice_of, with_files
from share_made import CELLS, MOMENT, ORIGIN, ROW, ZONES, made


def test_scope_rules_contract_and_the_day_of_the_end_stand_in_it():
    (product,) = made()["products"]
    assert product["scope"] == [
        {"kind": "supplier", "value": "F1", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    ]
    assert (product["last_day"], product["ends_on"]) == ("2026-12-31", "2027-01-31")
    assert product["contract_hash"] == CELLS.contract.shape_hash
    assert made()["rules"][0]["value"] == "3"


def test_another_run_that_says_the_same_has_the_same_content_hash():
    later = replace(
        ORIGIN, published_at=MOMENT + timedelta(hours=1), as_of=MOMENT + timedelta(hours=1), invocation_id="2"
    )
    assert made(origin=later, number=9)["content_hash"] == made()["content_hash"]


def test_rows_scope_rules_and_the_clock_of_the_figures_move_the_content_hash():
    assert made(cells=Cells(CELLS.contract, ()))["content_hash"] != made()["content_hash"]
    assert made(row=replace(ROW, valid_to=None))["content_hash"] != made()["content_hash"]
    assert made(rules=())["content_hash"] != made()["content_hash"]
    later = replace(ORIGIN, edition_as_of=MOMENT + timedelta(days=7))
    assert made(origin=later)["content_hash"] != made()["content_hash"]


def test_a_product_names_its_own_parquet_and_the_manifest_all_files():
    files = [
        {"name": "partage.duckdb", "bytes": 1, "sha256": "a"},
        {"name": "sales_v1.parquet", "bytes": 2, "sha256": "b"},
    ]
    complete = with_files(made(), files)
    assert complete["files"] == files
    assert complete["products"][0]["files"] == files[1:]
    assert as_text(complete).endswith("}\n")


def test_a_notice_says_when_and_why_and_nothing_of_what_was_given():
    notice = notice_of("alpha", "Alpha", "revoked", MOMENT, 4)
    assert (notice["status"], notice["ended_at"], notice["publication_number"]) == (
        "revoked",
        "2026-11-16T05:00:00Z",
        4,
    )
    assert "products" not in notice


def test_zones_are_told_with_their_regions_where_a_product_has_them():
    assert made(zones=ZONES)["zones"] == []
    zoned = Cells(Contract("x", (Column("zone_code", "varchar", "none", "", ""),)), (("ouest",),))
    told = made(cells=zoned, zones=ZONES)
    assert told["zones"] == [{"zone": "ouest", "name": "Ouest", "regions": ["Bretagne", "Normandie"]}]
    assert told["content_hash"] != made(cells=zoned)["content_hash"]
