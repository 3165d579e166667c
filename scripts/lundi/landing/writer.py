"""Writes landing files: the other side of the contract, for the data sets that Lundi maps or makes itself."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.landing.contract import Entity, load_contract
from lundi.landing.manifest import MANIFEST_NAME
from lundi.landing.precheck import sha256_of
from lundi.warehouse.load_sql import literal


@dataclass(frozen=True)
class Delivery:
    """What one delivery says of itself; `select` is the SQL that gives its rows under the contract's names."""

    source: str
    entity: str
    mode: str
    delivered_at: datetime
    select: str
    covers_from: date | None = None
    covers_to: date | None = None
    sequence: int = 1
    control_totals: Mapping[str, str] = field(default_factory=dict)

    @property
    def delivery_id(self) -> str:
        """The id: its moment in UTC, then its place among the deliveries of that moment."""
        return f"{self.delivered_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self.sequence:03d}"


def write_delivery(
    connection: duckdb.DuckDBPyConnection, landing: Path, delivery: Delivery, file_format: str = "parquet"
) -> bool:
    """Writes one delivery; False where the same one lies there already, or where it would have no row.

    The folder appears in one rename, so that no reader meets half a delivery.
    Raises LundiError where another content lies there under the same id.
    """
    target = landing / delivery.source / delivery.entity / delivery.delivery_id
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkdtemp gives a hidden name: an ingest that runs meanwhile passes it over.
    workshop = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    try:
        manifest = _write_files(connection, workshop, delivery, file_format)
        if manifest["files"][0]["row_count"] == 0:
            return False
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (workshop / MANIFEST_NAME).write_text(text, encoding="utf-8")
        if target.exists():
            _assert_same(target, text)
            return False
        workshop.chmod(0o755)
        os.replace(workshop, target)
        return True
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _write_files(
    connection: duckdb.DuckDBPyConnection, folder: Path, delivery: Delivery, file_format: str
) -> dict[str, object]:
    entity = load_contract().entity(delivery.source, delivery.entity)
    if entity is None:
        raise LundiError(f"the contract knows no entity {delivery.source}/{delivery.entity}")
    path = folder / f"{delivery.entity}.{file_format}"
    rows = _copy(connection, _conforming(entity, delivery.select), path, file_format)
    return {
        "contract_version": load_contract().version,
        "source": delivery.source,
        "entity": delivery.entity,
        "delivery_id": delivery.delivery_id,
        "delivered_at": f"{delivery.delivered_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "covers_from": delivery.covers_from.isoformat() if delivery.covers_from else None,
        "covers_to": delivery.covers_to.isoformat() if delivery.covers_to else None,
        "mode": delivery.mode,
        "files": [{"name": path.name, "row_count": rows, "sha256": sha256_of(path)}],
        "control_totals": dict(delivery.control_totals),
    }


def _conforming(entity: Entity, select: str) -> str:
    """The rows with every column of the contract in its order and type, in the order of the key."""
    columns = ", ".join(_conforming_column(column.name, column.sql_type) for column in entity.columns)
    return f"select {columns} from ({select}) order by {', '.join(entity.key)}"


def _conforming_column(name: str, sql_type: str) -> str:
    # An instant keeps its offset, a wall clock stays without one: the contract gives both a meaning.
    return name if sql_type == "timestamp" else f"cast({name} as {sql_type}) as {name}"


def _copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path, file_format: str) -> int:
    options = {
        "parquet": "format parquet, compression zstd",
        "csv": "format csv, header true, delimiter ';', quote '\"', dateformat '%Y-%m-%d'",
    }[file_format]
    row = connection.execute(f"copy ({select}) to {literal(str(path))} ({options})").fetchone()
    return int(row[0]) if row else 0


def _assert_same(target: Path, text: str) -> None:
    if (target / MANIFEST_NAME).read_text(encoding="utf-8") != text:
        raise LundiError(
            f"{target.parent.parent.name}/{target.parent.name}/{target.name} lies there with other content",
            "choose an empty folder with LUNDI_LANDING, or remove this landing zone",
        )
