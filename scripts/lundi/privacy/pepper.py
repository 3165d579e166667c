"""The secret that keyed hashes are made with: LUNDI_PEPPER, or a private file that the first run makes."""

import os
import secrets

import duckdb

from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.load_sql import literal

VARIABLE = "LUNDI_PEPPER"
SHORTEST = 32
FILE = "secret.duckdb"


def load_pepper(settings: Settings) -> str:
    """The pepper; made once where none is given. Raises LundiError where the given one is too short."""
    given = os.environ.get(VARIABLE)
    if given:
        if len(given) < SHORTEST:
            raise LundiError(f"{VARIABLE} has fewer than {SHORTEST} characters", "give a longer one")
        return given
    path = settings.warehouse / FILE
    with duckdb.connect() as connection:
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"attach {literal(str(path))} as secret_file")
        connection.execute("create schema if not exists secret_file.secret")
        connection.execute("create table if not exists secret_file.secret.pepper (pepper varchar not null)")
        found = connection.execute("select pepper from secret_file.secret.pepper").fetchone()
        if not found:
            found = (secrets.token_hex(32),)
            connection.execute("insert into secret_file.secret.pepper values (?)", [found[0]])
    path.chmod(0o600)
    return str(found[0])
