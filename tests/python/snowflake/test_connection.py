"""The connection's arguments come from the environment alone, and what is missing there is named."""

import socket

import pytest

from lundi.errors import LundiError
from lundi.snowflake import connection
from lundi.snowflake.connection import LOADING, REPORTING, Use, connected, parameters
from lundi.snowflake.state import RECORDING

BUILDING = Use("build", "LUNDI_TRANSFORMER", "LUNDI")


@pytest.fixture
def environment(private_key):
    return {
        "LUNDI_SNOWFLAKE_ACCOUNT": "org-account",
        "LUNDI_SNOWFLAKE_USER": "lundi",
        "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(private_key),
    }


def test_each_use_has_its_role_its_warehouse_and_its_query_tag(environment):
    loading, reporting = parameters(LOADING, environment), parameters(REPORTING, environment)
    assert (loading["role"], loading["warehouse"], loading["database"]) == ("LUNDI_LOADER", "LUNDI_LOAD", "LUNDI_RAW")
    assert (reporting["role"], reporting["warehouse"], reporting["database"]) == (
        "LUNDI_REPORTER",
        "LUNDI_REPORT",
        "LUNDI",
    )
    assert loading["session_parameters"]["QUERY_TAG"] == "lundi:loading"


def test_what_lies_outside_the_build_stays_where_it_is_when_dbt_builds_elsewhere(environment):
    elsewhere = environment | {"LUNDI_SNOWFLAKE_DATABASE": "LUNDI_NEXT"}
    found = {use.name: parameters(use, elsewhere)["database"] for use in (LOADING, RECORDING, REPORTING)}
    assert found == {"loading": "LUNDI_RAW", "recording": "LUNDI_STATE", "reporting": "LUNDI_NEXT"}


def test_the_key_pair_alone_opens_and_nobody_but_the_account_is_asked(environment, private_key):
    found = parameters(LOADING, environment)
    assert (found["authenticator"], found["private_key_file"]) == ("SNOWFLAKE_JWT", str(private_key))
    assert "password" not in found
    assert found["disable_ocsp_checks"] is True
    assert found["platform_detection_timeout_seconds"] == 0
    assert found["session_parameters"]["CLIENT_TELEMETRY_ENABLED"] is False
    assert {"host", "port", "protocol", "private_key_file_pwd"}.isdisjoint(found)


def test_a_private_link_and_a_passphrase_are_taken_from_their_variables(environment):
    found = parameters(
        LOADING,
        environment
        | {
            "LUNDI_SNOWFLAKE_HOST": "lundi.privatelink.example",
            "LUNDI_SNOWFLAKE_PORT": "8443",
            "LUNDI_SNOWFLAKE_PROTOCOL": "https",
            "LUNDI_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "word",
        },
    )
    assert (found["host"], found["port"], found["protocol"]) == ("lundi.privatelink.example", 8443, "https")
    assert found["private_key_file_pwd"] == "word"


def test_a_use_has_its_own_service_user_key_role_and_warehouse_where_they_are_named(environment, tmp_path):
    own = tmp_path / "loader.p8"
    own.write_text("key")
    named = environment | {
        "LUNDI_SNOWFLAKE_LOADER_USER": "loader_service",
        "LUNDI_SNOWFLAKE_LOADER_PRIVATE_KEY_PATH": str(own),
        "LUNDI_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "of the other key",
        "LUNDI_SNOWFLAKE_LOADER_ROLE": "LAB",
        "LUNDI_SNOWFLAKE_LOADER_WAREHOUSE": "LAB_WH",
    }
    found = parameters(LOADING, named)
    assert (found["user"], found["private_key_file"]) == ("loader_service", str(own))
    assert (found["role"], found["warehouse"]) == ("LAB", "LAB_WH")
    assert "private_key_file_pwd" not in found
    assert parameters(REPORTING, named)["user"] == "lundi"


def test_the_role_that_dbt_is_given_does_not_load_nor_report(environment):
    dbt = environment | {"LUNDI_SNOWFLAKE_ROLE": "MINE", "LUNDI_SNOWFLAKE_WAREHOUSE": "MY_WH"}
    assert parameters(LOADING, dbt)["role"] == "LUNDI_LOADER"
    assert parameters(BUILDING, dbt)["role"] == "MINE"
    assert parameters(BUILDING, dbt)["warehouse"] == "MY_WH"


@pytest.mark.parametrize(
    "variable", ["LUNDI_SNOWFLAKE_ACCOUNT", "LUNDI_SNOWFLAKE_USER", "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_named(environment, variable, value):
    spoilt = {name: text for name, text in environment.items() if name != variable}
    if value is not None:
        spoilt[variable] = value
    with pytest.raises(LundiError, match=f"{variable} is not set") as raised:
        parameters(LOADING, spoilt)
    assert "docs/production.md" in raised.value.next_step


def test_a_key_that_is_not_there_is_named_with_what_makes_one(environment, tmp_path):
    spoilt = environment | {"LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(tmp_path / "nowhere.p8")}
    with pytest.raises(LundiError, match=r"nowhere\.p8 cannot be read: No such file") as raised:
        parameters(LOADING, spoilt)
    assert "openssl" in raised.value.next_step


def test_a_key_that_is_a_folder_cannot_be_read(environment, tmp_path):
    with pytest.raises(LundiError, match="cannot be read"):
        parameters(LOADING, environment | {"LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(tmp_path)})


def test_a_file_that_is_no_key_is_told_before_anything_is_sent(environment, tmp_path):
    no_key = tmp_path / "no.p8"
    no_key.write_text("not a key")
    spoilt = environment | {"LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(no_key)}
    with pytest.raises(LundiError, match="no connection to Snowflake"), connected(LOADING, spoilt):
        pass


def test_a_port_that_is_no_number_is_named(environment):
    with pytest.raises(LundiError, match="LUNDI_SNOWFLAKE_PORT is 'https', not a number"):
        parameters(LOADING, environment | {"LUNDI_SNOWFLAKE_PORT": "https"})


def test_a_host_that_does_not_answer_is_told_after_a_while(environment, monkeypatch):
    monkeypatch.setattr(connection, "LOGIN_SECONDS", 2)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
    unreachable = environment | {
        "LUNDI_SNOWFLAKE_HOST": "127.0.0.1",
        "LUNDI_SNOWFLAKE_PORT": port,
        "LUNDI_SNOWFLAKE_PROTOCOL": "http",
    }
    with (
        pytest.raises(
            LundiError, match=r"no connection to Snowflake at 127\.0\.0\.1 as lundi \(LUNDI_LOADER\)"
        ) as raised,
        connected(LOADING, unreachable),
    ):
        pass
    assert "the network policy" in raised.value.next_step


def test_the_connection_is_opened_with_the_role_of_its_use(account):
    with connected(LOADING) as opened:
        assert opened.cursor().execute("select 1").fetchone() == (1,)
    assert account.ledger.statements[-1].role == "LUNDI_LOADER"


def test_the_connection_is_closed_whatever_happens(environment, monkeypatch):
    closed = []

    class Opened:
        def close(self):
            closed.append(True)

    monkeypatch.setattr(connection.snowflake.connector, "connect", lambda **wanted: Opened())
    with pytest.raises(KeyError), connected(LOADING, environment):
        raise KeyError("mine")
    assert closed == [True]
