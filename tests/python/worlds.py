"""Landing zones written by hand, small enough to compute every figure on paper."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lundi.settings import Settings
from lundi.warehouse.state import FAILED, SUCCEEDED, NodeRecord, RunRecord, StepRecord, open_state, write_run

Row = dict[str, Any]


@dataclass(frozen=True)
class LandingZone:
    """A landing folder that tests fill delivery by delivery, as a source system would."""

    path: Path

    def deliver(
        self,
        entity_path: str,
        rows: list[Row],
        delivery_id: str,
        *,
        mode: str = "append",
        delivered_at: str | None = None,
        covers_from: str | None = None,
        file_format: str = "csv",
        tamper: Callable[[bytes], bytes] = lambda content: content,
        tamper_manifest: Callable[[dict], dict] = lambda manifest: manifest,
        is_hash_of_tampered: bool = False,
    ) -> Path:
        """Writes one delivery; `tamper` spoils the file after (or, on request, before) its hash was taken."""
        source, entity = entity_path.split("/")
        folder = self.path / source / entity / delivery_id
        folder.mkdir(parents=True, exist_ok=True)
        content = to_csv(rows) if file_format == "csv" else to_parquet(rows, folder)
        spoiled = tamper(content)
        name = f"{entity}.{file_format}"
        (folder / name).write_bytes(spoiled)
        manifest = {
            "contract_version": 1,
            "source": source,
            "entity": entity,
            "delivery_id": delivery_id,
            "delivered_at": delivered_at or moment_of(delivery_id),
            "covers_from": covers_from,
            "mode": mode,
            "files": [
                {
                    "name": name,
                    "row_count": len(rows),
                    "sha256": hashlib.sha256(spoiled if is_hash_of_tampered else content).hexdigest(),
                }
            ],
            "control_totals": {},
        }
        (folder / "manifest.json").write_text(json.dumps(tamper_manifest(manifest)), encoding="utf-8")
        return folder


def moment_of(delivery_id: str) -> str:
    """The moment that a delivery id such as 20261116T041500Z-001 begins with."""
    day, clock = delivery_id[:8], delivery_id[9:15]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"


def to_csv(rows: list[Row]) -> bytes:
    """Rows as the contract's CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def to_parquet(rows: list[Row], folder: Path) -> bytes:
    """Rows as Parquet with the types that DuckDB finds in the CSV, text for ids."""
    source, target = folder / ".rows.csv", folder / ".rows.parquet"
    source.write_bytes(to_csv(rows))
    types = {name: parquet_type(name) for name in rows[0]}
    listed = ", ".join(f"'{name}': '{sql_type}'" for name, sql_type in types.items())
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * from read_csv('{source}', delim = ';', header = true, auto_detect = false, "
            f"hive_partitioning = false, "
            f"columns = {{{listed}}})) to '{target}' (format parquet)"
        )
    content = target.read_bytes()
    source.unlink()
    target.unlink()
    return content


def parquet_type(name: str) -> str:
    """The contract's type of a column, by the contract's own naming rule."""
    endings = {
        "_eur_incl_tax": "decimal(18,2)",
        "_date": "date",
        "_at": "timestamp",
        "quantity": "decimal(18,3)",
        "vat_rate": "decimal(5,4)",
        "line_number": "bigint",
    }
    if name.startswith("is_"):
        return "boolean"
    return next((sql_type for ending, sql_type in endings.items() if name.endswith(ending)), "varchar")


def ticket(ticket_id: str, store_id: str, business_date: str, total: str, **more: Any) -> Row:
    """A till ticket."""
    return {
        "ticket_id": ticket_id,
        "store_id": store_id,
        "business_date": business_date,
        "closed_at": f"{business_date}T12:00:00",
        "loyalty_card_number": "",
        "order_id": "",
        "status": "sale",
        "total_eur_incl_tax": total,
        **more,
    }


def line(ticket_id: str, number: int, product_id: str, quantity: str, price: str, amount: str, **more: Any) -> Row:
    """A ticket line."""
    return {
        "ticket_id": ticket_id,
        "line_number": number,
        "product_id": product_id,
        "line_type": "sale",
        "quantity": quantity,
        "unit_price_eur_incl_tax": price,
        "discount_eur_incl_tax": "0.00",
        "amount_eur_incl_tax": amount,
        "vat_rate": "0.0550",
        **more,
    }


def customer(key: str, first_name: str, last_name: str, **more: Any) -> Row:
    """What every application knows of a customer; key: the application's own name of the id, and the id, as `id=A1`."""
    name, _, value = key.partition("=")
    return {
        name: value,
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": "1980-05-04",
        "email": f"{first_name}.{last_name}@exemple.fr".lower(),
        "phone": "",
        "address": "",
        "postal_code": "69003",
        "city": "Lyon",
        "created_at": "2026-01-05T10:00:00",
        "updated_at": "2026-01-05T10:00:00",
        **more,
    }


