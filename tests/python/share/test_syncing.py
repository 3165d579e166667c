"""Sharing on the account is done by its own user, and what goes wrong is told."""

import json
from pathlib import Path

import pytest

from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.share.syncing import is_named, sharer_environment, sync_shares
from lundi.targets import LocalTarget, SnowflakeTarget
from lundi.warehouse import dbt

NAMED = {
    "LUNDI_SNOWFLAKE_USER": "LUNDI_TRANSFORMER_SERVICE",
    "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": "build.p8",
    "LUNDI_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "of the build",
    "LUNDI_SNOWFLAKE_SHARER_USER": "SHARER",
    "LUNDI_SNOWFLAKE_SHARER_PRIVATE_KEY_PATH": "sharer.p8",
}


def test_the_user_who_shares_has_its_own_key_role_and_warehouse():
    found = sharer_environment(NAMED)
    assert found["LUNDI_SNOWFLAKE_USER"] == "SHARER"
    assert found["LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH"] == "sharer.p8"
    assert found["LUNDI_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"] == "", "the build's passphrase is not its own"
    assert found["LUNDI_SNOWFLAKE_ROLE"] == "LUNDI_SHARE_ADMIN"
    assert found["LUNDI_SNOWFLAKE_WAREHOUSE"] == "LUNDI_DEV"


def test_without_a_user_or_its_key_nothing_is_shared():
    assert not is_named({"LUNDI_SNOWFLAKE_USER": "LUNDI_TRANSFORMER_SERVICE"})
    for missing in ("USER", "PRIVATE_KEY_PATH"):
        with pytest.raises(LundiError, match="are not both set"):
            sharer_environment({k: v for k, v in NAMED.items() if k != f"LUNDI_SNOWFLAKE_SHARER_{missing}"})


def test_production_shares_where_somebody_is_named_and_this_machine_never(tmp_path, monkeypatch):
    settings = Settings(tmp_path, tmp_path, tmp_path)
    monkeypatch.delenv("LUNDI_SNOWFLAKE_SHARER_USER", raising=False)
    assert not SnowflakeTarget(settings).shares
    monkeypatch.setenv("LUNDI_SNOWFLAKE_SHARER_USER", "SHARER")
    assert SnowflakeTarget(settings).shares
    assert not LocalTarget(settings).shares


class Process:
    """dbt's process: what it says, and how it ends."""

    def __init__(self, lines, exit_code):
        self.stdout, self.exit_code = lines, exit_code

    def poll(self):
        return self.exit_code

    def wait(self):
        return self.exit_code


@pytest.fixture
def calls(monkeypatch):
    """Stands for dbt's process; what it was given."""
    found = []

    def with_end(lines=(), exit_code=0):
        def start(command, *, env, **options):
            found.append((command, env))
            return Process(lines, exit_code)

        monkeypatch.setattr(dbt.subprocess, "Popen", start)
        return found

    return with_end


def test_share_sync_runs_for_good_as_that_user_in_a_folder_of_its_own(calls, tmp_path):
    found = calls()
    settings = Settings(tmp_path, tmp_path / "warehouse", tmp_path)
    sync_shares(settings, NAMED)
    ((command, environment),) = found
    words = command[command.index("run-operation") :]
    assert words[1] == "share_sync"
    assert json.loads(words[words.index("--args") + 1]) == {"dry_run": False}
    assert words[words.index("--target") + 1] == "prod"
    assert Path(words[words.index("--target-path") + 1]) == tmp_path / "warehouse" / "prod" / "share" / "target"
    assert environment["LUNDI_SNOWFLAKE_USER"] == "SHARER"


@pytest.mark.parametrize(
    ("lines", "exit_code", "said"),
    [
        (
            ['{"name": "X", "level": "error", "message": "shares differ from the seeds: LUNDI_TO_A lacks USAGE"}'],
            1,
            "lacks",
        ),
        ([], 1, "dbt said nothing"),
        ([], -9, "dbt said nothing"),
    ],
    ids=["a share differs", "it failed", "it was killed"],
)
def test_what_did_not_pass_is_an_error(calls, tmp_path, lines, exit_code, said):
    calls(lines, exit_code)
    with pytest.raises(LundiError, match=said):
        sync_shares(Settings(tmp_path, tmp_path, tmp_path), NAMED)
