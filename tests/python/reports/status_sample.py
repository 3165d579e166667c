"""A week of which some is provisional, and one that is final."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from lundi.reports.dataset import ChannelStatus, ReportData, SalesChange, SalesStatus
from reports.factories import normal_week

D = Decimal
STORE = ChannelStatus("store", "Magasin", D("830.00"), D(0), D("0.0"), True, None, 12, 8, None, None)
DRIVE = ChannelStatus(
    "drive", "Drive", D("130.00"), D("40.00"), D("0.308"), False, datetime(2026, 11, 19), 8, 8, D("128.70"), D("130.33")
)
HOME = ChannelStatus("home_delivery", "Livraison", D("40.00"), D("40.00"), D("1.0"), False, None, 3, 8, None, None)
LATE = SalesChange("2026-W45", "drive", "Drive", D("100.00"), D("104.25"), D("4.25"), D("9.00"), D("-1.50"),
                   D("-3.25"), D(0), D(0))  # fmt: skip
ODD = replace(LATE, iso_week="2026-W44", difference=D("5.25"), current_sales=D("105.25"), other=D("1.00"))
PROVISIONAL = SalesStatus(
    False, D("80.00"), D("0.08"), datetime(2026, 11, 19), datetime(2026, 11, 9, 6), (STORE, DRIVE, HOME), (LATE,)
)
FINAL = replace(PROVISIONAL, is_final=True, provisional_sales=D(0), provisional_share=D("0.0"), channels=(STORE,))


def provisional_week() -> ReportData:
    """Eight parts in a hundred are provisional, and one figure of the week before changed."""
    return replace(normal_week(), sales_status=PROVISIONAL, data_hash="").with_hash()


def final_week() -> ReportData:
    """Nothing can change any more."""
    return replace(normal_week(), sales_status=FINAL, missing_store_days=(), data_hash="").with_hash()
