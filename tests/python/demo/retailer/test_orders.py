"""Orders of the drive, of home delivery and of the partners."""

from datetime import timedelta
from statistics import median


def test_the_peak_week_has_ten_to_twelve_times_the_normal_drive_orders(retailer):
    for moment in ("ordered_at", "fulfilled_at"):
        weeks = dict(
            retailer.query(
                f"select cast(date_trunc('week', {moment}) as date), count(*) from held_drive_orders "
                f"where {moment} is not null group by 1"
            )
        )
        peak = weeks.pop(retailer.plan.peak_week_start)
        assert (moment, 10 <= peak / median(weeks.values()) <= 12) == (moment, True)


def test_orders_go_from_placed_to_fulfilled_or_cancelled_and_some_are_still_open(retailer):
    for channel in ("drive", "ecommerce"):
        statuses = dict(retailer.query(f"select status, count(*) from held_{channel}_orders group by 1"))
        assert statuses["fulfilled"] > 10 * statuses["cancelled"] > 0
        assert statuses.get("placed", 0) + statuses.get("prepared", 0) > 0


def test_the_moments_of_an_order_follow_each_other(retailer):
    for channel in ("drive", "ecommerce"):
        assert (
            retailer.query(
                f"select order_id from {channel}_orders where prepared_at < ordered_at or fulfilled_at < prepared_at "
                "or cancelled_at < ordered_at or (fulfilled_at is not null and cancelled_at is not null) "
                "or slot_start >= slot_end"
            )
            == []
        )


def test_the_status_is_that_of_the_moments(retailer):
    for channel in ("drive", "ecommerce"):
        assert (
            retailer.query(
                f"select order_id from {channel}_orders where status <> "
                "case when cancelled_at is not null then 'cancelled' "
                "when fulfilled_at is not null then 'fulfilled' when prepared_at is not null then 'prepared' "
                "else 'placed' end"
            )
            == []
        )


def test_an_order_s_lines_give_its_total_in_every_state_that_is_delivered(retailer):
    for channel in ("drive", "ecommerce", "marketplace"):
        assert (
            retailer.query(
                f"select order_id from held_{channel}_orders join (select order_id, sum(amount_eur_incl_tax) as total "
                f"from held_{channel}_order_lines group by 1) using (order_id) where total <> total_eur_incl_tax"
            )
            == []
        )


def test_daily_orders_come_as_placed_and_are_corrected_later(retailer):
    first = retailer.query("select distinct status from drive_orders where delivery_id like '%-001' order by 1")
    assert ("placed",) in first
    lines = retailer.one("select count(distinct order_id) from drive_order_lines where delivery_id like '%-002'")
    assert lines > 0


def test_an_order_of_old_history_comes_once_in_its_final_state(retailer):
    daily = f"{retailer.plan.daily_from:%Y%m%d}"
    assert (
        retailer.query(
            f"select order_id from drive_orders where fulfilled_at < timestamp '{retailer.plan.daily_from}' "
            "group by 1 having count(*) > 1"
        )
        == []
    )
    assert (
        retailer.query(
            f"select order_id from drive_orders where delivery_id < '{daily}' "
            "and status not in ('fulfilled', 'cancelled')"
        )
        == []
    )


def test_some_lines_are_missing_and_some_substituted_within_the_family(retailer):
    missing, substituted, lines = retailer.query(
        "select count(*) filter (quantity = 0 and ordered_quantity > 0), count(substituted_for_product_id), count(*) "
        "from held_drive_order_lines"
    )[0]
    assert 0.01 < missing / lines < 0.05
    assert 0.005 < substituted / lines < 0.05
    assert (
        retailer.query(
            "with families as (select distinct product_id, family_code from reference_products) "
            "select 1 from held_drive_order_lines as l join families as d on l.product_id = d.product_id "
            "join families as o on l.substituted_for_product_id = o.product_id where d.family_code <> o.family_code"
        )
        == []
    )


def test_a_line_that_was_not_delivered_costs_nothing(retailer):
    assert (
        retailer.query(
            "select 1 from drive_order_lines where quantity = 0 "
            "and (amount_eur_incl_tax <> 0 or discount_eur_incl_tax <> 0)"
        )
        == []
    )


def test_some_orders_are_those_of_guests(retailer):
    share = retailer.one("select avg(case when account_id is null then 1.0 else 0.0 end) from held_ecommerce_orders")
    assert 0.03 < share < 0.3


def test_an_account_orders_after_it_was_made_and_before_it_was_deleted(retailer):
    for channel in ("drive", "ecommerce"):
        assert (
            retailer.query(
                f"select o.order_id from {channel}_orders as o join held_{channel}_accounts as a using (account_id) "
                "where o.ordered_at < a.created_at or o.ordered_at >= a.deleted_at"
            )
            == []
        )


