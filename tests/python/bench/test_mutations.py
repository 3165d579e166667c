"""Mutations are drawn by their seed alone, and each kind does what its name says."""

import csv
import io
import json

import pytest

from lundi.bench.mutations import MUTATIONS, Sound, as_folder, mutate

TICKETS = Sound(
    "pos", "tickets", "20261116T050000Z-0001", "2026-11-16T05:00:00Z",
    tuple(
        {"ticket_id": f"T{n}", "store_id": "S1", "till_id": str(n), "business_date": "2026-11-10", "order_id": "",
         "status": "sale", "total_eur_incl_tax": f"{n}.50"}
        for n in (1, 2, 3)
    ),
    control_totals={"total_eur_incl_tax": "7.50"},
)  # fmt: skip
PARQUET = Sound(**{**TICKETS.__dict__, "file_format": "parquet"})


def rows_of(folder):
    content = folder.files["tickets.csv"].decode()
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def test_a_sound_delivery_announces_what_it_holds():
    folder = as_folder(TICKETS)
    manifest = json.loads(folder.files["manifest.json"])
    assert (manifest["files"][0]["row_count"], len(rows_of(folder)), folder.row_count) == (3, 3, 3)
    assert manifest["control_totals"] == {"total_eur_incl_tax": "7.50"}


@pytest.mark.parametrize("sound", [TICKETS, PARQUET], ids=["csv", "parquet"])
@pytest.mark.parametrize("name", MUTATIONS)
def test_the_same_seed_draws_the_same_bytes_which_are_not_the_sound_ones(name, sound):
    changed = 0
    for seed in range(5):
        try:
            first, second = mutate(sound, seed, only=name), mutate(sound, seed, only=name)
        except ValueError:
            continue
        assert (first.name, first.folders) == (name, second.folders)
        changed += first.folders != (as_folder(sound),)
    is_of_csv_alone = name in {
        "cut at a line end", "another encoding", "a byte order mark", "other line ends", "other separators",
        "the header gone",
    }  # fmt: skip
    assert (changed > 0) == ((name != "a column retyped") if sound is TICKETS else not is_of_csv_alone)


def test_a_mutation_that_does_not_fit_is_said():
    with pytest.raises(ValueError, match="a column retyped does not fit pos/tickets as csv"):
        mutate(TICKETS, 1, only="a column retyped")


def test_dropped_rows_are_announced_as_if_they_had_never_been():
    folder = mutate(TICKETS, 3, only="rows dropped").folders[0]
    announced = json.loads(folder.files["manifest.json"])
    assert announced["files"][0]["row_count"] == len(rows_of(folder)) < 3
    assert announced["control_totals"] == {"total_eur_incl_tax": "7.50"}


def test_only_another_state_day_or_store_of_an_order_is_blind():
    def is_blind(sound, name):
        return {mutate(sound, seed, only=name).is_blind for seed in range(40)}

    orders = tuple({"order_id": r["ticket_id"], "status": "fulfilled", "total_eur_incl_tax": "1.00"}
                   for r in TICKETS.rows)  # fmt: skip
    assert is_blind(TICKETS, "another code") == {False}
    assert is_blind(Sound("drive", "orders", "1", "", orders), "another code") == {False, True}


def test_a_stale_correction_has_a_lower_id_than_the_right_one():
    first, right, stale = (
        json.loads(folder.files["manifest.json"]) for folder in mutate(TICKETS, 1, only="a stale correction").folders
    )
    assert [d["mode"] for d in (first, right, stale)] == ["append", "correction", "correction"]
    assert stale["delivery_id"] < right["delivery_id"]
