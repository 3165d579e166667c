"""The secret that keyed hashes are made with: LUNDI_PEPPER, or one that the first run makes.

It lies in a private file of its own beside raw and state, `warehouse/secret.duckdb`, which dbt attaches as
`lundi_secret`: so no SQL text holds it, and a copy of the state alone tells nobody's key from a guess.
"""

import os
import secrets
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.warehouse.load_sql import literal

VARIABLE = "LUNDI_PEPPER"
SHORTEST = 32
FILE = "secret.duckdb"
# One spelling for both engines.
PEPPER_TABLE = "create table if not exists lundi_secret.secret.pepper (pepper varchar not null)"
READ_PEPPER = "select pepper from lundi_secret.secret.pepper"
OTHER_PEPPER = (
    f"{VARIABLE} is not the secret that the list of erased people was made with",
    "give the former one, or leave the variable away: with another one the list would forget everybody",
)
LOST_PEPPER = (
    "the secret that the list of erased people was made with is gone",
    f"restore {FILE} from a copy, or give the secret as {VARIABLE}",
)


def given_pepper() -> str | None:
    """The secret that the environment names, None where it names none. Raises LundiError where it is too short."""
    given = os.environ.get(VARIABLE) or None
    if given and len(given) < SHORTEST:
        raise LundiError(f"{VARIABLE} has fewer than {SHORTEST} characters", "give a longer one")
    return given


def new_pepper() -> str:
    """A secret that nobody can guess."""
    return secrets.token_hex(SHORTEST)


def ensure_secret(path: Path, state: Path) -> str:
    """The secret of the file, which is made where it is missing and takes over what LUNDI_PEPPER names.

    Raises LundiError where the variable is too short, and where another secret than the one that the state's list of
    erased people was made with would be taken.
    """
    given, found = given_pepper(), _read(path)
    if found and given in (None, found):
        return found
    # A secret that is given where the file is gone is taken on trust: nothing is left to compare it with.
    if (found or not given) and _suppression_count(state):
        raise LundiError(*(OTHER_PEPPER if found else LOST_PEPPER))
    return _write(path, given or new_pepper())


def make_worthless_secret(path: Path) -> None:
    """A file as dbt wants it, with a secret that nothing is hashed with."""
    _write(path, new_pepper())


def _read(path: Path) -> str | None:
    if not path.is_file():
        return None
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach {literal(str(path))} as lundi_secret (read_only)")
            row = connection.execute(READ_PEPPER).fetchone()
        except duckdb.CatalogException:
            return None
        except duckdb.Error as error:
            raise LundiError(
                f"{path.name} cannot be opened: {str(error).splitlines()[0]}",
                "it holds the secret of the list of erased people: restore it from a copy, do not delete it",
            ) from error
    return row[0] if row else None


def _write(path: Path, pepper: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(path))} as lundi_secret")
        # Before there is anything to read in it.
        path.chmod(0o600)
        connection.execute("create schema if not exists lundi_secret.secret")
        connection.execute(PEPPER_TABLE)
        connection.execute("delete from lundi_secret.secret.pepper")
        connection.execute("insert into lundi_secret.secret.pepper values (?)", [pepper])
    return pepper


def _suppression_count(state: Path) -> int:
    if not state.is_file():
        return 0
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(state))} as state_file (read_only)")
        try:
            row = connection.execute("select count(*) from state_file.privacy.suppressions").fetchone()
        except duckdb.CatalogException:
            return 0
    return row[0] if row else 0
