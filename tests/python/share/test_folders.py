"""A partner's folder: the former publication or the new one, whole; a notice where there is nothing any more."""

import json

import pytest

from lundi.errors import LundiError
from lundi.share.folders import (
    MANIFEST,
    current_folder,
    next_number,
    partner_folder,
    published_codes,
    put_in_place,
    read_manifest,
    read_notice,
    remove_publications,
)


def publish(share, number, code="alpha"):
    content = json.dumps({"partner_code": code, "publication_number": number, "files": [], "products": []})
    return put_in_place(share, code, number, lambda folder: (folder / MANIFEST).write_text(content) and None)


def test_current_is_the_last_publication_and_the_one_before_stays_beside_it(tmp_path):
    for number in (1, 2, 3):
        publish(tmp_path, number)
    assert current_folder(tmp_path, "alpha").resolve().name == "publication_000003"
    kept = sorted(path.name for path in partner_folder(tmp_path, "alpha").glob("publication_*"))
    assert kept == ["publication_000002", "publication_000003"]
    assert next_number(tmp_path, "alpha") == 4


def test_what_could_not_be_written_changes_nothing(tmp_path):
    publish(tmp_path, 1)

    def fail(folder):
        (folder / "half").write_text("x")
        raise LundiError("a file must not leave")

    with pytest.raises(LundiError):
        put_in_place(tmp_path, "alpha", 2, fail)
    assert current_folder(tmp_path, "alpha").resolve().name == "publication_000001"
    assert sorted(path.name for path in partner_folder(tmp_path, "alpha").iterdir()) == [
        "current",
        "publication_000001",
    ]


def test_what_a_kill_left_goes_with_the_next_publication(tmp_path):
    publish(tmp_path, 1)
    (partner_folder(tmp_path, "alpha") / ".building_000002").mkdir()
    publish(tmp_path, 2)
    assert not list(partner_folder(tmp_path, "alpha").glob(".building_*"))


def test_after_an_end_a_notice_alone_is_left_and_numbers_go_on(tmp_path):
    publish(tmp_path, 7)
    publish(tmp_path, 1, "beta")
    notice = {"status": "ended", "publication_number": 7}
    assert remove_publications(tmp_path, "alpha", notice, b"<p>") is True
    assert sorted(path.name for path in partner_folder(tmp_path, "alpha").iterdir()) == ["notice.html", "notice.json"]
    assert read_manifest(tmp_path, "alpha") is None
    assert read_notice(tmp_path, "alpha") == notice
    assert published_codes(tmp_path) == {"beta"}
    assert next_number(tmp_path, "alpha") == 8
    assert remove_publications(tmp_path, "alpha", notice, b"<p>") is False


def test_who_is_served_again_has_no_notice(tmp_path):
    remove_publications(tmp_path, "alpha", {"publication_number": 0}, b"<p>")
    publish(tmp_path, 1)
    assert read_notice(tmp_path, "alpha") is None


@pytest.mark.parametrize("code", ["../alpha", "a/b", ".", ""])
def test_a_code_that_climbs_names_no_folder(tmp_path, code):
    with pytest.raises(LundiError, match="is no code"):
        partner_folder(tmp_path, code)
