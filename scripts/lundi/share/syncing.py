"""What partners are given on Snowflake, brought to what the seeds say: `share_sync` as the user who may share.

The user of a Monday may not share, and shall not: sharing has a user of its own, which LUNDI_SNOWFLAKE_SHARER_USER and
its key variables name. Where none is named, nothing is shared by a Monday.
"""

from collections.abc import Mapping
from pathlib import Path

from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.dbt import run_operation

MACRO = "share_sync"
PREFIX, OWN = "LUNDI_SNOWFLAKE_", "LUNDI_SNOWFLAKE_SHARER_"
ROLE, WAREHOUSE = "LUNDI_SHARE_ADMIN", "LUNDI_DEV"


def is_named(environment: Mapping[str, str]) -> bool:
    """Whether the environment names somebody who shares."""
    return bool(environment.get(f"{OWN}USER"))


def sharer_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with which dbt connects as the user who shares; the key of the build never goes with it.

    Raises LundiError where that user has no key.
    """
    key = environment.get(f"{OWN}PRIVATE_KEY_PATH")
    if not is_named(environment) or not key:
        raise LundiError(
            f"{OWN}USER and {OWN}PRIVATE_KEY_PATH are not both set",
            f"name a user who holds {ROLE} and its key (docs/production.md)",
        )
    return {
        f"{PREFIX}USER": environment[f"{OWN}USER"],
        f"{PREFIX}PRIVATE_KEY_PATH": key,
        f"{PREFIX}PRIVATE_KEY_PASSPHRASE": environment.get(f"{OWN}PRIVATE_KEY_PASSPHRASE", ""),
        f"{PREFIX}ROLE": environment.get(f"{OWN}ROLE") or ROLE,
        f"{PREFIX}WAREHOUSE": environment.get(f"{OWN}WAREHOUSE") or WAREHOUSE,
        f"{PREFIX}REPORT_WAREHOUSE": environment.get(f"{OWN}WAREHOUSE") or WAREHOUSE,
    }


def sync_shares(settings: Settings, environment: Mapping[str, str]) -> None:
    """Asserts and verifies every share. Raises LundiError where one differs, or the statement was refused."""
    variables = sharer_environment(environment)
    run_operation(settings, MACRO, {"dry_run": False}, folder=_folder(settings), environment=variables)


def _folder(settings: Settings) -> Path:
    return settings.fetched_database.parent / "share" / "target"
