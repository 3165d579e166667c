"""Who may have what: partners, products and entitlements as the seeds say, and what follows at a moment. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lundi.errors import LundiError

DUCKDB, PARQUET, BOTH = "duckdb", "parquet", "both"
EVERYTHING = "all"

# A code names a folder, a share and a path of the endpoint: nothing else may stand in it.
CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Partner:
    """A company that is given something; the name is a company's and never a person's."""

    partner_code: str
    partner_name: str
    partner_kind: str  # supplier | franchisee | sales_partner | agency


@dataclass(frozen=True)
class Product:
    """A version of a data product."""

    product_code: str
    product_version: int
    model_name: str
    name_fr: str
    name_en: str
    description_fr: str
    description_en: str
    status: str  # active | deprecated
    deprecated_on: date | None = None
    ends_on: date | None = None
    replaced_by: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What entitlements name."""
        return self.product_code, self.product_version

    @property
    def table_name(self) -> str:
        """Its table at the partner's, and its file: the version is part of the name."""
        return f"{self.product_code}_v{self.product_version}"

    def is_offered_on(self, day: date) -> bool:
        """Whether this version has not ended."""
        return self.ends_on is None or day <= self.ends_on


@dataclass(frozen=True)
class Entitlement:
    """A row of the seed: one value of a partner's scope in one product."""

    partner_code: str
    product_code: str
    product_version: int
    scope_kind: str  # supplier | brand | store | franchisee | region | zone | sales_partner | all
    scope_value: str | None
    valid_from: date
    valid_to: date | None
    file_format: str  # duckdb | parquet | both

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day; its last day is one."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Grant:
    """What a partner may have of one product on a day: never an empty scope."""

    product: Product
    entitlements: tuple[Entitlement, ...]

    @property
    def formats(self) -> frozenset[str]:
        """The formats of its files."""
        named = {entitlement.file_format for entitlement in self.entitlements}
        return frozenset({DUCKDB, PARQUET} if BOTH in named else named)

    @property
    def scopes(self) -> dict[str, frozenset[str]]:
        """The values of each kind of scope; `all` stands alone and has none."""
        found: dict[str, set[str]] = {}
        for entitlement in self.entitlements:
            values = found.setdefault(entitlement.scope_kind, set())
            if entitlement.scope_kind != EVERYTHING and entitlement.scope_value:
                values.add(entitlement.scope_value)
        return {kind: frozenset(values) for kind, values in sorted(found.items())}

    @property
    def last_day(self) -> date | None:
        """The day after which nothing of it may be read: the product's end, or when its last row ends; None: open."""
        ends = [entitlement.valid_to for entitlement in self.entitlements]
        by_rows = None if None in ends else max(end for end in ends if end is not None)
        known = [day for day in (by_rows, self.product.ends_on) if day is not None]
        return min(known, default=None)


@dataclass(frozen=True)
class Offer:
    """All that a partner may have on a day; without grants there is nothing (any more, or yet)."""

    partner: Partner
    grants: tuple[Grant, ...]

    @property
    def is_ended(self) -> bool:
        """Whether nothing may be given."""
        return not self.grants


@dataclass(frozen=True)
class Catalogue:
    """What the seeds say."""

    partners: tuple[Partner, ...]
    products: tuple[Product, ...]
    entitlements: tuple[Entitlement, ...]

    def offers(self, day: date) -> tuple[Offer, ...]:
        """What each partner may have on a day, by partner code."""
        return tuple(self.offer(partner, day) for partner in sorted(self.partners, key=lambda p: p.partner_code))

    def offer(self, partner: Partner, day: date) -> Offer:
        """What one partner may have on a day."""
        products = {product.key: product for product in self.products}
        held: dict[tuple[str, int], list[Entitlement]] = {}
        for entitlement in self.entitlements:
            key = entitlement.product_code, entitlement.product_version
            product = products.get(key)
            if entitlement.partner_code == partner.partner_code and entitlement.holds_on(day):
                if product is None:
                    raise LundiError(
                        f"an entitlement of {partner.partner_code} names {key[0]} version {key[1]}: no such product",
                        "add it to seeds/share/share_products.csv or mend seeds/share/share_entitlements.csv",
                    )
                if product.is_offered_on(day):
                    held.setdefault(key, []).append(entitlement)
        grants = (Grant(products[key], tuple(sorted(rows, key=_order))) for key, rows in sorted(held.items()))
        return Offer(partner, tuple(grants))

    def partner_named(self, code: str) -> Partner:
        """The partner of that code. Raises LundiError where the seed knows none."""
        for partner in self.partners:
            if partner.partner_code == code:
                return partner
        known = ", ".join(sorted(partner.partner_code for partner in self.partners)) or "none"
        raise LundiError(
            f"there is no partner {code!r}", f"add a row to seeds/share/share_partners.csv; it has: {known}"
        )


def checked_codes(catalogue: Catalogue) -> Catalogue:
    """The catalogue itself. Raises LundiError where a code could not safely be a folder's or a file's name."""
    codes: Sequence[str] = [
        *(partner.partner_code for partner in catalogue.partners),
        *(product.product_code for product in catalogue.products),
        *(product.model_name for product in catalogue.products),
    ]
    for code in codes:
        check_code(code)
    return catalogue


def check_code(code: str) -> str:
    """The code itself. Raises LundiError where it is no lower-case name."""
    if not CODE.fullmatch(code):
        raise LundiError(
            f"{code!r} is no code: lower-case letters, digits and _, a letter first", "mend it in seeds/share/"
        )
    return code


def without(offer: Offer, revoked: Iterable[str]) -> Offer:
    """The offer of a partner, empty where it was revoked by command."""
    return Offer(offer.partner, ()) if offer.partner.partner_code in set(revoked) else offer


def _order(entitlement: Entitlement) -> tuple[str, str]:
    return entitlement.scope_kind, entitlement.scope_value or ""
