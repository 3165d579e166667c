"""Which applications the same customers are in: a dot for each application of a combination, a bar beside them."""

from lundi.reports import palette
from lundi.reports.context import Context
from lundi.reports.customers import overlap_amount
from lundi.reports.dataset import CustomerOverlap
from lundi.reports.svg import Sheet, text_width

WIDTH = 420
ROW = 15
HEAD = 22
STEP = 58  # from one application to the next
SIZE = 9


def overlap_chart(ctx: Context, width: int = WIDTH) -> str | None:
    """A row for each combination, the one of most customers first; None where nobody is known."""
    customers = ctx.data.customers
    if customers is None or not customers.overlaps:
        return None
    codes = [source.source_system for source in customers.sources]
    sheet = Sheet(width, HEAD + ROW * len(customers.overlaps) + 2)
    step = STEP if width >= WIDTH else STEP * width / WIDTH
    for number, code in enumerate(codes):
        name = ctx.words(f"customers.short_names.{code}")
        sheet.text((number + 0.5) * step, 12, name, size=SIZE, weight=600, anchor="middle")
    sheet.line(0, HEAD - 3, width, HEAD - 3, stroke=palette.MUTED, width=0.6)
    texts = [overlap_amount(ctx, overlap) for overlap in customers.overlaps]
    left = len(codes) * step + 6
    room = width - left - max(text_width(text, SIZE) for text in texts) - 4
    largest = max(overlap.customer_count for overlap in customers.overlaps)
    for number, (overlap, text) in enumerate(zip(customers.overlaps, texts, strict=True)):
        middle = HEAD + (number + 0.5) * ROW
        _dots(sheet, overlap, codes, middle, step)
        length = room * overlap.customer_count / largest
        sheet.rect(left, middle - 4.5, length, 9, fill=palette.WEEK)
        sheet.text(left + length + 4, middle + 3.2, text, size=SIZE)
    return sheet.svg()


def _dots(sheet: Sheet, overlap: CustomerOverlap, codes: list[str], middle: float, step: float) -> None:
    """Full where the customers have a record, hollow where not; a rule ties the full ones together."""
    places = [number for number, code in enumerate(codes) if code in overlap.source_systems]
    if len(places) > 1:
        ends = (places[0] + 0.5) * step, (places[-1] + 0.5) * step
        sheet.line(ends[0], middle, ends[1], middle, stroke=palette.WEEK, width=1.6)
    for number in range(len(codes)):
        is_in = number in places
        look = {"fill": palette.WEEK, "stroke": palette.WEEK} if is_in else {"fill": "white", "stroke": palette.RULE}
        sheet.dot((number + 0.5) * step, middle, 4 if is_in else 3, **look)
