"""`lundi share list`: the seeds as they are now beside what lies in the partners' folders."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lundi.errors import LundiError
from lundi.publications import Store
from lundi.settings import Settings
from lundi.share.audit import HistoryLine, history
from lundi.share.building import SEED_FOLDER
from lundi.share.catalogue import read_seed_files
from lundi.share.folders import published_codes, read_manifest, share_folder
from lundi.share.offers import Grant, Offer
from lundi.share.revocations import read_revocations
from lundi.warehouse.state import open_state

Line = tuple[str, str, str, str, str, str]


def listed(settings: Settings, moment: datetime, partner_code: str | None = None) -> list[Line]:
    """Partner, product, scope, last day, formats, last publication. Raises LundiError where a seed is broken."""
    share = share_folder(settings.out)
    catalogue = read_seed_files(SEED_FOLDER)
    if partner_code:
        catalogue.partner_named(partner_code)
    offers = catalogue.offers(moment.astimezone(UTC).date())
    codes = published_codes(share)
    manifests: dict[str, Mapping[str, Any] | None] = {}
    for code in codes:
        try:
            manifests[code] = read_manifest(share, code)
        except LundiError:
            manifests[code] = None
    revoked = read_revocations(settings.warehouse)
    lines: list[Line] = []
    for offer in offers:
        code = offer.partner.partner_code
        lines += offer_lines(offer, manifests.get(code), is_published=code in codes, is_revoked=code in revoked)
    known = {offer.partner.partner_code for offer in offers}
    lines += [(code, "", "not in the seed", "", "", "to be removed") for code in sorted(codes - known)]
    return [line for line in lines if partner_code in (None, line[0])]


def offer_lines(
    offer: Offer, manifest: Mapping[str, Any] | None, *, is_published: bool, is_revoked: bool
) -> list[Line]:
    """The lines of one partner; a partner that gets nothing has one."""
    code = offer.partner.partner_code
    if is_revoked:
        return [(code, "", "revoked", "", "", "to be removed" if is_published else "removed")]
    if offer.is_ended:
        return [(code, "", "nothing", "", "", "to be removed" if is_published else "")]
    return [
        (
            code,
            grant.product.table_name + (" (deprecated)" if grant.product.status == "deprecated" else ""),
            scope_text(grant),
            f"{grant.last_day}" if grant.last_day else "open",
            ", ".join(sorted(grant.formats)),
            _published(grant, manifest),
        )
        for grant in offer.grants
    ]


def scope_text(grant: Grant, most: int = 5) -> str:
    """The scope in a few words; a long list is cut, with its number."""
    told = []
    for kind, values in grant.scopes.items():
        shown = sorted(values)
        more = f" and {len(shown) - most} more" if len(shown) > most else ""
        told.append(f"{kind} {', '.join(shown[:most])}{more}" if shown else kind)
    return "; ".join(told)


def history_of(settings: Settings, partner_code: str | None = None) -> list[HistoryLine]:
    """All that was ever given. Raises LundiError where there is no state yet."""
    if not settings.state_database.is_file():
        raise LundiError("nothing was published yet", "run `lundi share publish`")
    with open_state(settings.state_database, read_only=True) as connection:
        return history(Store(connection), partner_code)


def _published(grant: Grant, manifest: Mapping[str, Any] | None) -> str:
    for product in (manifest or {}).get("products", []):
        if product["table"] == grant.product.table_name and manifest:
            return f"no. {manifest['publication_number']}, {manifest['published_at'][:16].replace('T', ' ')} UTC"
    return "not published"
