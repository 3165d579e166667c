"""What a product's columns mean, as the models' own contracts say: read from what dbt left of its last build. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lundi.errors import LundiError
from lundi.share.offers import Product

PARTNER_COLUMN = "partner_code"
RELEASE_COLUMN = "release_code"
WEEK_COLUMN = "iso_week"
PUBLISHED, CONFIDENTIAL, SECONDARY = "published", "confidential", "secondary"
RELEASE_CODES = (PUBLISHED, CONFIDENTIAL, SECONDARY)
MEASURE_ENDS = ("_eur_incl_tax", "_eur_excl_tax", "_eur", "_count", "_quantity", "_rate", "_share")


@dataclass(frozen=True)
class Column:
    """A column of a contract."""

    name: str
    type: str
    privacy: str | None
    description_en: str
    description_fr: str

    @property
    def is_measure(self) -> bool:
        """Whether it is a figure, which is null where its cell is not published."""
        return self.name.endswith(MEASURE_ENDS)


@dataclass(frozen=True)
class Contract:
    """What partners of one product version read; the partner's own code is no column of it."""

    relation: str  # of schema share
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns that are null where a cell is not published."""
        return tuple(column.name for column in self.columns if column.is_measure)

    @property
    def shape(self) -> tuple[tuple[str, str], ...]:
        """Names and types: what may not change within a version."""
        return tuple((column.name, normal_type(column.type)) for column in self.columns)

    @property
    def shape_hash(self) -> str:
        """The contract's hash, as the manifest and the files carry it."""
        return hashlib.sha256(json.dumps(self.shape).encode()).hexdigest()


def contract_of(product: Product, manifest: Mapping[str, Any]) -> Contract:
    """The contract of a product version. Raises LundiError where no model of that version has one."""
    nodes = manifest.get("nodes", {})
    unversioned = f"model.lundi.{product.model_name}"
    node = nodes.get(f"{unversioned}.v{product.product_version}") or nodes.get(unversioned)
    if not node or not (node.get("contract") or {}).get("enforced"):
        raise LundiError(
            f"product {product.product_code} version {product.product_version}: there is no model "
            f"{product.model_name} of that version with an enforced contract",
            "mend seeds/share/share_products.csv, or add the version to the model's YAML",
        )
    version = node.get("version")
    if version is not None and int(version) != product.product_version:
        raise LundiError(f"{product.model_name} is version {version}, not {product.product_version}")
    columns = tuple(_column(column) for name, column in node["columns"].items() if name != PARTNER_COLUMN)
    return Contract(node.get("alias") or node["name"], columns)


def normal_type(name: str) -> str:
    """One name per type, whichever of its names the contract or the engine uses."""
    lowered = re.sub(r"\s", "", name.lower())
    lowered = {"text": "varchar", "int8": "bigint", "float8": "double", "bool": "boolean"}.get(lowered, lowered)
    return re.sub(r"^decimal\(", "numeric(", lowered)


def breaking_changes(former: Sequence[Sequence[str]], contract: Contract) -> list[str]:
    """What differs between the shape that a version was published with and its contract now, one sentence each."""
    then, now = {name: kind for name, kind in former}, dict(contract.shape)
    gone = [f"column {name} is gone" for name in then if name not in now]
    new = [f"column {name} is new" for name in now if name not in then]
    other = [f"{name} was {then[name]} and is {now[name]}" for name in now if name in then and then[name] != now[name]]
    return gone + new + other


def _column(column: Mapping[str, Any]) -> Column:
    meta = {**(column.get("meta") or {}), **((column.get("config") or {}).get("meta") or {})}
    return Column(
        name=column["name"],
        type=column.get("data_type") or "varchar",
        privacy=meta.get("privacy"),
        # Descriptions mark codes as Markdown does; pages and comments of tables show text.
        description_en=" ".join((column.get("description") or "").replace("`", "").split()),
        description_fr=" ".join((meta.get("description_fr") or "").split()),
    )
