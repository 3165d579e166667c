"""What leaves names nobody."""

import pytest
import yaml

from lundi.errors import LundiError
from lundi.quality.outgoing import check_names_nobody
from lundi.settings import PROJECT_ROOT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Magasin de Lyon, jean.dupont@exemple.fr", "an e-mail address"),
        ("0612345678", "a mobile telephone number"),
        ("tél. 06.12.34.56.78", "a mobile telephone number"),
        ("Appeler +33 7 12 34 56 78.", "a mobile telephone number"),
        ("(+33612345678)", "a mobile telephone number"),
    ],
)
def test_a_person_s_address_or_number_is_caught_and_not_repeated(text, kind):
    with pytest.raises(LundiError) as caught:
        check_names_nobody("report.html", text)
    assert f"report.html holds {kind} (1 in all)" in caught.value.message
    assert not any(part in caught.value.message for part in ("dupont", "1234", "12.34"))


@pytest.mark.parametrize(
    "text",
    [
        '<img src="cid:days@lundi.localhost"> <style>@media print { @page { size: A4 } }</style>',
        "07 08 09 10 11 12",  # weeks of an axis
        "3760612345678 et 10612345678,50 €",  # an EAN and an amount
        '<img src="data:image/png;base64,AAA+0612345678/A=">',
        "a1b2-0612345678c",  # part of a hash
    ],
)
def test_figures_and_what_a_page_is_made_of_are_no_people(text):
    check_names_nobody("report.html", text)


def test_no_table_that_a_report_reads_has_a_column_about_a_person():
    tables = sorted((PROJECT_ROOT / "models" / "reports").glob("*.yml"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    columns = [
        (model["name"], column["name"], column["config"]["meta"]["privacy"])
        for path in tables
        for model in yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["models"]
        for column in model["columns"]
    ]
    assert len(columns) > 200
    assert [column for column in columns if column[2] != "none"] == []
