"""Extracts hold what the marts hold: read back by Hyper itself, whole or brought up to date."""

import hashlib
from decimal import Decimal

import pytest

from lundi.errors import LundiError
from lundi.extract import hyper
from lundi.extract.hyper import fingerprints, hyper_process, totals_of_file, totals_of_mart, write_hyper

pytest.importorskip("tableauhyperapi", reason="not run: Hyper is not installed")


@pytest.fixture(scope="module")
def process():
    with hyper_process() as started:
        yield started


def rows_of(process, path, extract):
    from tableauhyperapi import Connection

    names = ", ".join(f'"{column.name}"' for column in extract.columns)
    with Connection(process.endpoint, str(path)) as opened:
        return sorted(map(str, opened.execute_list_query(f'select {names} from "Extract"."Extract"')))


def test_totals_are_read_back_to_the_cent(process, edition, extract, tmp_path):
    written = write_hyper(process, edition, extract, tmp_path / "out")
    assert (written.row_count, written.week_count, written.changed_week_count) == (1040, 104, 104)
    found = totals_of_file(process, extract, written.path)
    assert found == totals_of_mart(edition, extract)
    assert found["sales_eur_incl_tax"] == sum(Decimal(i) / 100 for i in range(1040))
    assert len(found) == 1 + len(extract.measures)


def test_only_weeks_that_changed_are_written_and_the_file_is_as_if_new(process, edition, extract, tmp_path):
    write_hyper(process, edition, extract, tmp_path / "old")
    table = f"marts.{extract.mart}"
    edition.execute(f"update {table} set store_label = 'autre nom' where iso_week = '2025-W10' and ticket_count < 100")
    edition.execute(f"delete from {table} where iso_week = '2024-W02'")
    edition.execute(
        f"insert into {table} select * replace ('2026-W01' as iso_week) from {table} where iso_week = '2024-W03'"
    )
    updated = write_hyper(process, edition, extract, tmp_path / "old")
    assert updated.changed_week_count == 3, "one changed, one vanished, one is new"
    whole = write_hyper(process, edition, extract, tmp_path / "new")
    assert rows_of(process, updated.path, extract) == rows_of(process, whole.path, extract)
    assert write_hyper(process, edition, extract, tmp_path / "old").changed_week_count == 0


def test_a_file_whose_columns_were_others_is_written_whole(process, edition, extract, tmp_path):
    written = write_hyper(process, edition, extract, tmp_path)
    memory = tmp_path / f".{extract.file}.weeks.json"
    memory.write_text(memory.read_text(encoding="utf-8").replace('"shape": "', '"shape": "x'), encoding="utf-8")
    assert write_hyper(process, edition, extract, tmp_path).changed_week_count == written.week_count


def test_a_file_that_does_not_add_up_never_takes_the_name(process, edition, extract, tmp_path, monkeypatch):
    written = write_hyper(process, edition, extract, tmp_path)
    before = hashlib.sha256(written.path.read_bytes()).hexdigest()
    edition.execute(f"update marts.{extract.mart} set ticket_count = 7 where iso_week = '2025-W10'")
    real = totals_of_mart(edition, extract)
    wrong = {**real, "ticket_count": real["ticket_count"] + 1}
    monkeypatch.setattr(hyper, "totals_of_mart", lambda connection, of: wrong)
    with pytest.raises(LundiError, match=r"unfinished.hyper: ticket_count is \d+, fct_wide_store_sales_weekly says"):
        write_hyper(process, edition, extract, tmp_path)
    assert hashlib.sha256(written.path.read_bytes()).hexdigest() == before


def test_a_type_that_is_not_the_contract_s_is_told_by_table_and_column(edition, extract, tmp_path):
    edition.execute(f"alter table marts.{extract.mart} alter ticket_count type hugeint")
    with pytest.raises(
        LundiError, match=r"fct_wide_store_sales_weekly.ticket_count is hugeint, its contract says bigint"
    ):
        write_hyper(None, edition, extract, tmp_path)
    edition.execute(f"drop table marts.{extract.mart}")
    with pytest.raises(LundiError, match=r"store_id is not there"):
        write_hyper(None, edition, extract, tmp_path)


def test_a_week_is_known_by_its_rows_and_not_by_their_order(edition, extract):
    before = fingerprints(edition, extract)
    table = f"marts.{extract.mart}"
    edition.execute(f"create or replace table {table} as select * from {table} order by ticket_count desc, store_id")
    assert fingerprints(edition, extract) == before
    edition.execute(f"insert into {table} select * from {table} where iso_week = '2025-W10'")
    assert {week for week, held in fingerprints(edition, extract).items() if held != before[week]} == {"2025-W10"}


def test_a_file_that_somebody_else_wrote_to_is_told_though_no_week_changed(process, edition, extract, tmp_path):
    from tableauhyperapi import Connection

    written = write_hyper(process, edition, extract, tmp_path)
    with Connection(process.endpoint, str(written.path)) as opened:
        opened.execute_command("""delete from "Extract"."Extract" where iso_week = '2025-W10'""")
    with pytest.raises(LundiError, match=r"ventes_magasin_semaine.hyper: row_count is 1030, .* says 1040"):
        write_hyper(process, edition, extract, tmp_path)


def test_a_file_that_hyper_cannot_read_is_told_and_left(process, edition, extract, tmp_path):
    written = write_hyper(process, edition, extract, tmp_path)
    written.path.write_bytes(b"cut off")
    with pytest.raises(LundiError, match=r"ventes_magasin_semaine.hyper: Hyper refused"):
        write_hyper(process, edition, extract, tmp_path)
    assert written.path.read_bytes() == b"cut off"


def test_a_run_that_ended_before_it_remembered_is_made_good(process, edition, extract, tmp_path, monkeypatch):
    write_hyper(process, edition, extract, tmp_path)
    edition.execute(f"update marts.{extract.mart} set ticket_count = 7 where iso_week = '2025-W10'")
    with monkeypatch.context() as killed:
        killed.setattr(hyper, "_remember", lambda memory, document: None)
        write_hyper(process, edition, extract, tmp_path)
    again = write_hyper(process, edition, extract, tmp_path)
    assert again.changed_week_count == 1
    assert totals_of_file(process, extract, again.path) == totals_of_mart(edition, extract)
