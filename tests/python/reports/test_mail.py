"""The mail: parts, attachments, subject."""

import email
import email.policy
import re
from email.message import EmailMessage

from lundi.reports.context import Context
from lundi.reports.mail import render_mail, subject
from lundi.reports.view import build_view
from reports import factories


def parsed(rendered) -> EmailMessage:
    return email.message_from_bytes(rendered.files["eml"], policy=email.policy.default)


def test_the_subject_holds_the_headline_figures(normal, dollar, empty):
    assert parsed(dollar)["Subject"] == (
        "[Édition dégradée] État des ventes 2017-S40\u00a0: 88\u202f123\u00a0$US TTC, "
        "\u22122,4\u202f% vs S-1 · 3\u202f021 tickets"
    )
    assert "vs N-1" in parsed(normal)["Subject"]
    assert parsed(empty)["Subject"] == "État des ventes 2017-S40\u00a0: aucune vente reçue"


def test_a_subject_without_evolution_states_none():
    data = factories.dollar_week()
    ctx = Context.of(data)
    silent = Context(type(data)(**{**vars(data), "main_comparison_code": "prior_year"}), ctx.formats, ctx.words)
    assert "n.c." not in subject(silent)
    assert "vs" not in subject(silent)


def test_it_has_text_page_picture_and_both_files(mailed, empty):
    message = parsed(mailed)
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    picture = [] if mailed is empty else ["image/png"]
    assert kinds == [
        "text/plain",
        "text/html",
        *picture,
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    attached = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert attached == {
        "etat-des-ventes-2017-W40.pdf": mailed.files["pdf"],
        "etat-des-ventes-2017-W40.xlsx": mailed.files["xlsx"],
    }


def test_both_bodies_show_the_figures(mailed):
    message = parsed(mailed)
    for kind in ("plain", "html"):
        body = message.get_body((kind,)).get_content()
        for tile in mailed.view.tiles:
            assert tile.cell.text in body
        assert mailed.data.data_hash in body
        assert not re.search(r"\b(nan|None|inf)\b", body)


def test_the_picture_is_the_one_that_the_page_shows(normal):
    message = parsed(normal)
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    name = picture["Content-ID"].strip("<>")
    html = message.get_body(("html",)).get_content()
    assert f'src="cid:{name}"' in html
    assert picture.get_payload(decode=True).startswith(b"\x89PNG")


def test_the_page_in_the_mail_fetches_nothing(normal):
    html = parsed(normal).get_body(("html",)).get_content()
    assert re.findall(r"https?://", html) == []
    assert "<style" not in html


def test_it_is_dated_on_the_monday_after_the_week_and_names_nobody(normal):
    message = parsed(normal)
    assert message["Date"] == "Mon, 09 Oct 2017 06:00:00 +0000"
    assert normal.data.data_hash[:32] in message["Message-ID"]
    assert message["From"] == "Lundi <lundi@localhost>"
    assert message["To"] == "undisclosed-recipients:;"


def test_recipients_can_be_given(normal):
    content = render_mail(normal.data, build_view(normal.data), None, (), "Comité <comite@localhost>")
    assert email.message_from_bytes(content, policy=email.policy.default)["To"] == "Comité <comite@localhost>"


def test_what_to_read_first_stands_in_both_bodies(normal):
    message = parsed(normal)
    for kind in ("plain", "html"):
        body = message.get_body((kind,)).get_content()
        assert all(sentence in body for sentence in normal.view.readings)


def test_only_the_company_is_mailed(region, store):
    assert "eml" not in region.files
    assert "eml" not in store.files
