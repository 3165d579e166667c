"""The metrics are what the glossary says, word for word, and nothing is asked that no mart measures."""

import pytest
import yaml

from lundi.errors import LundiError
from lundi.metrics.writing import FILE, read_figures, read_measures, write_metrics
from lundi.settings import PROJECT_ROOT

GLOSSARY = PROJECT_ROOT / "seeds" / "glossary"
SEMANTIC = PROJECT_ROOT / FILE.parent


def metrics() -> dict:
    return {metric["name"]: metric for metric in yaml.safe_load(write_metrics(PROJECT_ROOT))["metrics"]}


def test_the_file_is_what_the_glossary_writes():
    assert (PROJECT_ROOT / FILE).read_text(encoding="utf-8") == write_metrics(PROJECT_ROOT), "run `lundi metrics write`"


def test_every_figure_of_the_glossaries_is_a_metric_with_an_owner_and_a_mart():
    written, measures = metrics(), read_measures(SEMANTIC)
    figures = read_figures(GLOSSARY, measures)
    assert len(figures) == sum(
        len((GLOSSARY / f"{name}.csv").read_text(encoding="utf-8").splitlines()) - 1
        for name in ("glossary_metrics", "steering_metrics")
    )
    for figure in figures:
        metric = written[figure.code]
        assert (metric["label"], metric["description"]) == (figure.name_fr, figure.definition_fr)
        assert metric["config"]["meta"]["owner"] == figure.owner
        assert list((PROJECT_ROOT / "models" / "marts").rglob(f"{measures[figure.numerator].mart}.sql"))


def test_what_a_figure_is_made_of_is_a_metric_too_and_says_of_which():
    term = metrics()["digital_sales_eur_incl_tax"]
    assert term["label"] == "ventes à distance TTC"
    assert term["description"] == "Terme de « Part du digital »."
    assert term["config"]["meta"]["is_term"]


def test_a_sum_that_a_row_may_keep_from_being_known_says_so():
    written = metrics()
    assert written["sales_eur_excl_tax"]["type"] == "derived"
    assert "sales_eur_excl_tax_unknown_count, 0) = 0" in written["sales_eur_excl_tax"]["type_params"]["expr"]
    assert written["sales_eur_incl_tax"]["type"] == "simple"


def test_a_measure_that_stands_twice_is_named(tmp_path):
    model = {"model": "ref('fct_a')", "config": {"group": "sales"}, "measures": [{"name": "ticket_count"}]}
    (tmp_path / "a.yml").write_text(yaml.safe_dump({"semantic_models": [model, model]}), encoding="utf-8")
    with pytest.raises(LundiError, match=r"a.yml: measure ticket_count stands twice"):
        read_measures(tmp_path)


def test_a_figure_whose_terms_nobody_measures_is_named():
    measures = read_measures(SEMANTIC)
    del measures["waste_cost_eur_excl_tax"]
    with pytest.raises(LundiError, match="known_shrink_rate: no semantic model measures waste_cost_eur_excl_tax"):
        read_figures(GLOSSARY, measures)
