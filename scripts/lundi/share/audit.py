"""What each partner was given, kept for good in the state: one row per publication, product and week, and its cells.

The cells' release codes are the memory of disclosure control: what was hidden once is not told by a later publication.
A withdrawal is a row, too, without products: `product_code` is then what happened.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from lundi.publications import Store
from lundi.share.cells import FINAL_COLUMN, Cells
from lundi.share.contracts import PUBLISHED, RELEASE_COLUMN, WEEK_COLUMN
from lundi.share.offers import Grant
from lundi.warehouse.ledger import naive

PUBLICATIONS, CELLS = "share.publications", "share.released_cells"
KEY_COLUMN = "cell_key"
EVENTS = ("ended", "revoked")


@dataclass(frozen=True)
class HistoryLine:
    """What somebody was given at a time, of one product; an end is one without rows."""

    published_at: datetime
    publication_id: str
    partner_code: str
    product: str
    first_week: str | None
    last_week: str | None
    row_count: int
    hidden_count: int


def publication_id(manifest: Mapping[str, Any]) -> str:
    """What a publication is called in the state."""
    return f"{manifest['partner_code']}/{manifest['publication_number']:06}"


def publication_rows(
    manifest: Mapping[str, Any], granted: Sequence[tuple[Grant, Cells]], moment: datetime
) -> list[tuple]:
    """One row per product and week; a product without weeks is one row."""
    rules = json.dumps(manifest["rules"], ensure_ascii=False, sort_keys=True)
    rows = []
    for grant, cells in granted:
        for week, within in _by_week(cells).items():
            hidden = sum(code != PUBLISHED for code in _release_codes(cells.contract.names, within))
            head = (publication_id(manifest), naive(moment), manifest["partner_code"], *grant.product.key)
            rows.append((*head, week, len(within), hidden, cells.data_hash, rules, manifest["invocation_id"]))
    return rows


def cell_rows(manifest: Mapping[str, Any], granted: Sequence[tuple[Grant, Cells]], moment: datetime) -> list[tuple]:
    """One row per cell of the products that have release codes; never a figure."""
    rows = []
    for grant, cells in granted:
        names = cells.contract.names
        if RELEASE_COLUMN not in names:
            continue
        week = names.index(WEEK_COLUMN) if WEEK_COLUMN in names else None
        head = (publication_id(manifest), naive(moment), *grant.product.key, manifest["partner_code"])
        for row, key in zip(cells.rows, cell_keys(cells), strict=True):
            rows.append((*head, key, row[week] if week is not None else None, row[names.index(RELEASE_COLUMN)]))
    return rows


def cell_keys(cells: Cells) -> list[str]:
    """What a cell is known by in each publication: its own key, else its codes, in the contract's order."""
    names = cells.contract.names
    if KEY_COLUMN in names:
        return cells.column(KEY_COLUMN)
    keys = [
        place
        for place, column in enumerate(cells.contract.columns)
        if not column.is_measure
        and column.name not in (RELEASE_COLUMN, FINAL_COLUMN)
        and not column.name.endswith(("_name", "_status"))
    ]
    return ["|".join("" if row[place] is None else str(row[place]) for place in keys) for row in cells.rows]


def keep_publication(
    store: Store, manifest: Mapping[str, Any], granted: Sequence[tuple[Grant, Cells]], moment: datetime
) -> None:
    """Appends a publication, all of it or nothing; one that is there already is left alone."""
    known = store.rows(
        f"select count(*) from {PUBLICATIONS} where publication_id = ? and published_at = ?",
        [publication_id(manifest), naive(moment)],
    )
    if known[0][0]:
        return
    store.executor.execute("begin")
    try:
        store.insert(PUBLICATIONS, publication_rows(manifest, granted, moment))
        store.insert(CELLS, cell_rows(manifest, granted, moment))
        store.executor.execute("commit")
    except BaseException:
        store.executor.execute("rollback")
        raise


def keep_end(store: Store, partner_code: str, event: str, number: int, moment: datetime, reason: str = "") -> None:
    """Appends that a partner's files were removed: `event` is ended or revoked."""
    row = (f"{partner_code}/{number:06}/{event}", naive(moment), partner_code, event, 0, None, 0, 0, "")
    store.insert(PUBLICATIONS, [(*row, json.dumps({"reason": reason}, ensure_ascii=False), None)])


def last_number(store: Store, partner_code: str) -> int:
    """The number of a partner's last publication; 0 where there was none."""
    found = store.rows(
        f"select max(publication_id) from {PUBLICATIONS} where partner_code = ? and product_version > 0",
        [partner_code],
    )
    return int(found[0][0].rsplit("/", 1)[1]) if found[0][0] else 0


def history(store: Store, partner_code: str | None = None) -> list[HistoryLine]:
    """What was given, the latest first. Empty where the state is older than shares."""
    where = "where partner_code = ? " if partner_code else ""
    try:
        found = store.rows(
            "select published_at, publication_id, partner_code, product_code, product_version, min(iso_week), "
            f"max(iso_week), sum(row_count), sum(hidden_count) from {PUBLICATIONS} {where}"
            "group by published_at, publication_id, partner_code, product_code, product_version "
            "order by published_at desc, partner_code, product_code, product_version",
            [partner_code] if partner_code else [],
        )
    except duckdb.CatalogException:
        return []
    return [
        HistoryLine(
            moment,
            identifier,
            partner,
            product if product in EVENTS else f"{product}_v{version}",
            first,
            last,
            int(rows or 0),
            int(hidden or 0),
        )
        for moment, identifier, partner, product, version, first, last, rows, hidden in found
    ]


def _by_week(cells: Cells) -> dict[str | None, list[tuple]]:
    names = cells.contract.names
    place = names.index(WEEK_COLUMN) if WEEK_COLUMN in names else None
    found: dict[str | None, list[tuple]] = {}
    for row in cells.rows:
        found.setdefault(row[place] if place is not None else None, []).append(row)
    return found or {None: []}


def _release_codes(names: Sequence[str], rows: Sequence[tuple]) -> list[str]:
    place = names.index(RELEASE_COLUMN) if RELEASE_COLUMN in names else None
    return [row[place] if place is not None else PUBLISHED for row in rows]
