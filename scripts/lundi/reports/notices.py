"""What a reader must know before trusting the figures: what was refused, kept aside or not recognised."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from lundi.reports.context import Context
from lundi.reports.dataset import LateDelivery, ReportData
from lundi.reports.formatting import Formats
from lundi.reports.words import load_words


def notices(header: dict[str, Any], formats: Formats) -> tuple[str, ...]:
    """The sentences of the report's head, from a row of rpt_monday_header."""
    words = load_words(formats.language)
    sentences = []
    for key, column in (
        ("refused_deliveries", "refused_delivery_count"),
        ("quarantined_rows", "quarantined_row_count"),
        ("flagged_deliveries", "flagged_delivery_count"),
    ):
        count = header[column]
        if count:
            form = "one" if count == 1 else "many"
            sentences.append(words(f"data_notices.{key}.{form}", count=formats.number(count)))
    incomplete = header["incomplete_store_day_count"]
    if incomplete:
        amount = formats.money(header["incomplete_sales_eur_incl_tax"], 2)
        form = "one" if incomplete == 1 else "many"
        sentences.append(words(f"data_notices.incomplete.{form}", count=formats.number(incomplete), amount=amount))
    set_aside = header["set_aside_ticket_count"]
    if set_aside:
        amount = formats.money(header["set_aside_sales_eur_incl_tax"], 2)
        form = "one" if set_aside == 1 else "many"
        sentences.append(words(f"data_notices.set_aside.{form}", count=formats.number(set_aside), amount=amount))
    kept_aside = header["kept_aside_transaction_count"]
    if kept_aside:
        amount = formats.money(header["kept_aside_sales_eur_incl_tax"], 2)
        unreadable = formats.number(header["unreadable_transaction_count"])
        form = "one" if kept_aside == 1 else "many"
        count = formats.number(kept_aside)
        sentences.append(words(f"data_notices.kept_aside.{form}", count=count, amount=amount, unreadable=unreadable))
    unknown_sales = header["unknown_product_sales_eur_incl_tax"]
    if unknown_sales:
        sentences.append(words("data_notices.unknown_products", amount=formats.money(unknown_sales, 2)))
    return tuple(sentences)


def banner(ctx: Context) -> tuple[str, ...]:
    """What a degraded edition says on its face: that it is one, then what is not there. A whole one says nothing."""
    data, words = ctx.data, ctx.words
    if not data.is_degraded:
        return ()
    sentences = [words("banner.title")]
    by_moment: dict[datetime, list[str]] = defaultdict(list)
    for delivery in data.late_deliveries:
        by_moment[delivery.expected_by].append(_delivery_name(ctx, delivery))
    for moment, names in sorted(by_moment.items()):
        listed = words("separator").join(names)
        sentences.append(words("banner.late", names=listed, moment=ctx.formats.local_moment(moment)))
    if data.missing_store_days:
        count = len(data.missing_store_days)
        form = "one" if count == 1 else "many"
        sentences.append(words(f"banner.store_days.{form}", count=ctx.formats.number(count)))
    sentences += [words(f"banner.pages.{page}") for page in data.left_out_pages]
    return tuple(sentences)


def banner_of(data: ReportData) -> tuple[str, ...]:
    """The banner of an edition, for those who have no view of it."""
    return banner(Context.of(data))


def _delivery_name(ctx: Context, delivery: LateDelivery) -> str:
    path = f"{delivery.source_name}/{delivery.entity_name}"
    key = f"deliveries.{delivery.source_name}_{delivery.entity_name}"
    return ctx.words(key) if key in ctx.words.keys else path
