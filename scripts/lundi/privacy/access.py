"""`lundi privacy access`: from the number of a request to the package, or to the reason why there is none."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy.package import Package, collect
from lundi.privacy.places import open_places
from lundi.privacy.register import load_register
from lundi.privacy.resolution import Resolver, find_request
from lundi.privacy.writing import write_package
from lundi.settings import Settings
from lundi.warehouse.published import read_edition

ACCESS = "access"


@dataclass(frozen=True)
class Written:
    """A package and its files."""

    package: Package
    files: tuple[Path, ...]


def write_access(settings: Settings, request_id: str) -> Written:
    """Writes the package of an access request; the caller holds the warehouse.

    Raises LundiError where there is no such request, or it is no access; RequestRefusedError where it cannot be
    answered as it stands. An earlier package then stays as it is.
    """
    with open_places(settings) as connection:
        package = package_of(connection, settings, request_id, only_access=True)
    return Written(package, tuple(write_package(package, load_register(), settings.out)))


def package_of(
    connection: duckdb.DuckDBPyConnection, settings: Settings, request_id: str, *, only_access: bool = False
) -> Package:
    """All that is known of the person of a request; `person_keys` and `person_values` stay on the connection."""
    request = find_request(connection, request_id)
    if only_access and request["request_type"] != ACCESS:
        raise LundiError(
            f"request {request_id} asks for {request['request_type']}, not for access",
            "`lundi privacy requests` lists what each of them asks for",
        )
    as_of = read_edition(settings.published_database).as_of
    return collect(connection, load_register(), load_contract(), Resolver(connection), request, as_of)