STORES = [
    {"store_id": "S1", "store_name": "Lyon Part-Dieu", "region_code": "ARA", "opened_on": "2010-01-04"},
    {"store_id": "S2", "store_name": "Nantes Erdre", "region_code": "PDL", "opened_on": "2012-03-01"},
    {"store_id": "S3", "store_name": "", "region_code": "PDL", "opened_on": ""},
]

PRODUCTS = [
    {"product_id": "0001", "product_name": "Café", "department_code": "EPI", "department_name": "Épicerie",
     "aisle_code": "PDJ", "family_code": "CAF", "unit": "each", "vat_rate": "0.0550", "is_fuel": "false"},
    {"product_id": "0002", "product_name": "Pommes", "department_code": "FRU", "department_name": "Fruits",
     "aisle_code": "POM", "family_code": "GAL", "unit": "kg", "vat_rate": "0.0550", "is_fuel": "false"},
    {"product_id": "0003", "product_name": "SP95", "department_code": "CAR", "department_name": "Carburant",
     "aisle_code": "", "family_code": "", "unit": "litre", "vat_rate": "0.2000", "is_fuel": "true"},
]  # fmt: skip


def write_four_weeks(zone: LandingZone) -> None:
    """Two weeks of November 2026 and the same two of 2025 in three stores, with one of each special ticket."""
    first, last = "20251103T050000Z-001", "20261116T050000Z-001"
    zone.deliver("reference/stores", STORES, first, mode="full", covers_from="2025-01-01")
    zone.deliver("reference/products", PRODUCTS, first, mode="full", covers_from="2025-01-01")
    zone.deliver(
        "pos/tickets",
        [
            ticket("A1", "S1", "2025-11-03", "10.00"),
            ticket("A2", "S1", "2025-11-11", "20.00"),
            ticket("A3", "S2", "2025-11-15", "5.00"),
        ],
        "20251117T050000Z-001",
    )
    zone.deliver(
        "pos/ticket_lines",
        [
            line("A1", 1, "0001", "4", "2.50", "10.00"),
            line("A2", 1, "0001", "8", "2.50", "20.00"),
            line("A3", 1, "0001", "2", "2.50", "5.00"),
        ],
        "20251117T050000Z-001",
    )
    zone.deliver(
        "pos/tickets",
        [ticket("B1", "S1", "2026-11-05", "24.00", loyalty_card_number="900")],
        "20261109T050000Z-001",
        file_format="parquet",
    )
    zone.deliver(
        "pos/ticket_lines",
        [line("B1", 1, "0001", "10", "2.40", "24.00")],
        "20261109T050000Z-001",
        file_format="parquet",
    )
    zone.deliver(
        "pos/tickets",
        [
            ticket("T1", "S1", "2026-11-09", "5.00", loyalty_card_number="900"),
            ticket("T2", "S1", "2026-11-14", "2.00", closed_at="2026-11-15T00:20:00"),
            ticket("T3", "S2", "2026-11-15", "20.00", loyalty_card_number="901"),
            ticket("T4", "S1", "2026-11-10", "-2.50"),
            ticket("T5", "S1", "2026-11-10", "99.00", status="void"),
            ticket("T6", "S1", "2026-11-10", "99.00", status="training"),
            ticket("T7", "S1", "2026-11-10", "99.00", order_id="O1"),
            ticket("T8", "S3", "2026-11-11", "3.00"),
        ],
        last,
    )
    zone.deliver(
        "pos/ticket_lines",
        [
            line("T1", 1, "0001", "2", "2.50", "5.00"),
            line("T2", 1, "0002", "0.500", "4.00", "2.00"),
            line("T3", 1, "0003", "10", "1.80", "18.00", vat_rate="0.2000"),
            line("T3", 2, "0001", "1", "2.50", "2.00", discount_eur_incl_tax="0.50"),
            line("T4", 1, "0001", "-1", "2.50", "-2.50", line_type="return"),
            line("T5", 1, "0001", "1", "99.00", "99.00"),
            line("T6", 1, "0001", "1", "99.00", "99.00"),
            line("T7", 1, "0001", "1", "99.00", "99.00"),
            line("T8", 1, "9999", "1", "3.00", "3.00", vat_rate=""),
        ],
        last,
    )
    # The till counted one coffee too few: the correction brings ticket T1 and all its lines again.
    later = "20261116T053000Z-001"
    zone.deliver(
        "pos/tickets",
        [ticket("T1", "S1", "2026-11-09", "7.50", loyalty_card_number="900")],
        later,
        mode="correction",
    )
    zone.deliver("pos/ticket_lines", [line("T1", 1, "0001", "3", "2.50", "7.50")], later, mode="correction")


