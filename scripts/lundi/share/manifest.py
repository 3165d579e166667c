"""The manifest of a publication: what a partner was given, under which contract, scope and rules. Pure functions."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from lundi import __version__
from lundi.share.cells import Cells
from lundi.share.contracts import WEEK_COLUMN
from lundi.share.offers import Grant, Offer

MANIFEST_VERSION = 1
ZONE_COLUMN = "zone_code"
# What differs between two publications that give the partner the same.
MOVING = ("publication_number", "published_at", "as_of", "invocation_id", "program_version", "files", "content_hash")


@dataclass(frozen=True)
class Origin:
    """The run that a publication comes from."""

    published_at: datetime  # UTC
    as_of: datetime  # the clock of entitlements, UTC
    edition_as_of: datetime | None  # the clock of the figures, UTC
    invocation_id: str | None  # dbt's


@dataclass(frozen=True)
class Rule:
    """A rule of disclosure control, as the seed has it."""

    rule_code: str
    rule_value: str
    text_fr: str
    text_en: str


@dataclass(frozen=True)
class Zone:
    """A zone of stores, with the regions that it is made of."""

    zone_code: str
    zone_name: str
    regions: tuple[str, ...]


def manifest_of(
    offer: Offer,
    granted: Sequence[tuple[Grant, Cells]],
    rules: Sequence[Rule],
    origin: Origin,
    number: int,
    zones: Sequence[Zone] = (),
) -> dict[str, Any]:
    """The manifest, its files not yet known. Zones stand in it where a product has them."""
    content = {
        "manifest_version": MANIFEST_VERSION,
        "partner_code": offer.partner.partner_code,
        "partner_name": offer.partner.partner_name,
        "publication_number": number,
        "published_at": _moment(origin.published_at),
        "as_of": _moment(origin.as_of),
        "edition_as_of": _moment(origin.edition_as_of),
        "invocation_id": origin.invocation_id,
        "program_version": __version__,
        "products": [_product(grant, cells) for grant, cells in granted],
        "rules": [
            {"rule": rule.rule_code, "value": rule.rule_value, "text_fr": rule.text_fr, "text_en": rule.text_en}
            for rule in rules
        ],
        "zones": [
            {"zone": zone.zone_code, "name": zone.zone_name, "regions": list(zone.regions)}
            for zone in zones
            if any(ZONE_COLUMN in cells.contract.names for _, cells in granted)
        ],
    }
    content["data_hash"] = _hash([product["data_hash"] for product in content["products"]])
    content["content_hash"] = _hash({name: value for name, value in content.items() if name not in MOVING})
    return content


def with_files(manifest: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The manifest with what was written: `name`, `bytes` and `sha256` of each file; a product names its Parquet."""
    products = [
        {**product, "files": [dict(file) for file in files if file["name"] == f"{product['table']}.parquet"]}
        for product in manifest["products"]
    ]
    return {**manifest, "products": products, "files": [dict(file) for file in files]}


def notice_of(partner_code: str, partner_name: str, reason: str, moment: datetime, number: int) -> dict[str, Any]:
    """What stays in the folder of somebody who gets nothing any more. `reason`: ended or revoked."""
    return {
        "manifest_version": MANIFEST_VERSION,
        "partner_code": partner_code,
        "partner_name": partner_name,
        "status": reason,
        "ended_at": _moment(moment),
        "publication_number": number,
    }


def as_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as its file has it."""
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def _product(grant: Grant, cells: Cells) -> dict[str, Any]:
    product = grant.product
    counts = cells.release_counts
    return {
        "product": product.product_code,
        "contract_version": product.product_version,
        "table": product.table_name,
        "name_fr": product.name_fr,
        "name_en": product.name_en,
        "description_fr": product.description_fr,
        "description_en": product.description_en,
        "status": product.status,
        "deprecated_on": _day(product.deprecated_on),
        "ends_on": _day(product.ends_on),
        "replaced_by": product.replaced_by,
        "last_day": _day(grant.last_day),
        "scope": [
            {
                "kind": row.scope_kind,
                "value": row.scope_value,
                "valid_from": _day(row.valid_from),
                "valid_to": _day(row.valid_to),
            }
            for row in grant.entitlements
        ],
        "formats": sorted(grant.formats),
        "contract_hash": cells.contract.shape_hash,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "is_figure": column.is_measure,
                "description_fr": column.description_fr,
                "description_en": column.description_en,
            }
            for column in cells.contract.columns
        ],
        "weeks": cells.weeks if WEEK_COLUMN in cells.contract.names else [],
        "row_count": len(cells.rows),
        "release_codes": counts,
        "data_hash": cells.data_hash,
    }


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _hash(content: Any) -> str:  # noqa: ANN401
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
