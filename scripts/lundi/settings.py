"""Where the data lives. Each folder is moved by an environment variable; nothing else is configured here."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]

OFFLINE_ENVIRONMENT = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


@dataclass(frozen=True)
class Settings:
    """The folders of one run."""

    landing: Path
    warehouse: Path
    out: Path

    @property
    def raw_database(self) -> Path:
        """Raw, quarantine and the delivery ledger."""
        return self.warehouse / "raw.duckdb"

    @property
    def state_database(self) -> Path:
        """What landing cannot give back: the runs and the golden ids; append-only, outside every swap."""
        return self.warehouse / "state.duckdb"

    @property
    def secret_database(self) -> Path:
        """The secret that keyed hashes are made with; private to its owner."""
        return self.warehouse / "secret.duckdb"

    @property
    def published_database(self) -> Path:
        """The edition that readers open; only `lundi` writes it."""
        return self.warehouse / "lundi.duckdb"

    @property
    def former_database(self) -> Path:
        """The edition that was published before, kept for `lundi rollback`. Same file name as the published one."""
        return self.warehouse / "former" / "lundi.duckdb"

    @property
    def superseded_database(self) -> Path:
        """A second name of the published edition, while the next one takes its place: then it becomes the former."""
        return self.former_database.with_name("superseded.duckdb")

    @property
    def fetched_database(self) -> Path:
        """What the report of production reads, fetched from the account. Same file name as the published one."""
        return self.warehouse / "prod" / "lundi.duckdb"

    @property
    def build_database(self) -> Path:
        """The edition under construction. Same file name as the published one: DuckDB names the catalogue after
        the file, and views carry that name."""
        return self.warehouse / "build" / "lundi.duckdb"


def load_settings() -> Settings:
    """The folders from the environment, by default inside the project."""
    return Settings(
        landing=_folder("LUNDI_LANDING", "landing"),
        warehouse=_folder("LUNDI_WAREHOUSE", "warehouse"),
        out=_folder("LUNDI_OUT", "out"),
    )


def switch_telemetry_off() -> None:
    """No library of ours may call home; set before any of them is imported."""
    os.environ.update(OFFLINE_ENVIRONMENT)


def _folder(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or PROJECT_ROOT / default).resolve()