def test_returns_have_every_reason(retailer):
    reasons = {reason for (reason,) in retailer.query("select distinct reason from drive_returns")}
    assert reasons == {"withdrawal", "damaged", "missing", "substitution_refused"}


def test_withdrawals_come_within_the_72_hours_and_after(retailer):
    hours = retailer.query(
        "select count(*) filter (returned_at <= fulfilled_at + interval 72 hour), "
        "count(*) filter (returned_at > fulfilled_at + interval 72 hour) "
        "from ecommerce_returns as r join held_ecommerce_orders as o using (order_id) where reason = 'withdrawal'"
    )[0]
    assert min(hours) > 2


def test_some_withdrawals_name_no_order(retailer):
    assert retailer.one("select count(*) from ecommerce_returns where order_id is null and reason = 'withdrawal'") > 0


def test_nothing_is_returned_that_was_not_delivered_and_nothing_fresh_is_withdrawn(retailer):
    for channel in ("drive", "ecommerce", "marketplace"):
        assert (
            retailer.query(
                f"select 1 from {channel}_returns as r join held_{channel}_order_lines as l "
                "using (order_id, line_number) where r.quantity > l.quantity "
                "or r.amount_eur_incl_tax > l.amount_eur_incl_tax or r.quantity <= 0"
            )
            == []
        )
        assert (
            retailer.query(
                f"select 1 from {channel}_returns join reference_products using (product_id) "
                "where reason = 'withdrawal' and is_perishable"
            )
            == []
        )


def test_refused_substitutes_are_substitutes(retailer):
    assert (
        retailer.query(
            "select 1 from drive_returns join held_drive_order_lines using (order_id, line_number) "
            "where reason = 'substitution_refused' and substituted_for_product_id is null"
        )
        == []
    )


def test_an_order_paid_at_the_till_is_a_ticket_of_its_amount(retailer):
    rows = retailer.query(
        "select t.total_eur_incl_tax = o.total_eur_incl_tax, t.store_id = o.store_id, "
        "t.business_date = cast(o.fulfilled_at as date), t.status from pos_tickets as t "
        "join held_drive_orders as o using (order_id)"
    )
    assert len(rows) > 20
    assert set(rows) == {(True, True, True, "sale")}


def test_a_store_prepares_orders_only_on_days_on_which_it_is_open(retailer):
    assert (
        retailer.query(
            "select 1 from held_drive_orders as o join reference_store_closures as c on o.store_id = c.store_id "
            "and cast(o.slot_start as date) between c.closed_from and c.closed_to"
        )
        == []
    )


def test_every_slot_that_is_booked_is_one_that_is_offered(retailer):
    week_after = retailer.plan.last_date + timedelta(days=1)
    assert (
        retailer.query(
            "select 1 from held_drive_orders anti join drive_slots using (store_id, slot_start) "
            f"where slot_start < timestamp '{week_after}'"
        )
        == []
    )
    assert retailer.one("select min(capacity_orders) from drive_slots") >= 1


def test_two_partners_sell_from_the_dark_store_and_a_shop_with_a_commission(retailer):
    partners = retailer.query("select partner_code, count(distinct store_id) from marketplace_orders group by 1")
    assert len(partners) == 2
    assert min(count for _, count in partners) >= 2
    low, high = retailer.query(
        "select min(rate), max(rate) from (select partner_code, sum(commission_eur_excl_tax) / "
        "sum(amount_eur_incl_tax / (1 + vat_rate)) as rate from marketplace_order_lines "
        "join (select distinct order_id, partner_code from marketplace_orders) using (order_id) group by 1)"
    )[0]
    assert 0.17 < low < 0.19
    assert 0.21 < high < 0.23


def test_a_settlement_is_what_the_month_sold_but_for_the_planted_one(retailer):
    differing = retailer.query(
        "with sold as (select partner_code, date_trunc('month', fulfilled_at) as month_start, "
        "sum(l.amount_eur_incl_tax) as gross from held_marketplace_orders join held_marketplace_order_lines as l "
        "using (order_id) where fulfilled_at is not null group by all), "
        "returned as (select partner_code, date_trunc('month', fulfilled_at) as month_start, "
        "sum(r.amount_eur_incl_tax) as returned from marketplace_returns as r join held_marketplace_orders "
        "using (order_id) group by all) "
        "select settlement_id, gross_eur_incl_tax - (gross - coalesce(returned, 0)) from marketplace_settlements as s "
        "join sold on s.partner_code = sold.partner_code and s.period_from = sold.month_start "
        "left join returned on s.partner_code = returned.partner_code and s.period_from = returned.month_start "
        "where gross_eur_incl_tax <> gross - coalesce(returned, 0)"
    )
    assert differing == retailer.query("select key, amount from planted_faults where fault_code = 'settlement_differs'")
    assert len(differing) == 1
