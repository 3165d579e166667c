"""`lundi share publish`, `diff` and `revoke`: the edges, where seeds, edition, files, tokens and state meet."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.publications import Store
from lundi.quality.outgoing import check_names_nobody
from lundi.settings import Settings
from lundi.share import audit
from lundi.share.building import Built, shares_built
from lundi.share.catalogue import read_catalogue, read_rules, read_zones
from lundi.share.cells import Cells, read_cells, write_files
from lundi.share.comparing import ProductChange, compare_products, compare_rows, page_changes
from lundi.share.contracts import breaking_changes, contract_of, normal_type
from lundi.share.folders import (
    CURRENT,
    DATABASE,
    MANIFEST,
    PAGE,
    current_folder,
    next_number,
    partner_folder,
    published_codes,
    put_in_place,
    read_manifest,
    read_notice,
    remove_publications,
    share_folder,
)
from lundi.share.gate import check_product
from lundi.share.manifest import Origin, as_text, manifest_of, notice_of, with_files
from lundi.share.offers import Catalogue, Grant, Offer, Partner, without
from lundi.share.page import render_notice_page, render_partner_page
from lundi.share.revocations import forget_revocation, note_revocation, read_revocations
from lundi.share.tokens import withdraw_token
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.lock import only_run
from lundi.warehouse.state import open_state

OnNode = Callable[[int, int, str], None]
PUBLISHED, UNCHANGED, ENDED, NOTHING = "published", "unchanged", "ended", "nothing"
REVOKED_EVENT, ENDED_EVENT = "revoked", "ended"


@dataclass(frozen=True)
class Outcome:
    """What a publication did for one partner."""

    partner_code: str
    what: str  # published | unchanged | ended | nothing
    folder: Path
    manifest: dict[str, Any] | None = None
    is_revoked: bool = False


@dataclass(frozen=True)
class PartnerChange:
    """What the coming publication would change for one partner."""

    partner_code: str
    products: tuple[ProductChange, ...]
    is_end: bool = False

    @property
    def is_change(self) -> bool:
        """Whether the partner would see any of it."""
        return self.is_end or any(product.is_change for product in self.products)


def publish_shares(
    settings: Settings,
    as_of: datetime,
    *,
    partner_code: str | None = None,
    is_built_anew: bool = True,
    on_progress: OnNode = lambda done, total, name: None,
) -> tuple[Outcome, ...]:
    """Gives every partner (or one) what the seeds say at a moment (UTC), and takes away what they do not.

    A partner whose publication would say the same keeps the one that it has. Raises LundiError where a file must not
    leave: partners before it have their new publication, it and those after it keep the former one.
    """
    share = share_folder(settings.out)
    with (
        only_run(settings.warehouse, "lundi share publish"),
        shares_built(settings, as_of, is_built_anew=is_built_anew, on_progress=on_progress) as built,
        open_state(settings.state_database) as state,
    ):
        catalogue = read_catalogue(built.connection)
        offers = _offers(settings, catalogue, as_of, partner_code, published_codes(share))
        store = Store(state)
        return tuple(_publish(settings, store, built, offer, as_of) for offer in offers)


def diff_shares(
    settings: Settings,
    as_of: datetime,
    *,
    partner_code: str | None = None,
    is_built_anew: bool = True,
    on_progress: OnNode = lambda done, total, name: None,
) -> tuple[PartnerChange, ...]:
    """What `publish_shares` would change, with nothing written anywhere."""
    share = share_folder(settings.out)
    with (
        only_run(settings.warehouse, "lundi share diff"),
        shares_built(settings, as_of, is_built_anew=is_built_anew, on_progress=on_progress) as built,
    ):
        catalogue = read_catalogue(built.connection)
        offers = _offers(settings, catalogue, as_of, partner_code, published_codes(share))
        return tuple(_change(share, built, offer, as_of) for offer in offers)


def revoke_partner(settings: Settings, partner_code: str, reason: str, moment: datetime) -> bool:
    """Takes away at once what a partner has, its token too, and notes it until the seed says so; says whether it had
    anything. The partner need not be in the seed any more."""
    share = share_folder(settings.out)
    partner_folder(share, partner_code)
    with only_run(settings.warehouse, "lundi share revoke"):
        # First: whatever fails after it, no later publication gives anything back.
        note_revocation(settings.warehouse, partner_code, reason, moment)
        had_token = withdraw_token(settings.warehouse, partner_code)
        manifest = _manifest_or_nothing(share, partner_code)
        name = (manifest or read_notice(share, partner_code) or {}).get("partner_name", partner_code)
        had_files = _remove(settings, Partner(partner_code, name, ""), REVOKED_EVENT, reason, moment)
    return had_files or had_token


def granted_cells(built: Built, offer: Offer) -> list[tuple[Grant, Cells]]:
    """What a partner gets of each product, as the edition has it."""
    return [
        (
            grant,
            read_cells(built.connection, contract_of(grant.product, built.manifest), offer.partner.partner_code),
        )
        for grant in offer.grants
    ]


def _offers(
    settings: Settings, catalogue: Catalogue, as_of: datetime, partner_code: str | None, published: set[str]
) -> list[Offer]:
    """The offers of all partners, or of one; of those, too, who left the seed and still have something."""
    day = as_of.astimezone(UTC).date()
    revoked = read_revocations(settings.warehouse)
    if partner_code is not None and partner_code not in published:
        catalogue.partner_named(partner_code)
    known = {partner.partner_code for partner in catalogue.partners}
    gone = [Offer(Partner(code, code, ""), ()) for code in sorted(published - known)]
    offers = []
    for offer in (*catalogue.offers(day), *gone):
        code = offer.partner.partner_code
        if partner_code not in (None, code):
            continue
        if offer.is_ended and code in revoked:
            forget_revocation(settings.warehouse, code)
        offers.append(without(offer, revoked))
    return offers


def _publish(settings: Settings, store: Store, built: Built, offer: Offer, as_of: datetime) -> Outcome:
    share, code = share_folder(settings.out), offer.partner.partner_code
    if offer.is_ended:
        is_revoked = code in read_revocations(settings.warehouse)
        event = REVOKED_EVENT if is_revoked else ENDED_EVENT
        had_anything = _remove(settings, offer.partner, event, "", as_of, store)
        withdraw_token(settings.warehouse, code)
        return Outcome(code, ENDED if had_anything else NOTHING, partner_folder(share, code), is_revoked=is_revoked)
    granted = granted_cells(built, offer)
    former = _manifest_or_nothing(share, code)
    number = max(next_number(share, code), audit.last_number(store, code) + 1)
    origin = Origin(datetime.now(UTC), as_of, built.edition_as_of, built.invocation_id)
    zones = read_zones(built.connection)
    manifest = manifest_of(offer, granted, read_rules(built.connection), origin, number, zones)
    if former and former["content_hash"] == manifest["content_hash"] and is_whole(share, former):
        return Outcome(code, UNCHANGED, current_folder(share, code), former)
    _check_contracts(former, granted)
    written: list[dict[str, Any]] = []

    def write(folder: Path) -> None:
        write_files(folder, DATABASE, granted)
        for grant, cells in granted:
            check_product(folder, DATABASE, code, grant, cells)
        complete = with_files(manifest, [described(path) for path in sorted(folder.iterdir())])
        page = render_partner_page(complete, page_changes(former, complete))
        for name, content in ((MANIFEST, as_text(complete).encode()), (PAGE, page)):
            check_names_nobody(f"{name} of {code}", content.decode())
            (folder / name).write_bytes(content)
        # Before anybody can read it: a publication that nobody remembers could be undone by the next one.
        audit.keep_publication(store, complete, granted, as_of)
        written.append(complete)

    folder = put_in_place(share, code, number, write)
    return Outcome(code, PUBLISHED, folder.with_name(CURRENT), written[0])


def is_whole(share: Path, manifest: dict[str, Any]) -> bool:
    """Whether the files that lie there are those of the manifest."""
    folder = current_folder(share, manifest["partner_code"])
    return all(
        (folder / file["name"]).is_file() and described(folder / file["name"]) == file for file in manifest["files"]
    )


def described(path: Path) -> dict[str, Any]:
    """A file as the manifest names it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _check_contracts(former: dict[str, Any] | None, granted: Sequence[tuple[Grant, Cells]]) -> None:
    """Raises LundiError where a version's contract is not the one that the partner has read until now."""
    shapes = {
        product["table"]: [(column["name"], column["type"]) for column in product["columns"]]
        for product in (former or {}).get("products", [])
    }
    for grant, cells in granted:
        table = grant.product.table_name
        changes = breaking_changes(_normal(shapes[table]), cells.contract) if table in shapes else []
        if changes:
            raise LundiError(
                f"the contract of {table} changed without a new version: {changes[0]}",
                "add the next version of the model and of share_products.csv; the former one goes on beside it",
            )


