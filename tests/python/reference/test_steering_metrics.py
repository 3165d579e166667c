"""The glossary of the steering marts names columns that there are, and no figure that the report defines otherwise."""

import csv

import yaml

from lundi.settings import PROJECT_ROOT

GLOSSARY = PROJECT_ROOT / "seeds" / "glossary"


def rows(name):
    with (GLOSSARY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns(model):
    (path,) = (PROJECT_ROOT / "models" / "marts").rglob(f"{model}.yml")
    (described,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    return {column["name"]: column for column in described["columns"]}


def test_every_figure_is_made_of_numbers_of_its_mart():
    for row in rows("steering_metrics"):
        there = columns(row["model_name"])
        for side in ("numerator_column", "denominator_column"):
            assert row[side] in there, (row["metric_code"], row[side])
            assert there[row[side]]["data_type"] in ("bigint", "numeric(18, 2)"), (row["metric_code"], row[side])


def test_every_figure_has_its_words_in_both_languages():
    for row in rows("steering_metrics"):
        for word in ("name", "definition", "formula"):
            assert row[f"{word}_fr"].strip(), (row["metric_code"], word)
            assert row[f"{word}_en"].strip(), (row["metric_code"], word)


def test_no_name_stands_for_two_figures():
    for column in ("metric_code", "name_fr", "name_en"):
        names = [row[column] for name in ("glossary_metrics", "steering_metrics") for row in rows(name)]
        assert len(names) == len(set(names)), column
