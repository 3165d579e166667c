"""Bytes and headers, before any database."""

import pytest

from lundi.errors import DeliveryRefusedError
from lundi.landing.contract import load_contract
from lundi.landing.manifest import DeliveredFile
from lundi.landing.precheck import check_columns, check_csv_bytes, check_hash, check_presence, sha256_of

FILE = DeliveredFile("products.csv", 2, "0" * 64)
SOUND = "product_id;product_name\n1;Café\n2;Thé\n".encode()


def written(tmp_path, content):
    path = tmp_path / FILE.name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        b"\xef\xbb\xbf" + SOUND,
        SOUND.replace(b"\n", b"\r\n"),
        b'"product_id";"product_name"\n1;"a;b"\n',
        b'product_id;product_name\r\n1;"a\nb"\r\n',
    ],
    ids=["plain", "byte order mark", "Windows line ends", "quoted", "line end inside quotes"],
)
def test_sound_files_pass_and_give_their_header(tmp_path, content):
    assert check_csv_bytes(written(tmp_path, content), FILE).columns == ("product_id", "product_name")


@pytest.mark.parametrize(
    ("content", "rule", "row"),
    [
        (SOUND[:-3], "truncated", 2),
        (SOUND.decode().encode("latin-1"), "encoding_not_utf8", 1),
        (SOUND.replace(b"2;", b"\x002;"), "nul_byte", 2),
        (SOUND.replace(b"name\n", b"name\r\n"), "line_ends_mixed", None),
        (b"", "header_missing", None),
        (b"\n1;a\n", "header_missing", None),
        # one field too many, and the last is empty: DuckDB would take the row, its fields one column off
        (b"product_id;product_name\n1;a\n2;b;\n", "csv_malformed", 2),
        (b'product_id;product_name\n"1;1";a\n2; b;\n', "csv_malformed", 2),
    ],
)
def test_spoiled_bytes_are_refused_with_their_row(tmp_path, content, rule, row):
    with pytest.raises(DeliveryRefusedError) as refused:
        check_csv_bytes(written(tmp_path, content), FILE)
    assert (refused.value.rule, refused.value.row) == (rule, row)
    assert refused.value.place.startswith("products.csv")


def test_a_fault_far_into_a_file_is_found_at_its_row(tmp_path):
    content = b"product_id;product_name\n" + b"1;ok\n" * 400_000 + b"2;\xe9\n"
    with pytest.raises(DeliveryRefusedError) as refused:
        check_csv_bytes(written(tmp_path, content), FILE)
    assert refused.value.row == 400_001


@pytest.mark.parametrize("magic", [b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"])
def test_compressed_content_is_refused_whatever_its_name(tmp_path, magic):
    written(tmp_path, magic + b"more")
    with pytest.raises(DeliveryRefusedError) as refused:
        check_presence(tmp_path, FILE)
    assert refused.value.rule == "file_compressed"


def test_a_missing_file_and_an_unknown_format_are_told_apart(tmp_path):
    with pytest.raises(DeliveryRefusedError) as missing:
        check_presence(tmp_path, FILE)
    (tmp_path / "products.txt").write_bytes(SOUND)
    with pytest.raises(DeliveryRefusedError) as unknown:
        check_presence(tmp_path, DeliveredFile("products.txt", 2, "0"))
    assert (missing.value.rule, unknown.value.rule) == ("file_missing", "file_format_unknown")


def test_other_bytes_than_those_sent_are_refused(tmp_path):
    path = written(tmp_path, SOUND)
    check_hash(path, DeliveredFile(FILE.name, 2, sha256_of(path)))
    with pytest.raises(DeliveryRefusedError) as refused:
        check_hash(path, FILE)
    assert refused.value.rule == "hash_differs"


PRODUCTS = load_contract().entity("reference", "products")
STORES = load_contract().entity("reference", "stores")


def test_columns_are_found_in_any_order_and_unknown_ones_are_named():
    assert check_columns(("brand", "colour", "product_id"), PRODUCTS, "f.csv") == ("colour",)


@pytest.mark.parametrize(
    ("columns", "rule", "column"),
    [
        (("produit", "brand"), "column_missing", "product_id"),
        (("1", "Café"), "header_missing", None),
        (("product_id", "brand", "brand"), "column_repeated", "brand"),
        (("product_id", "is_employee"), "column_marks_employees", "is_employee"),
    ],
)
def test_headers_that_break_the_contract_are_refused(columns, rule, column):
    with pytest.raises(DeliveryRefusedError) as refused:
        check_columns(columns, PRODUCTS, "f.csv")
    assert (refused.value.rule, refused.value.column) == (rule, column)


def test_a_renamed_column_is_told_with_the_name_it_has_now():
    with pytest.raises(DeliveryRefusedError, match="magasin"):
        check_columns(("magasin", "city"), STORES, "f.csv")
