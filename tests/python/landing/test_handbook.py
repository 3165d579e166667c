"""The page of the contracts says what they say today."""

from lundi.landing.contract import load_contract
from lundi.landing.handbook import PAGE, page

CONTRACT = load_contract()


def section(path):
    return page(CONTRACT).split(f"## {path}\n")[1].split("\n## ")[0]


def test_the_page_is_that_of_the_contracts():
    assert PAGE.read_text(encoding="utf-8") == page(CONTRACT), "run `lundi contracts docs`"


def test_every_entity_column_and_rule_stands_on_the_page():
    for entity in CONTRACT.entities:
        text = section(entity.path)
        assert entity.terms.owner in text, entity.path
        for column in entity.columns:
            assert (
                f"{column.name}{'**' if column.name in entity.key else ''}{'?' if column.is_nullable else ''} |" in text
            )
        for rule in entity.rules:
            assert rule.kind == "volume" or f"| `{rule.name}` |" in text, f"{entity.path}: {rule.name}"


def test_rules_are_told_in_words():
    assert "- Rows: 60 to 140 % of the usual day of that weekday" in section("pos/tickets")
    assert "| `closed_at` not before `opened_at`." in section("pos/tickets")
    assert "adds up to what the manifest announces under this name" in section("pos/tickets")
    assert "`email` as `^[^@ ]+@[^@ ]+$` (20 % of a delivery's rows may break it)." in section("loyalty/members")
    assert "| `quantity` from 0. | flagged |" in section("drive/order_lines")
    assert r"`^(store\|drive\|home_delivery\|marketplace)" in section("reference/stores")
    assert "- Rows: 90 to 110 % of the state before; else flagged." in section("reference/stores")
    assert "a correction replaces all rows that share `ticket_id`" in section("pos/ticket_lines")
    assert "One of `sale`, `void`, `training`." in section("pos/tickets")
