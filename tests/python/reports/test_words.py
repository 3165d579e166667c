"""The two languages say the same things, each with its own typography."""

import re
import string

import pytest

from lundi.reports.words import FOLDER, load_words

REASONS = {
    "no_sales", "no_compared_sales", "period_incomplete", "not_positive", "no_comparable_store", "not_available",
    "compared_not_available", "first_measured_monday",
}  # fmt: skip
COMPARISONS = {"prior_year", "prior_year_event", "like_for_like", "week_before", "year_to_date"}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def sentences(language: str) -> dict[str, str]:
    return load_words(language)._sentences


def test_both_languages_have_the_same_keys():
    assert load_words("fr").keys == load_words("en").keys


def test_both_languages_fill_the_same_blanks():
    french, english = sentences("fr"), sentences("en")
    assert {key: blanks(text) for key, text in french.items()} == {key: blanks(text) for key, text in english.items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_is_empty(language):
    assert all(text.strip() and text != "None" for text in sentences(language).values())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_and_comparison_of_the_data_has_its_words(language):
    keys = load_words(language).keys
    assert {key.removeprefix("reasons.") for key in keys if key.startswith("reasons.")} == REASONS
    for code in COMPARISONS:
        assert {f"comparisons.{code}.{part}" for part in ("short", "name", "plain", "meaning")} <= keys


def test_french_punctuation_never_follows_a_breaking_space():
    text = (FOLDER / "fr.yml").read_text(encoding="utf-8")
    printed = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert re.findall(r".* [:;!?»]", printed) == []
    assert "« " not in printed


def test_french_words_use_the_typographic_apostrophe():
    assert [text for text in sentences("fr").values() if "'" in text] == []


def test_turnover_is_claimed_of_final_figures_alone():
    claimed = {key for key, text in sentences("fr").items() if "chiffre d’affaires" in text.lower()}
    assert claimed == {
        "document.title_final",
        "document.kicker_final",
        "mail.subject_final",
        "definitions.reading.state.meaning",  # which says when they are
    }


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        load_words("fr")("no.such.sentence")


def test_an_unknown_language_is_an_error():
    with pytest.raises(ValueError, match="no words for language 'de'"):
        load_words("de")
