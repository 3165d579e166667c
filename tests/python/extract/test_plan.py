"""What is extracted follows from the marts' YAML and the glossary, and nothing unfit gets in."""

import shutil

import pytest

from lundi.errors import LundiError
from lundi.extract.plan import is_kept, planned_extracts
from lundi.settings import PROJECT_ROOT

CAPTIONS = "column_name,caption_fr,folder_fr,is_measure,aggregation,number_format\n"
ROWS = ("iso_week,Semaine,Temps,false,,", "sales,Ventes,V,true,Sum,currency")
MODEL = """
models:
  - name: fct_small
    description: One row per week.
    config: {{meta: {{tableau: {{caption: Petit, file: petit, description: Une semaine.}}}}}}
    columns:
      - name: iso_week
        description: "{{{{ doc('iso_week') }}}}"
        data_type: varchar
        config: {{meta: {{privacy: none}}}}
      - {{name: sales, description: Sold., data_type: "{data_type}", config: {{meta: {{privacy: {privacy}}}}}}}
"""


@pytest.fixture
def project(tmp_path):
    def write(
        data_type="numeric(18, 2)",
        privacy="none",
        captions=("iso_week,Semaine,Temps,false,,", "sales,Ventes,V,true,Sum,currency"),
    ):
        (tmp_path / "models" / "marts").mkdir(parents=True)
        (tmp_path / "seeds" / "glossary").mkdir(parents=True)
        shutil.copytree(PROJECT_ROOT / "models" / "docs", tmp_path / "models" / "docs")
        text = MODEL.format(data_type=data_type, privacy=privacy)
        (tmp_path / "models" / "marts" / "fct_small.yml").write_text(text, encoding="utf-8")
        rows = CAPTIONS + "".join(f"{row}\n" for row in captions)
        (tmp_path / "seeds" / "glossary" / "glossary_columns.csv").write_text(rows, encoding="utf-8")
        return tmp_path

    return write


def test_the_project_s_extracts_have_a_caption_and_a_meaning_for_every_column():
    extracts = planned_extracts(PROJECT_ROOT)
    assert {extract.file for extract in extracts} == {
        "demarque_rayon_semaine",
        "objectifs_magasin_semaine",
        "ventes_magasin_semaine",
        "ventes_rayon_semaine",
    }
    for extract in extracts:
        captions = [column.caption for column in extract.columns]
        assert len(captions) == len(set(captions)), "two fields of one name"
        assert all(column.description and "{{" not in column.description for column in extract.columns)
        assert extract.measures
        assert not any(name.endswith("_rate") for name in extract.measures), "ratios are made from sums"


def test_a_column_is_described_by_its_docs_block(project):
    (extract,) = planned_extracts(project())
    assert (extract.mart, extract.file, extract.measures) == ("fct_small", "petit", ("sales",))
    assert (extract.caption, extract.description) == ("Petit", "Une semaine.")
    assert "ISO" in extract.columns[0].description


@pytest.mark.parametrize("data_type", ["hugeint", "numeric(38, 2)", "float", "uuid", "varchar[]", "ubigint"])
def test_a_type_that_hyper_would_change_is_refused_by_name(project, data_type):
    assert not is_kept(data_type)
    with pytest.raises(LundiError, match=r"fct_small.sales is .*, of which Hyper would make something else"):
        planned_extracts(project(data_type))


@pytest.mark.parametrize(
    "data_type", ["varchar", "bigint", "double", "boolean", "date", "timestamp", "numeric(18, 2)", "decimal(18,3)"]
)
def test_types_of_the_contract_are_kept(data_type):
    assert is_kept(data_type)


@pytest.mark.parametrize("privacy", ["pseudonymous", "direct", "sensitive"])
def test_nothing_about_people_is_extracted(project, privacy):
    with pytest.raises(LundiError, match=r"fct_small.sales is about people"):
        planned_extracts(project(privacy=privacy))


def test_a_column_without_a_caption_is_refused(project):
    with pytest.raises(LundiError, match=r"fct_small.sales has no caption"):
        planned_extracts(project(captions=ROWS[:1]))
