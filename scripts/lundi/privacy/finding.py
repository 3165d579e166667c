"""`lundi privacy find`: the search for the person of a request through all data folders."""

from pathlib import Path

import duckdb

from lundi.privacy.access import package_of, person_in_account
from lundi.privacy.places import open_places
from lundi.privacy.search import Found, Values, search, values_of
from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse.dbt import DEV, PROD

# Numbers that are one person's alone. Names, towns and birth dates are other people's as well: found by those, a place
# would say nothing of the person.
OWN_KINDS = ("customer", "record", "source_customer", "card", "consent_event", "scan_session", "request")
# Sales stay after an erasure, and so do their numbers: nothing leads from them to the person then.
SALES_KINDS = ("order", "ticket", "return")
OWN_ATTRIBUTES = ("email", "phone", "landline", "loyalty_card_number")
IDENTIFIERS = """
select key_value from person_keys where list_contains($1, key_kind)
union
select key_value from person_values where list_contains($2, attribute)
union
select distinct unnest([email, phone, landline]) from vault.int_customer__identities
where cast(record_number as varchar) in (select key_value from person_keys where key_kind = 'record_number')
"""


def identifiers(connection: duckdb.DuckDBPyConnection, *, with_sales: bool = False) -> Values:
    """What names the person of the last package on the connection, as delivered and in the unification's form."""
    kinds = [*OWN_KINDS, *SALES_KINDS] if with_sales else [*OWN_KINDS]
    found = connection.execute(IDENTIFIERS, [kinds, [*OWN_ATTRIBUTES]]).fetchall()
    return values_of(row[0] for row in found if row[0])


def roots(settings: Settings) -> dict[str, Path]:
    """The data folders, and the logs."""
    folders = {
        "landing": settings.landing,
        "warehouse": settings.warehouse,
        "out": settings.out,
        "logs": PROJECT_ROOT / "logs",
    }
    return {name: folder for name, folder in folders.items() if folder.is_dir()}


def find_person(settings: Settings, request_id: str, *, with_sales: bool = False, target: str = DEV) -> Found:
    """Every place of the data folders, and of the account where it is the target, that holds an identifier of the
    person of a request; the caller holds the warehouse.

    Raises LundiError where the request cannot be answered as it stands.
    """
    if target == PROD:
        return _find_in_account(settings, request_id, with_sales=with_sales)
    with open_places(settings) as connection:
        package_of(connection, settings, request_id)
        values = identifiers(connection, with_sales=with_sales)
    return search(roots(settings), values)


def _find_in_account(settings: Settings, request_id: str, *, with_sales: bool) -> Found:
    """The account first, then the folders of this machine, which read deliveries and write reports."""
    from lundi.privacy.account_search import search_account

    with person_in_account(settings, request_id) as (there, _):
        values = identifiers(there.connection, with_sales=with_sales)
        found = search_account(there.account, values)
    here = search(roots(settings), values)
    return Found(
        (*found.hits, *here.hits),
        found.file_count + here.file_count,
        found.column_count + here.column_count,
        (*found.unread, *here.unread),
    )