def _normal(shape: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, normal_type(kind)) for name, kind in shape]


def _change(share: Path, built: Built, offer: Offer, as_of: datetime) -> PartnerChange:
    code = offer.partner.partner_code
    former = _manifest_or_nothing(share, code)
    if offer.is_ended:
        return PartnerChange(code, (), is_end=former is not None)
    granted = granted_cells(built, offer)
    origin = Origin(as_of, as_of, built.edition_as_of, built.invocation_id)
    coming = manifest_of(offer, granted, read_rules(built.connection), origin, 0, read_zones(built.connection))
    notes = compare_products(former, coming)
    by_table = {grant.product.table_name: cells for grant, cells in granted}
    found = []
    for table, told in notes.items():
        if told in (("new",), ("gone",)):
            count = len(by_table[table].rows) if table in by_table else 0
            found.append(ProductChange(table, told[0], rows_now=count, rows_new=count))
            continue
        names, rows = _published_rows(current_folder(share, code), table)
        change = compare_rows(table, names, rows, by_table[table])
        kind = "changed" if told or change.is_change else "same"
        found.append(replace(change, kind=kind, notes=(*change.notes, *told)))
    return PartnerChange(code, tuple(found))


def _published_rows(folder: Path, table: str) -> tuple[list[str], list[tuple]]:
    """What a partner has of a table, from whichever of its files there is."""
    parquet = folder / f"{table}.parquet"
    with duckdb.connect() as connection:
        relation = f"read_parquet({literal(str(parquet))})"
        if not parquet.is_file():
            connection.execute(f"attach {literal(str(folder / DATABASE))} as partage (read_only)")
            relation = f"partage.main.{quoted(table)}"
        cursor = connection.execute(f"select * from {relation}")
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


def _remove(
    settings: Settings, partner: Partner, event: str, reason: str, moment: datetime, store: Store | None = None
) -> bool:
    share, code = share_folder(settings.out), partner.partner_code
    folder = partner_folder(share, code)
    if not folder.is_dir():
        return False
    number = next_number(share, code) - 1
    former = read_notice(share, code)
    if former and not published_codes(share) & {code}:
        return False
    notice = notice_of(code, partner.partner_name, event, moment, number)
    had_anything = remove_publications(share, code, notice, render_notice_page(notice))
    if had_anything and store is not None:
        audit.keep_end(store, code, event, number, moment, reason)
    elif had_anything:
        with open_state(settings.state_database) as state:
            audit.keep_end(Store(state), code, event, number, moment, reason)
    return had_anything


def _manifest_or_nothing(share: Path, code: str) -> dict[str, Any] | None:
    """None also where the manifest is broken: it is then published anew, or removed."""
    try:
        return read_manifest(share, code)
    except LundiError:
        return None
