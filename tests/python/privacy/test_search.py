"""The search for a person: it finds values in whatever holds them, tells what it could not read, and says no value."""

import gzip
import json

import duckdb
import pytest
import xlsxwriter

from lundi.privacy.search import search, values_of
from lundi.reports.typesetting import compile_document

MAIL, CARD = "Zoe.LeGoff@courriel.example", "2990000000999"
VALUES = values_of([MAIL, CARD, " C7 ", "", "x"])


@pytest.fixture
def folder(tmp_path):
    """One file of each kind that holds the mail, one that holds another's, and one that nobody can read."""
    with duckdb.connect(str(tmp_path / "held.duckdb")) as connection:
        connection.execute("create table people as select 1 as n, ? as mail union all select 2, 'other@b.fr'", [MAIL])
        connection.execute("create table texts as select ? as row_text", [json.dumps({"a": [MAIL.upper()]})])
        connection.execute("create table numbers as select cast(? as bigint) as card", [CARD])
        connection.execute("create table nested as select [{'mail': ?}] as list_of_them", [MAIL])
        connection.execute("create table bytes as select cast(? as blob) as content", [MAIL])
        connection.execute("create table near as select 'xx' || ? as mail, ? || '1' as card", [MAIL, CARD])
        connection.execute("create table short as select 'c7' as id union all select 'about c7 and more'")
        connection.execute("create view seen as select * from people")
        connection.execute(f"copy people to '{tmp_path / 'held.parquet'}' (format parquet, compression zstd)")
    (tmp_path / "held.csv").write_text(f"n;mail\n1;{MAIL}\n2;\n", encoding="utf-8")
    (tmp_path / "held.json").write_text(json.dumps({"mail": MAIL}), encoding="utf-8")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run.log").write_text(f"select '{MAIL}'\nselect 1\n", encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "held.xlsx") as book:
        book.add_worksheet().write(0, 0, MAIL)
    (tmp_path / "held.pdf").write_bytes(compile_document("access.typ", {"view": page(MAIL)}, format="pdf"))
    (tmp_path / "free.csv").write_text("n;mail\n1;other@b.fr\n", encoding="utf-8")
    (tmp_path / "spoilt.parquet").write_bytes(b"PAR1 no parquet at all")
    return tmp_path


def page(text):
    empty = {"intro": text, "files": "", "records_title": "a", "records": [], "nothing": "", "topics": []}
    return {"title": "t", "notice_title": "b", "notice": [], **empty}


@pytest.fixture
def found(folder):
    return search({"data": folder}, VALUES)


@pytest.mark.parametrize(
    ("file", "object_name", "column", "row_count"),
    [
        ("data/held.duckdb", "main.people", "mail", 1),
        ("data/held.duckdb", "main.texts", "row_text", 1),
        ("data/held.duckdb", "main.numbers", "card", 1),
        ("data/held.duckdb", "main.nested", "list_of_them", 1),
        ("data/held.duckdb", "main.bytes", "content", 1),
        ("data/held.duckdb", "main.short", "id", 1),
        ("data/held.parquet", "", "mail", 1),
        ("data/held.csv", "", "", 1),
        ("data/held.json", "", "", 1),
        ("data/logs/run.log", "", "", 1),
        ("data/held.pdf", "", "", 1),
    ],
)
def test_a_value_is_found_in_whatever_holds_it(found, file, object_name, column, row_count):
    hits = {(hit.file, hit.object_name, hit.column): hit.row_count for hit in found.hits}
    assert hits[(file, object_name, column)] == row_count


def test_a_value_is_found_in_the_member_of_a_workbook(found):
    assert [hit.object_name for hit in found.hits if hit.file == "data/held.xlsx"] == ["xl/sharedStrings.xml"]


def test_a_longer_number_a_longer_address_and_another_s_are_not_taken_for_it(found):
    assert not found.holds("data/held.duckdb", "main.near")
    assert not found.holds("data/free.csv", "")


def test_what_cannot_be_read_is_told_by_name(found):
    assert [text.split(":")[0] for text in found.unread] == ["data/spoilt.parquet"]
    assert found.file_count == 9


def test_no_answer_holds_what_was_searched_for(found):
    assert MAIL.lower() not in repr(found).lower()
    assert CARD not in repr(found)


def test_compression_hides_the_value_from_a_search_over_bytes(folder):
    assert MAIL.encode() not in (folder / "held.xlsx").read_bytes()
    assert MAIL.encode() not in (folder / "held.pdf").read_bytes()


def test_a_search_for_nothing_finds_nothing(folder):
    assert search({"data": folder}, values_of([])).hits == ()


@pytest.fixture
def found_among_many(folder):
    """The same search for the same values among thousands of others."""
    others = (f"person{number}@autre.example" for number in range(3000))
    return search({"data": folder}, values_of([MAIL, CARD, " C7 ", *others]))


def test_thousands_of_values_are_found_where_one_is(found, found_among_many):
    assert found_among_many.hits == found.hits
    assert found_among_many.unread == found.unread


def test_a_packed_file_is_read_and_one_that_holds_the_values_may_be_passed_over(folder):
    with gzip.open(folder / "held.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"n;mail\n1;{MAIL}\n")
    files = {hit.file for hit in search({"data": folder}, VALUES, passed_over={folder / "held.csv"}).hits}
    assert "data/held.csv.gz" in files
    assert "data/held.csv" not in files
