"""What a reader must know before trusting the figures: what was refused, kept aside or not recognised."""

from typing import Any

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
    set_aside = header["set_aside_ticket_count"]
    if set_aside:
        amount = formats.money(header["set_aside_sales_eur_incl_tax"], 2)
        form = "one" if set_aside == 1 else "many"
        sentences.append(words(f"data_notices.set_aside.{form}", count=formats.number(set_aside), amount=amount))
    unknown_sales = header["unknown_product_sales_eur_incl_tax"]
    if unknown_sales:
        sentences.append(words("data_notices.unknown_products", amount=formats.money(unknown_sales, 2)))
    return tuple(sentences)
