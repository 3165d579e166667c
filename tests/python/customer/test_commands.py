"""`lundi customers evaluate` as somebody at a terminal meets it."""

import io
import json

import pytest
from rich.console import Console
from typer.testing import CliRunner

from customer.small_set import matcher, write_set
from lundi.cli import app
from lundi.customer import evaluate as module
from lundi.customer.commands import customers_app, work_folder
from lundi.errors import ExitCode, LundiError


@pytest.fixture
def call(monkeypatch):
    """The command with somebody in the place of the models; gives its exit code or error and what it told."""

    def called(*arguments, customer_id="first_name"):
        whole = module.evaluate
        monkeypatch.setattr(
            module,
            "evaluate",
            lambda options, folder, say, match: whole(options, folder, say=say, match=matcher(customer_id)),
        )
        told, progress = (Console(file=io.StringIO(), width=200, soft_wrap=True) for _ in range(2))
        runner = CliRunner(env={"LUNDI_LANDING": None, "LUNDI_BENCHMARKS": None})
        result = runner.invoke(customers_app(told, progress, "Exit codes: 0 ..."), ["evaluate", *map(str, arguments)])
        monkeypatch.setattr(module, "evaluate", whole)
        return (
            result.exception if result.exit_code == 1 else result.exit_code,
            told.file.getvalue(),
            progress.file.getvalue(),
        )

    return called


def test_help_teaches_the_sets_and_the_exit_codes():
    result = CliRunner().invoke(app, ["customers", "evaluate", "--help"])
    assert result.exit_code == ExitCode.OK
    for said in ("historical_50k_train", "--versus", "LUNDI_BENCHMARKS", "Exit codes: 0 all went well"):
        assert said in result.stdout


def test_figures_are_told_and_written_and_the_seed_is_said(call, tmp_path):
    file = tmp_path / "figures.json"
    code, told, progress = call("--dataset", write_set(tmp_path), "--json", file)
    assert code == ExitCode.OK
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["pair_f1"] == 1.0
    assert f"seed {document['seed']}" in told
    assert "6 records read" in progress
    again, _, _ = call("--dataset", write_set(tmp_path), "--json", file, "--seed", 11)
    assert again == ExitCode.OK
    assert json.loads(file.read_text(encoding="utf-8"))["seed"] == 11


def test_records_without_a_customer_end_with_3(call, tmp_path):
    code, told, _ = call("--dataset", write_set(tmp_path), customer_id="nullif(first_name, 'Zoé')")
    assert code == ExitCode.INCOMPLETE
    assert "1 records have no customer" in told


def test_what_is_not_there_is_told_before_any_work(call, tmp_path):
    error, _, progress = call("--dataset", "nowhere.parquet")
    assert isinstance(error, LundiError)
    assert (error.message, progress) == ("there is no data set 'nowhere.parquet'", "")
    error, _, _ = call("--dataset", write_set(tmp_path), "--json", tmp_path / "nowhere" / "figures.json")
    assert "there is no folder" in error.message


def test_an_option_that_is_not_understood_ends_with_2(call):
    assert call("--dataset", "demo", "--versus", "zingg")[0] == ExitCode.USAGE
    assert call()[0] == ExitCode.USAGE


def test_what_is_kept_lies_in_a_folder_of_its_own(call, tmp_path):
    kept = tmp_path / "kept"
    assert call("--dataset", write_set(tmp_path), "--keep", kept)[0] == ExitCode.OK
    assert (kept / "truth.parquet").is_file()
    assert (kept / "warehouse" / "build" / "lundi.duckdb").is_file()
    error, _, _ = call("--dataset", write_set(tmp_path), "--keep", kept)
    assert "is not an empty folder" in error.message


def test_what_is_not_kept_is_gone():
    with work_folder(None) as folder:
        assert folder.is_dir()
    assert not folder.exists()
