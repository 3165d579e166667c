"""`lundi privacy access` on a family that shares one e-mail, twins among them."""

import csv
import io
import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from lundi.cli import app
from lundi.errors import ExitCode, LundiError
from lundi.privacy.access import write_access
from lundi.privacy.register import load_register
from lundi.privacy.resolution import RequestRefusedError
from lundi.privacy.writing import EVERYTHING, PAGE, PRINTED
from privacy import family

HE = "RQJULES1"


@pytest.fixture(scope="module")
def written(known_people):
    """His package; its files by their names."""
    return {path.name: path for path in write_access(known_people, HE).files}


@pytest.fixture(scope="module")
def document(written):
    return json.loads(written[EVERYTHING].read_text(encoding="utf-8"))


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return "".join(page.get_textpage().get_text_range() for page in pdf)
    return path.read_text(encoding="utf-8-sig")


def values_of(document, topic):
    """All values that the objects of a topic give, as text."""
    return {
        str(value) for part in document["topics"][topic]["objects"] for row in part["rows"] for value in row.values()
    }


@pytest.mark.parametrize("value", family.HIS)
def test_the_package_holds_every_value_of_his(document, value):
    assert any(value in values_of(document, topic) for topic in document["topics"])


def test_the_files_by_topic_and_the_page_hold_them_too(written):
    tables = "".join(text_of(path) for path in written.values() if path.suffix == ".csv")
    assert [value for value in family.HIS if value not in tables] == []
    # The page writes dates and amounts as French people do, and tells no number of a customer or an event.
    for name in (PAGE, PRINTED):
        said = text_of(written[name])
        for value in ("Jules", "18 rue du Ponant", "21/07/1994", "24,00", "2990000000101", "PREUVE-JULES-1", "Café"):
            assert value in said, (name, value)


@pytest.mark.parametrize("value", family.THEIRS)
def test_no_file_of_it_holds_anything_of_those_who_share_his_e_mail(written, value):
    assert [name for name, path in written.items() if value in text_of(path)] == []


def test_each_of_his_records_is_there_with_the_case_by_which_it_was_found(document):
    records = {f"{r['source_system']}-{r['source_customer_id']}": r for r in document["records"]}
    assert sorted(records) == ["app-U11", "drive-D11", "ecommerce-A11", "loyalty-M11"]
    assert [name for name, record in records.items() if record["is_named_in_request"]] == ["drive-D11"]
    assert all(record["reason_fr"] for record in records.values() if "joined_source_customer_id" in record)
    assert sum("joined_source_customer_id" in record for record in records.values()) == 3


def test_every_topic_of_the_register_stands_in_it(document):
    assert list(document["topics"]) == list(load_register().topics)


def test_a_card_that_he_passed_on_gives_him_his_tickets_and_not_those_after(document):
    assert {"TJULES1"} <= values_of(document, "tickets")
    assert not {"TJULIE1", "TJULIE2"} & values_of(document, "tickets")


def test_what_a_colleague_wrote_of_two_people_is_given_to_neither_and_who_decided_to_nobody(document):
    decisions = [
        row
        for part in document["topics"]["matching"]["objects"]
        if part["object"].endswith("privacy_match_decisions")
        for row in part["rows"]
    ]
    assert {row["decision_id"]: row.get("comment") for row in decisions} == {
        "MDJULES1": "rappelé, même date de naissance",
        "MDJUMEAUX": None,
    }
    assert not any("decided_by" in row for row in decisions)
    assert {row.get("right_source_customer_id") for row in decisions} == {"A11", None}


def test_what_is_said_by_name_e_mail_and_birth_date_finds_the_same_person(known_people, document):
    again = write_access(known_people, "RQJULES2")
    assert again.package.found.case_code
    assert again.package.found.customer_id == document["found_by"]["customer_id"]
    hers = write_access(known_people, "RQJULIE1")
    assert hers.package.found.customer_id != document["found_by"]["customer_id"]


@pytest.mark.parametrize(
    ("request_id", "code", "next_step"),
    [
        ("RQFOYER", "several_fit", "the first name"),
        ("RQCOURRIEL", "one_criterion_alone", "one of the person's accounts"),
        ("RQSANSID", "identity_not_checked", "identity_checked_at"),
        ("RQMELANGE", "contradicted", "ask the person again"),
        ("RQPERSONNE", "nobody_fits", "one of the person's accounts"),
    ],
)
def test_a_request_that_may_be_another_s_is_refused_with_what_would_decide_it(
    known_people, request_id, code, next_step
):
    with pytest.raises(RequestRefusedError) as refused:
        write_access(known_people, request_id)
    assert refused.value.code == code
    assert next_step in refused.value.next_step
    assert not (known_people.out / "privacy" / request_id).exists()


def test_another_kind_of_request_and_an_unknown_one_are_told(known_people):
    with pytest.raises(LundiError, match="asks for objection"):
        write_access(known_people, "RQJULES3")
    with pytest.raises(LundiError, match="knows no request"):
        write_access(known_people, "RQ0")


def test_the_command_names_files_and_counts_and_never_a_person(known_people):
    runner = CliRunner(env={"LUNDI_WAREHOUSE": str(known_people.warehouse), "LUNDI_OUT": str(known_people.out)})
    result = runner.invoke(app, ["privacy", "access", HE])
    assert result.exit_code == ExitCode.OK
    assert "4 records" in result.stdout
    told = result.stdout.replace(HE, "")
    assert [value for value in (*family.HIS, *family.THEIRS) if len(value) > 5 and value in told] == []


def test_a_package_takes_the_place_of_the_one_before_and_is_its_owner_s_alone(known_people, written):
    folder = written[PAGE].parent
    shutil.copyfile(written[PAGE], folder / "old.txt")
    write_access(known_people, HE)
    assert not (folder / "old.txt").exists()
    assert sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(".")) == []
    assert (folder.stat().st_mode & 0o077, written[EVERYTHING].stat().st_mode & 0o077) == (0, 0)


def test_a_csv_of_a_topic_names_the_object_of_each_row(written):
    rows = list(csv.DictReader(io.StringIO(text_of(written["identity.csv"])), delimiter=";"))
    assert {row["objet"] for row in rows} == {
        "Programme de fidélité", "Boutique en ligne", "Drive", "Application mobile",
    }  # fmt: skip
