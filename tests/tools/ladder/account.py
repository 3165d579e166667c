"""A stand-in account as the first Monday would find it: set up by the reviewed SQL, with a key pair of its own."""

import base64
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lundi.snowflake.setup.run import make_plan, run_setup
from standin import StandIn

ADMINISTRATOR = "ACCOUNTADMIN"
ACCOUNT_USAGE = Path(__file__).with_name("snowflake_account_usage.yml")


@dataclass(frozen=True)
class Account:
    """The stand-in and the environment by which the commands and dbt reach it."""

    standin: StandIn
    environment: Mapping[str, str]


@contextmanager
def prepared_account(folder: Path) -> Iterator[Account]:
    """A stand-in on which the whole set-up was run; it ends with the block."""
    private_key, public_key = make_key_pair(folder)
    with StandIn(ledger=folder / "ledger.jsonl") as standin:
        environment = {
            **standin.environment,
            "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(private_key),
            **setup_parameters(public_key),
        }
        plan = make_plan(environment, role=ADMINISTRATOR)
        client = standin.client(role=ADMINISTRATOR)
        for statement in account_usage():
            client.cursor().execute(statement)
        run_setup(client, plan.ready, lambda done, total, statement: None)
        client.close()
        yield Account(standin, environment)


def account_usage() -> list[str]:
    """What makes the views that every account has of its own usage; here nothing was used yet."""
    views = yaml.safe_load(ACCOUNT_USAGE.read_text(encoding="utf-8"))
    made = ["create database if not exists snowflake", "create schema if not exists snowflake.account_usage"]
    for view, columns in views.items():
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        made.append(f"create table snowflake.account_usage.{view} ({listed})")
    return made


def setup_parameters(public_key: str) -> dict[str, str]:
    """What the set-up asks of the person who runs it, for an account that costs nothing."""
    credits = {f"LUNDI_SNOWFLAKE_{use}_CREDITS": "10" for use in ("LOAD", "BUILD", "REPORT", "DEV")}
    keys = {
        f"LUNDI_SNOWFLAKE_{machine}_PUBLIC_KEY": public_key
        for machine in ("LOADER", "TRANSFORMER", "PUBLISHER", "REPORTER", "CI")
    }
    return {
        **credits,
        **keys,
        "LUNDI_SNOWFLAKE_NOTIFY_USERS": "watcher",
        "LUNDI_SNOWFLAKE_COST_OWNER": "data",
        "LUNDI_SNOWFLAKE_ALLOWED_IPS": "192.0.2.0/24",
    }


def make_key_pair(folder: Path) -> tuple[Path, str]:
    """A private key in a file, and its public key on one line, as Snowflake takes it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = folder / "key.p8"
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return path, base64.b64encode(public).decode()


def with_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with the account's on top, for a subprocess."""
    return {**os.environ, **environment}