def write_customers(zone: LandingZone) -> None:
    """Five records of two people: Marie is in three applications, twice in the shop; Paul is a member alone."""
    at = "20261112T040000Z-001"
    marie = {
        "first_name": "Marie",
        "last_name": "Durand",
        "birth_date": "1980-05-04",
        "created_at": "2025-03-01T10:00:00",
    }
    paul = {**marie, "first_name": "Paul", "last_name": "Petit", "birth_date": "1975-02-03"}
    zone.deliver("loyalty/members", [{"member_id": "M1", **marie}, {"member_id": "M2", **paul}], at)
    zone.deliver("drive/accounts", [{"account_id": "D1", **marie}], at)
    zone.deliver("ecommerce/accounts", [{"account_id": "E1", **marie}, {"account_id": "E2", **marie}], at)


def write_one_store(zone: LandingZone) -> None:
    """One store, one day of sales, nothing to compare with."""
    zone.deliver("reference/stores", STORES[:1], "20261109T050000Z-001", mode="full", covers_from="2026-01-01")
    zone.deliver("reference/products", PRODUCTS, "20261109T050000Z-001", mode="full", covers_from="2026-01-01")
    zone.deliver("pos/tickets", [ticket("T1", "S1", "2026-11-11", "5.00")], "20261112T050000Z-001")
    zone.deliver("pos/ticket_lines", [line("T1", 1, "0001", "2", "2.50", "5.00")], "20261112T050000Z-001")


# Ticket deliveries that write_spoiled sends and the contract refuses: cut off, altered, a column renamed, latin-1.
SPOILED = tuple(f"20261113T050000Z-{number:03d}" for number in range(1, 5))


def write_spoiled(zone: LandingZone) -> None:
    """Four deliveries of tickets of one day, each spoiled in a way of its own."""
    rows = [ticket("X1", "S1", "2026-11-12", "1.00"), ticket("X2", "S1", "2026-11-12", "1.00")]
    renamed = [{("magasin" if k == "store_id" else k): v for k, v in row.items()} for row in rows]
    accented = [{**row, "ticket_id": f"é{row['ticket_id']}"} for row in rows]
    spoil = {"is_hash_of_tampered": True}
    zone.deliver("pos/tickets", rows, SPOILED[0], tamper=lambda c: c[:-3], **spoil)
    zone.deliver("pos/tickets", rows, SPOILED[1], tamper=lambda c: c.replace(b"1.00", b"9.00"))
    zone.deliver("pos/tickets", renamed, SPOILED[2])
    zone.deliver("pos/tickets", accented, SPOILED[3], tamper=lambda c: c.decode().encode("latin-1"), **spoil)


def write_mended(zone: LandingZone) -> None:
    """The same four as they were meant, with their lines, on the Wednesday after."""
    for number, delivery_id in enumerate(SPOILED, start=1):
        header = ticket(f"X{number}", "S1", "2026-11-12", "1.00")
        lines = [line(f"X{number}", 1, "0001", "1", "1.00", "1.00")]
        zone.deliver("pos/tickets", [header], delivery_id, delivered_at="2026-11-18T07:00:00Z")
        zone.deliver("pos/ticket_lines", lines, f"20261118T070000Z-{number:03d}")


def monday_record(run_id: str, iso_week: str, as_of: datetime) -> RunRecord:
    """A Monday of 192 seconds as the state keeps it, its build made of two nodes."""
    steps = (("ingest", 12.0, 5), ("build", 135.0, 2), ("publish", 1.0, None), ("report", 39.0, 6), ("checks", 5.0, 13))
    nodes = (("model.lundi.a", 90.0), ("model.lundi.b", 45.0))
    return RunRecord(
        run_id, "dev", iso_week, as_of, as_of, as_of + timedelta(seconds=192), SUCCEEDED,
        tuple(StepRecord(step, seconds, count) for step, seconds, count in steps),
        tuple(NodeRecord(name, "model", "marts", "marts/sales", "success", as_of, took) for name, took in nodes),
    )  # fmt: skip


def write_the_monday_before(settings: Settings) -> None:
    """The Monday of 2026-W45, with a failure before it and one more print after it."""
    as_of = datetime(2026, 11, 9, 7, 0, tzinfo=UTC)
    first = monday_record("W45", "2026-W45", as_of)
    failed = replace(first, run_id="W45 failed", outcome=FAILED, started_at=as_of - timedelta(hours=1), nodes=())
    again = replace(first, run_id="W45 again", started_at=as_of + timedelta(hours=1), steps=first.steps[:2])
    with open_state(settings.state_database) as connection:
        for run in (failed, first, again):
            write_run(connection, run)
