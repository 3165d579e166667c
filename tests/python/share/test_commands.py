"""The commands: help that teaches, and what a comparison is told as."""

from decimal import Decimal

import pytest
from typer.testing import CliRunner

from lundi.cli import app
from lundi.share.commands import told
from lundi.share.comparing import ProductChange, TotalChange
from lundi.share.publishing import PartnerChange


@pytest.mark.parametrize("command", ["publish", "list", "diff", "revoke", "token", "serve"])
def test_help_teaches_each_command_and_its_exit_codes(command):
    result = CliRunner().invoke(app, ["share", command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "Exit codes: 0 all went well" in result.stdout


def test_a_revocation_needs_a_reason():
    assert CliRunner().invoke(app, ["share", "revoke", "alpha"]).exit_code == 2


def test_a_difference_is_told_line_by_line():
    total = TotalChange("sales_eur_excl_tax", Decimal("1.00"), Decimal("2.00"))
    changed = ProductChange(
        "sales_v1", "changed", 3, 4, 1, 0, 2, (total,), (("confidential", "published", 2),), ("note",)
    )
    assert told(PartnerChange("alpha", (changed,))) == [
        "alpha sales_v1: changed; 3 rows before, 4 now; 1 new, 0 gone, 2 changed",
        "  sales_eur_excl_tax: 1.00 before, 2.00 now",
        "  2 cells from confidential to published",
        "  note",
    ]
    assert told(PartnerChange("alpha", (), is_end=True)) == ["alpha: everything is to be removed"]
    assert told(PartnerChange("alpha", (ProductChange("sales_v1", "same"),))) == ["alpha: nothing changes"]
