"""The set-up shown and run. The stand-in records account-level statements and runs none of them: what is proven here is
their order, their number and where a run stops; what they do is for a real account to prove (docs/production.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from snowflake.connector.errors import ProgrammingError

from lundi.errors import ExitCode, LundiError
from lundi.snowflake.setup.rules import CREATE
from lundi.snowflake.setup.run import make_plan, run_setup, shown_lines
from lundi.snowflake.setup.statements import without_comments
from standin import StandIn

GOLDEN = Path(__file__).parent / "setup_dry_run.txt"
# Remake: run `lundi snowflake setup --dry-run` without any LUNDI_SNOWFLAKE_ variable, and read the difference.


class Cursor:
    """A cursor that writes down what it is given, answers with a region, and fails where it is told to."""

    description = (("REGION",), ("IS_IN_THE_EUROPEAN_UNION",))

    def __init__(self, answer, failing):
        self.answer, self.failing, self.sent = answer, failing, []

    def execute(self, sql):
        if self.failing and self.failing in sql:
            raise ProgrammingError(msg="Insufficient privileges to operate", errno=3001, sqlstate="42501")
        self.sent.append(sql)

    def fetchone(self):
        return self.answer


class Account:
    """A connection to nothing."""

    def __init__(self, answer=("AWS_EU_WEST_3", True), failing=None):
        self.one = Cursor(answer, failing)

    def cursor(self):
        return self.one


@pytest.fixture(scope="module")
def variables():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    text = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    names = ("LOADER", "TRANSFORMER", "PUBLISHER", "REPORTER", "CI")
    return {
        **{f"LUNDI_SNOWFLAKE_{use}_CREDITS": "40" for use in ("LOAD", "BUILD", "REPORT", "DEV")},
        **{f"LUNDI_SNOWFLAKE_{name}_PUBLIC_KEY": text for name in names},
        "LUNDI_SNOWFLAKE_NOTIFY_USERS": "jeanne",
        "LUNDI_SNOWFLAKE_COST_OWNER": "data",
        "LUNDI_SNOWFLAKE_ALLOWED_IPS": "192.0.2.0/28",
    }


@pytest.fixture(scope="module")
def ready(variables):
    return make_plan(variables, role="ACCOUNTADMIN").ready


def run(files, account):
    heard = []
    count = run_setup(account, files, lambda done, of, statement: heard.append((done, of, statement.place)))
    return count, heard


def lundi(*arguments, **variables):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LUNDI_SNOWFLAKE_")}
    return subprocess.run(
        [sys.executable, "-m", "lundi.cli", "snowflake", *arguments],
        env={**clean, "COLUMNS": "200", "NO_COLOR": "1", **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_dry_run_is_the_one_that_was_reviewed():
    assert "\n".join(shown_lines(make_plan({}, role="ACCOUNTADMIN"))) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_the_dry_run_says_every_statement_with_its_file_and_number_and_needs_no_account():
    # A proxy that leads nowhere and an account without a key: a connection could not be opened.
    result = lundi("setup", "--dry-run", HTTPS_PROXY="http://127.0.0.1:9", LUNDI_SNOWFLAKE_ACCOUNT="nowhere")
    assert (result.returncode, result.stdout) == (ExitCode.OK, GOLDEN.read_text(encoding="utf-8"))
    assert "-- 06_grants.sql 1\nuse role sysadmin;" in result.stdout
    assert "nothing was run and no connection was opened" in result.stdout


def test_the_dry_run_does_not_even_load_the_connector():
    code = (
        "import os, sys; from lundi.snowflake.setup.run import make_plan, shown_lines; "
        "shown_lines(make_plan({}, role='ACCOUNTADMIN')); sys.exit('snowflake.connector' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_dry_run_names_what_a_real_run_would_miss(variables):
    lines = shown_lines(make_plan({**variables, "LUNDI_SNOWFLAKE_ALLOWED_IPS": ""}, role="ACCOUNTADMIN"))
    assert [line.split(",")[0] for line in lines if "missing" in line] == ["-- missing: LUNDI_SNOWFLAKE_ALLOWED_IPS"]
    assert not any("-- missing" in line for line in shown_lines(make_plan(variables, role="ACCOUNTADMIN")))


def test_a_wrong_parameter_is_refused_even_dry():
    result = lundi("setup", "--dry-run", "--allow-ip", "0.0.0.0/0")
    assert result.returncode == ExitCode.FAILED
    assert "0.0.0.0/0 lets in more than a /8" in result.stderr


def test_without_its_parameters_nothing_is_run():
    result = lundi("setup")
    assert result.returncode == ExitCode.FAILED
    assert "LUNDI_SNOWFLAKE_ALLOWED_IPS" in result.stderr
    assert "nothing of it is guessed" in result.stderr


def test_one_file_asks_only_for_its_own_parameters():
    result = lundi("setup", "--dry-run", "--only", "9")
    assert result.returncode == ExitCode.OK
    assert "-- missing: LUNDI_SNOWFLAKE_ALLOWED_IPS" in result.stdout
    assert "PUBLIC_KEY" not in result.stdout
    assert lundi("setup", "--dry-run", "--only", "42").returncode == ExitCode.FAILED


def test_every_statement_is_run_in_its_order_and_told(ready):
    account = Account()
    count, heard = run(ready, account)
    statements = [statement for file in ready for statement in file.statements]
    assert account.one.sent == [statement.sql for statement in statements]
    assert heard == [(done, count, statement.place) for done, statement in enumerate(statements)]


def test_no_statement_replaces_or_drops_what_is_there(ready):
    statements = [without_comments(statement.sql).lower() for file in ready for statement in file.statements]
    assert not [sql for sql in statements if " replace " in sql or sql.startswith(("drop", "revoke", "truncate"))]
    assert all(CREATE.fullmatch(sql) for sql in statements if sql.startswith("create"))


@pytest.mark.parametrize("answer", [("AWS_US_WEST_2", False), ("AWS_EU_WEST_2", None), ("AWS_US_WEST_2", "true"), None])
def test_where_the_region_does_not_say_yes_nothing_is_made(ready, answer):
    account = Account(answer)
    with pytest.raises(LundiError, match=r"00_region\.sql, statement 1 .*is not accepted") as error:
        run(ready, account)
    assert "nothing was made" in error.value.next_step
    assert len(account.one.sent) == 1


def test_a_region_statement_that_fails_is_the_regions_answer(ready):
    account = Account(failing="current_region")
    with pytest.raises(LundiError) as error:
        run(ready, account)
    assert "nothing was made" in error.value.next_step
    assert account.one.sent == []


def test_a_setup_without_the_region_is_not_run(ready):
    with pytest.raises(LundiError, match="does not start with the region"):
        run(ready[1:], Account())
    with pytest.raises(LundiError, match="does not start with the region"):
        run((), Account())


def test_the_first_error_stops_the_run_and_names_its_place_and_what_to_do(ready):
    account = Account(failing="lundi.vault with managed access")
    with pytest.raises(LundiError) as error:
        run(ready, account)
    assert "04_databases.sql, statement " in error.value.message
    assert "`create transient schema if not exists lundi.vault with managed access`" in error.value.message
    assert "Insufficient privileges to operate" in error.value.message
    assert "--only 04" in error.value.next_step
    assert not any("lundi.core" in sql for sql in account.one.sent)


def test_a_setup_that_breaks_a_rule_is_not_run(monkeypatch):
    monkeypatch.setattr("lundi.snowflake.setup.run.broken_rules", lambda statements: ["role x reads too much"])
    with pytest.raises(LundiError, match="breaks its own rules: role x reads too much"):
        make_plan({}, role="ACCOUNTADMIN")


def is_ours(statement) -> bool:
    return statement.sql.split()[0].lower() in {"create", "alter", "grant", "use"}


@pytest.mark.filterwarnings("ignore")
def test_a_second_run_sends_the_same_statements_and_is_refused_none(ready):
    with StandIn() as standin:
        runs = []
        for _ in range(2):
            before = len(standin.ledger.statements)
            count, _ = run(ready, standin.connect())
            runs.append(standin.ledger.statements[before:])
        first, second = ([(each.sql, each.disposition) for each in sent] for sent in runs)
        assert first == second
        assert len(first) == count
        recorded = [sql for sql, disposition in first if disposition == "recorded"]
        assert len(recorded) > count / 2, "what is recorded was not run: nothing of its effect is proven here"


@pytest.mark.filterwarnings("ignore")
def test_the_command_reaches_the_account_of_the_environment_in_the_administrators_role(variables, private_key):
    with StandIn() as standin:
        environment = {**variables, **standin.environment, "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(private_key)}
        result = lundi("setup", "--only", "01", LUNDI_SNOWFLAKE_ROLE="LUNDI_LOADER", **environment)
        assert result.returncode == ExitCode.OK, result.stderr
        assert "18 statements ran" in result.stdout
        sent = [each for each in standin.ledger.statements if is_ours(each) or "current_region" in each.sql]
        assert len(sent) == 18
        assert sent[0].role == "ACCOUNTADMIN"


@pytest.mark.filterwarnings("ignore")
def test_in_a_wrong_region_the_command_ends_with_1_and_nothing_is_sent_after(variables, private_key):
    with StandIn(region="PUBLIC.AWS_US_WEST_2") as standin:
        environment = {**variables, **standin.environment, "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(private_key)}
        result = lundi("setup", **environment)
        assert result.returncode == ExitCode.FAILED
        assert "outside the European Union: PUBLIC.AWS_US_WEST_2" in result.stderr
        assert "nothing was made" in result.stderr
        assert [each for each in standin.ledger.statements if is_ours(each)] == []


@pytest.mark.parametrize("command", ["setup", "check"])
def test_help_teaches_the_commands_and_their_exit_codes(command):
    result = lundi(command, "--help")
    assert result.returncode == ExitCode.OK
    assert "Exit codes: 0 all went well" in result.stdout


def test_the_check_without_an_account_says_what_is_not_set():
    result = lundi("check")
    assert result.returncode == ExitCode.FAILED
    assert "LUNDI_SNOWFLAKE_" in result.stderr
