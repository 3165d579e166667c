"""What the seeds say: read from a built edition, or from the files themselves."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.share.manifest import Rule, Zone
from lundi.share.offers import Catalogue, Entitlement, Partner, Product, checked_codes

SEEDS = ("share_partners", "share_products", "share_entitlements", "share_rules")
REGION_NAMES = "select region_code, min(region_name) from core.dim_stores where region_name is not null group by all"
# Where a rule's columns are named otherwise, the first that is there counts.
RULE_COLUMNS = {
    "rule_code": ("rule_code", "rule"),
    "rule_value": ("rule_value", "threshold", "value"),
    "text_fr": ("text_fr", "description_fr", "reason_fr", "name_fr"),
    "text_en": ("text_en", "description_en", "reason_en", "name_en"),
}


def read_catalogue(connection: duckdb.DuckDBPyConnection) -> Catalogue:
    """Partners, products and entitlements. Raises LundiError where an edition lacks the seeds, or a code is none."""
    return _catalogue(lambda seed: _rows(connection, seed))


def read_seed_files(folder: Path) -> Catalogue:
    """The same, as the files of `seeds/share` have it now. Raises LundiError where one is missing or a code is none."""
    return _catalogue(lambda seed: _file_rows(folder / f"{seed}.csv"))


def read_rules(connection: duckdb.DuckDBPyConnection) -> tuple[Rule, ...]:
    """The rules of disclosure control, by code."""
    return tuple(sorted(map(_rule, _rows(connection, "share_rules")), key=lambda rule: rule.rule_code))


def read_zones(connection: duckdb.DuckDBPyConnection) -> tuple[Zone, ...]:
    """The zones that partners see, by code, with the names of their regions; none where an edition has no zones."""
    try:
        rows = _rows(connection, "share_regions")
    except LundiError:
        return ()
    try:
        found = connection.execute(REGION_NAMES).fetchall()
    except duckdb.CatalogException:
        found = []
    names = dict(found)
    regions: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        known = names.get(row["region_code"])
        # A region without a store has no cell to speak of.
        regions.setdefault((row["zone_code"], row["zone_name"]), []).extend([known] if known else [])
    return tuple(Zone(code, name, tuple(sorted(regions[code, name]))) for code, name in sorted(regions))


def _catalogue(rows_of: Callable[[str], list[dict[str, Any]]]) -> Catalogue:
    partners = tuple(
        Partner(row["partner_code"], row["partner_name"], row["partner_kind"]) for row in rows_of("share_partners")
    )
    products = tuple(map(_product, rows_of("share_products")))
    entitlements = tuple(map(_entitlement, rows_of("share_entitlements")))
    return checked_codes(Catalogue(partners, products, entitlements))


def _product(row: dict[str, Any]) -> Product:
    return Product(
        product_code=row["product_code"],
        product_version=int(row["product_version"]),
        model_name=row["model_name"],
        name_fr=row["name_fr"],
        name_en=row["name_en"],
        description_fr=row["description_fr"],
        description_en=row["description_en"],
        status=row["status"],
        deprecated_on=_day(row["deprecated_on"]),
        ends_on=_day(row["ends_on"]),
        replaced_by=row["replaced_by"] or None,
    )


def _entitlement(row: dict[str, Any]) -> Entitlement:
    return Entitlement(
        partner_code=row["partner_code"],
        product_code=row["product_code"],
        product_version=int(row["product_version"]),
        scope_kind=row["scope_kind"],
        scope_value=row["scope_value"] or None,
        valid_from=_needed_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        file_format=row["file_format"],
    )


def _rule(row: dict[str, Any]) -> Rule:
    def found(names: tuple[str, ...]) -> str:
        return _plain(next((row[name] for name in names if row.get(name) is not None), ""))

    return Rule(**{field: found(names) for field, names in RULE_COLUMNS.items()})


def _plain(value: Any) -> str:  # noqa: ANN401
    """A value as people write it: 11 and 0.85, however many decimals its column has."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _file_rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise LundiError(f"{path.name} cannot be read: {error.strerror}", "restore seeds/share/") from error


def _rows(connection: duckdb.DuckDBPyConnection, seed: str) -> list[dict[str, Any]]:
    found = connection.execute(
        "select table_schema from information_schema.tables where table_name = ? order by 1", [seed]
    ).fetchall()
    if not found:
        raise LundiError(f"the edition has no table {seed}", "run `lundi share publish` without --no-build")
    cursor = connection.execute(f"select * from {found[0][0]}.{seed}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _day(value: Any) -> date | None:  # noqa: ANN401
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _needed_day(value: Any) -> date:  # noqa: ANN401
    day = _day(value)
    if day is None:
        raise LundiError("an entitlement has no valid_from", "mend seeds/share/share_entitlements.csv")
    return day
