"""`lundi privacy access`: from the number of a request to the package, or to the reason why there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy.package import Package, collect
from lundi.privacy.places import open_places
from lundi.privacy.register import load_register
from lundi.privacy.resolution import Resolver, Row, find_request
from lundi.privacy.writing import write_package
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV, PROD
from lundi.warehouse.published import read_edition

if TYPE_CHECKING:
    from lundi.privacy.account import Slice

ACCESS = "access"


@dataclass(frozen=True)
class Written:
    """A package and its files."""

    package: Package
    files: tuple[Path, ...]


def write_access(settings: Settings, request_id: str, target: str = DEV) -> Written:
    """Writes the package of an access request from what a target knows; the caller holds the warehouse.

    Raises LundiError where there is no such request, or it is no access; RequestRefusedError where it cannot be
    answered as it stands. An earlier package then stays as it is.
    """
    if target == PROD:
        with person_in_account(settings, request_id, only_access=True) as (_, package):
            pass
    else:
        with open_places(settings) as connection:
            package = package_of(connection, settings, request_id, only_access=True)
    return Written(package, tuple(write_package(package, load_register(), settings.out)))


@contextmanager
def person_in_account(
    settings: Settings, request_id: str, *, only_access: bool = False
) -> "Iterator[tuple[Slice, Package]]":
    """All that the account knows of the person of a request, beside what it was made of; nothing of it stays here.

    Raises LundiError as `package_of` does, and where another edition was published meanwhile.
    """
    from lundi.privacy.account import REQUESTS, open_slice
    from lundi.snowflake.asking import check_still_published, read_edition_there

    edition = read_edition_there()
    with open_slice(settings, edition.as_of) as there:
        there.bring(REQUESTS, ("request_id",), [(request_id,)])
        find = _access_request if only_access else find_request
        request = find(there.connection, request_id)
        resolver = Resolver(there.connection, there)
        package = collect(
            there.connection, load_register(), load_contract(), resolver, request, edition.as_of, reach=there
        )
        check_still_published(edition)
        yield there, package


def package_of(
    connection: duckdb.DuckDBPyConnection, settings: Settings, request_id: str, *, only_access: bool = False
) -> Package:
    """All that is known of the person of a request; `person_keys` and `person_values` stay on the connection."""
    find = _access_request if only_access else find_request
    request = find(connection, request_id)
    as_of = read_edition(settings.published_database).as_of
    return collect(connection, load_register(), load_contract(), Resolver(connection), request, as_of)


def _access_request(connection: duckdb.DuckDBPyConnection, request_id: str) -> Row:
    request = find_request(connection, request_id)
    if request["request_type"] != ACCESS:
        raise LundiError(
            f"request {request_id} asks for {request['request_type']}, not for access",
            "`lundi privacy requests` lists what each of them asks for",
        )
    return request
