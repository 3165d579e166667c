"""The connection to the account, from the environment alone: key pair, and a role and a warehouse for each use."""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lundi.errors import LundiError

with warnings.catch_warnings():
    # The connector's vendored `requests` complains of versions beside it, which it does not use.
    warnings.simplefilter("ignore")
    import snowflake.connector
    from snowflake.connector.errors import Error as SnowflakeError

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection

PREFIX = "LUNDI_SNOWFLAKE_"
PRIVATE_KEY_PATH_END, PASSPHRASE_END = "PRIVATE_KEY_PATH", "PRIVATE_KEY_PASSPHRASE"
ACCOUNT, USER = f"{PREFIX}ACCOUNT", f"{PREFIX}USER"
PRIVATE_KEY_PATH = f"{PREFIX}{PRIVATE_KEY_PATH_END}"
ROLE, WAREHOUSE, DATABASE = f"{PREFIX}ROLE", f"{PREFIX}WAREHOUSE", f"{PREFIX}DATABASE"
HOST, PORT, PROTOCOL = f"{PREFIX}HOST", f"{PREFIX}PORT", f"{PREFIX}PROTOCOL"

LOGIN_SECONDS = 30
NETWORK_SECONDS = 300

__all__ = ["LOADING", "REPORTING", "SnowflakeError", "Use", "connected", "parameters", "said"]


@dataclass(frozen=True)
class Use:
    """What a connection is for: its query tag is `lundi:<name>`; role, warehouse and database are those of that use.

    `service` is the word in the variables of its own service user, as LUNDI_SNOWFLAKE_LOADER_USER; a use without one
    connects as dbt does. A use without a database takes the one that dbt builds into. One that `binds_apart` sends
    values beside the statement, as marks (?): else the connector writes them into its text, which the account keeps.
    """

    name: str
    role: str
    warehouse: str | None
    database: str | None = None
    schema: str | None = None
    service: str | None = None
    binds_apart: bool = False


LOADING = Use("loading", "LUNDI_LOADER", "LUNDI_LOAD", "LUNDI_RAW", "RAW", service="LOADER")
REPORTING = Use("reporting", "LUNDI_REPORTER", "LUNDI_REPORT", service="REPORTER")


def parameters(use: Use, environment: Mapping[str, str]) -> dict[str, Any]:
    """The connector's arguments for a use.

    A variable of the use's service user (LUNDI_SNOWFLAKE_LOADER_USER, _PRIVATE_KEY_PATH, _ROLE, _WAREHOUSE, …) goes
    before the general one. The general role and warehouse are dbt's: they do not decide for a use with its own.

    Raises LundiError naming the variable that is missing, or the key file that cannot be read.
    """
    key_variable = _variable(use, environment, PRIVATE_KEY_PATH)
    found: dict[str, Any] = {
        "account": _needed(environment, ACCOUNT, "the account's identifier, as <organisation>-<account>"),
        "user": _needed(environment, _variable(use, environment, USER), "the user whose public key the account holds"),
        "authenticator": "SNOWFLAKE_JWT",
        "private_key_file": str(_key_file(environment, key_variable)),
        "role": environment.get(_own(use, ROLE)) or use.role,
        "database": use.database or environment.get(DATABASE) or "LUNDI",
        "session_parameters": {"QUERY_TAG": f"lundi:{use.name}", "CLIENT_TELEMETRY_ENABLED": False, "TIMEZONE": "UTC"},
        "login_timeout": LOGIN_SECONDS,
        "network_timeout": NETWORK_SECONDS,
        # Nothing is asked of anybody but the account: neither certificate authorities nor a cloud's metadata service.
        "disable_ocsp_checks": True,
        "platform_detection_timeout_seconds": 0.0,
        "client_session_keep_alive": False,
        # Money must not pass through binary floating point on its way out.
        "arrow_number_to_decimal": True,
    }
    optional = {
        "warehouse": environment.get(_own(use, WAREHOUSE)) or use.warehouse,
        "schema": use.schema,
        "paramstyle": "qmark" if use.binds_apart else None,
        # The passphrase that belongs to the key that was chosen.
        "private_key_file_pwd": environment.get(key_variable.replace(PRIVATE_KEY_PATH_END, PASSPHRASE_END)),
        "host": environment.get(HOST),
        "port": _port(environment.get(PORT)),
        "protocol": environment.get(PROTOCOL),
    }
    return found | {name: value for name, value in optional.items() if value}


@contextmanager
def connected(use: Use, environment: Mapping[str, str] | None = None) -> Iterator["SnowflakeConnection"]:
    """A connection for a use, closed at the end; an open transaction is rolled back by that.

    Raises LundiError where a variable is missing or the account cannot be reached or says no.
    """
    wanted = parameters(use, os.environ if environment is None else environment)
    try:
        connection = snowflake.connector.connect(**wanted)
    except (SnowflakeError, ValueError, TypeError, OSError) as error:
        where = wanted.get("host") or wanted["account"]
        raise LundiError(
            f"no connection to Snowflake at {where} as {wanted['user']} ({wanted['role']}): {said(error)}",
            f"check {ACCOUNT}, {USER} and {PRIVATE_KEY_PATH}, the network policy, and that the user holds the role",
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def said(error: Exception) -> str:
    """The first line of what an error says, its number before it where it has one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _own(use: Use, variable: str) -> str:
    """The variable of the use's service user, where it has one."""
    return variable.replace(PREFIX, f"{PREFIX}{use.service}_") if use.service else variable


def _variable(use: Use, environment: Mapping[str, str], variable: str) -> str:
    own = _own(use, variable)
    return own if environment.get(own) else variable


def _needed(environment: Mapping[str, str], variable: str, meaning: str) -> str:
    value = environment.get(variable)
    if not value:
        raise LundiError(f"{variable} is not set", f"set it to {meaning} (docs/production.md)")
    return value


def _key_file(environment: Mapping[str, str], variable: str) -> Path:
    path = Path(_needed(environment, variable, "the file that holds the user's private key")).expanduser()
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise LundiError(
            f"the private key {path} cannot be read: {error.strerror}",
            f"make it with `openssl genrsa 2048 | openssl pkcs8 -topk8 -nocrypt -out FILE`, or mend {variable}",
        ) from error
    return path


def _port(text: str | None) -> int | None:
    if text and not text.isdigit():
        raise LundiError(f"{PORT} is {text!r}, not a number", "set it to the port, as 443, or leave it out")
    return int(text) if text else None
