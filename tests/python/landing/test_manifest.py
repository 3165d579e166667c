"""Manifests that speak the contract, and those that do not."""

import pytest

from lundi.errors import DeliveryRefusedError
from lundi.landing.contract import load_contract
from lundi.landing.manifest import read_manifest
from worlds import STORES, ticket

CONTRACT = load_contract()
TICKETS = [ticket("T1", "S1", "2026-11-09", "5.00")]
DELIVERY = "20261110T050000Z-001"


def changed(**fields):
    return lambda manifest: {**manifest, **fields}


def without(name):
    return lambda manifest: {key: value for key, value in manifest.items() if key != name}


def test_a_sound_manifest_is_read_with_its_times_in_utc(zone):
    folder = zone.deliver("pos/tickets", TICKETS, DELIVERY, delivered_at="2026-11-10T06:00:00+01:00")
    manifest = read_manifest(folder, CONTRACT)
    assert manifest.delivered_at.isoformat() == "2026-11-10T05:00:00+00:00"
    assert manifest.row_count == 1
    assert manifest.entity.key == ("ticket_id",)


@pytest.mark.parametrize(
    ("tamper_manifest", "rule", "said"),
    [
        (changed(contract_version=2), "contract_version_unknown", "2"),
        (changed(mode="full"), "mode_not_allowed", "append or correction"),
        (changed(entity="receipts"), "path_differs", "receipts"),
        (changed(delivery_id="20261110T050000Z-002"), "path_differs", "002"),
        (changed(delivered_at="yesterday"), "manifest_unreadable", "yesterday"),
        (changed(covers_from="10/11/2026"), "manifest_unreadable", "10/11/2026"),
        (changed(covers_from="2026-02-30"), "manifest_unreadable", "2026-02-30"),
        (changed(files=[{"name": "tickets.csv"}]), "manifest_unreadable", "row_count"),
        (changed(files=[{"name": "../t.csv", "row_count": 1, "sha256": "x"}]), "manifest_unreadable", "../t.csv"),
        (without("files"), "manifest_unreadable", "files"),
        (without("delivered_at"), "manifest_unreadable", "delivered_at"),
    ],
)
def test_a_manifest_that_breaks_the_contract_is_refused_with_its_rule(zone, tamper_manifest, rule, said):
    folder = zone.deliver("pos/tickets", TICKETS, DELIVERY, tamper_manifest=tamper_manifest)
    with pytest.raises(DeliveryRefusedError) as refused:
        read_manifest(folder, CONTRACT)
    assert refused.value.rule == rule
    assert said in refused.value.message


def test_a_full_state_must_say_from_which_day_it_holds(zone):
    folder = zone.deliver("reference/stores", STORES, DELIVERY, mode="full")
    with pytest.raises(DeliveryRefusedError) as refused:
        read_manifest(folder, CONTRACT)
    assert refused.value.rule == "covers_from_missing"


def test_a_missing_manifest_and_an_unknown_entity_are_told_apart(zone):
    folder = zone.deliver("pos/tickets", TICKETS, DELIVERY)
    (folder / "manifest.json").unlink()
    with pytest.raises(DeliveryRefusedError) as missing:
        read_manifest(folder, CONTRACT)
    unknown_folder = zone.deliver("pos/receipts", TICKETS, DELIVERY)
    with pytest.raises(DeliveryRefusedError) as unknown:
        read_manifest(unknown_folder, CONTRACT)
    assert (missing.value.rule, unknown.value.rule) == ("manifest_missing", "entity_unknown")


def test_a_manifest_that_is_no_json_is_refused(zone):
    folder = zone.deliver("pos/tickets", TICKETS, DELIVERY)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(DeliveryRefusedError) as refused:
        read_manifest(folder, CONTRACT)
    assert refused.value.rule == "manifest_unreadable"
