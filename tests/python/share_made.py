"""A manifest of an invented partner, as one grant of one product makes it."""

from datetime import UTC, date, datetime

from lundi.share.cells import Cells
from lundi.share.contracts import Column, Contract
from lundi.share.manifest import Origin, Rule, Zone, manifest_of
from lundi.share.offers import Entitlement, Grant, Offer, Partner, Product

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
PRODUCT = Product("sales", 1, "share_sales", "Ventes", "Sales", "", "", "active", ends_on=date(2027, 1, 31))
ROW = Entitlement("alpha", "sales", 1, "supplier", "F1", date(2026, 1, 1), date(2026, 12, 31), "both")
CELLS = Cells(Contract("x", (Column("iso_week", "varchar", "none", "Week.", "Semaine."),)), (("2026-W46",),))
ORIGIN = Origin(MOMENT, MOMENT, MOMENT, "run-1")
RULE = Rule("minimum_stores", "3", "Au moins 3 magasins", "At least 3 stores")


ZONES = (Zone("ouest", "Ouest", ("Bretagne", "Normandie")),)


def made(row=ROW, origin=ORIGIN, rules=(RULE,), number=1, cells=CELLS, zones=()):
    grant = Grant(PRODUCT, (row,))
    return manifest_of(
        Offer(Partner("alpha", "Alpha", "supplier"), (grant,)), [(grant, cells)], rules, origin, number, zones
    )
