"""What the tills deliver: lines, tickets and Z reports agree but for what the demo plants."""

from decimal import Decimal

TOLERANCE = "greatest(0.01, 0.005 * abs(quantity) + 0.005)"


def test_about_as_many_lines_as_asked_for(retailer):
    lines = retailer.one(
        "select count(*) from held_pos_ticket_lines join held_pos_tickets using (ticket_id) where order_id is null"
    )
    assert 0.9 < lines / retailer.plan.size.ticket_line_count < 1.15


def test_amount_is_quantity_times_price_less_discount_on_every_line(retailer):
    tables = ["pos_ticket_lines", "drive_order_lines", "ecommerce_order_lines", "marketplace_order_lines"]
    for table in tables:
        wrong = retailer.one(
            f"select count(*) from {table} where abs(amount_eur_incl_tax - (quantity * unit_price_eur_incl_tax "
            f"- discount_eur_incl_tax)) > {TOLERANCE}"
        )
        assert (table, wrong) == (table, 0)


def test_quantity_discount_and_amount_of_a_return_are_never_positive(retailer):
    assert retailer.one("select count(*) from pos_ticket_lines where line_type = 'return'") > 20
    assert (
        retailer.query(
            "select * from pos_ticket_lines where line_type = 'return' "
            "and (quantity >= 0 or discount_eur_incl_tax > 0 or amount_eur_incl_tax > 0)"
        )
        == []
    )


def test_lines_give_their_ticket_s_total_but_for_the_planted_ones(retailer):
    differing = retailer.query(
        "select ticket_id from held_pos_tickets left join (select ticket_id, sum(amount_eur_incl_tax) as total "
        "from held_pos_ticket_lines group by 1) using (ticket_id) "
        "where total is distinct from total_eur_incl_tax order by 1"
    )
    planted = retailer.query(
        "select key from planted_faults "
        "where fault_code in ('lines_differ_from_total', 'ticket_without_lines') order by 1"
    )
    assert differing == planted != []


def test_tickets_give_the_z_of_their_till_and_day_but_for_the_planted_ones(retailer):
    differing = retailer.query(
        "with rung as (select store_id, business_date, till_id, count(*) as n, sum(total_eur_incl_tax) as total "
        "from held_pos_tickets where status = 'sale' group by all) "
        "select distinct store_id, business_date from rung full join held_pos_z_reports as z "
        "using (store_id, business_date, till_id) "
        "where n is distinct from ticket_count or total is distinct from z.total_eur_incl_tax order by all"
    )
    planted = retailer.query(
        "select distinct store_id, business_date from planted_faults "
        "where fault_code in ('z_differs', 'z_missing', 'store_unknown') order by all"
    )
    assert differing == planted != []


def test_every_open_store_day_has_tickets_but_for_the_planted_ones(retailer):
    missing = retailer.query(
        "with days as (select store_id, cast(day as date) as business_date from (select * from reference_stores "
        "where delivery_id = (select max(delivery_id) from reference_stores) and channels like 'store%') as s, "
        f"generate_series(timestamp '{retailer.plan.first_date}', timestamp '{retailer.plan.last_date}', "
        "interval 1 day) as g(day) where day >= opened_on and (closed_on is null or day < closed_on) "
        "and not coalesce(contains(closed_weekdays, cast(isodow(day) as varchar)), false) "
        "and not exists (select 1 from reference_store_closures as c where c.store_id = s.store_id "
        "and day between closed_from and closed_to)) "
        "select store_id, business_date from days "
        "anti join pos_tickets using (store_id, business_date) order by all"
    )
    planted = retailer.query(
        "select store_id, business_date from planted_faults where fault_code = 'store_day_missing' order by all"
    )
    assert missing == planted != []


def test_no_ticket_falls_on_a_day_on_which_its_store_is_closed(retailer):
    assert (
        retailer.query(
            "select ticket_id from pos_tickets as t join reference_store_closures as c "
            "on t.store_id = c.store_id and t.business_date between c.closed_from and c.closed_to limit 1"
        )
        == []
    )


def test_one_store_day_of_a_great_return_ends_below_zero(retailer):
    negative = retailer.query(
        "select store_id, business_date, sum(total_eur_incl_tax) from held_pos_tickets where status = 'sale' "
        "group by all having sum(total_eur_incl_tax) < 0"
    )
    assert negative == retailer.query(
        "select store_id, first_date, amount from planted_events where event_code = 'negative_day'"
    )
    assert len(negative) == 1


def test_voids_and_training_carry_lines_but_no_training_carries_a_card(retailer):
    assert retailer.one("select count(*) from pos_tickets where status = 'void'") > 0
    assert (
        retailer.query("select 1 from pos_tickets where status = 'training' and loyalty_card_number is not null") == []
    )


def test_every_checkout_mode_is_used(retailer):
    modes = dict(retailer.query("select checkout_mode, count(*) from pos_tickets group by 1"))
    assert set(modes) == {"staffed", "self_checkout", "scan_and_go"}
    assert modes["staffed"] > modes["self_checkout"] > modes["scan_and_go"]


def test_a_scan_session_describes_a_scan_and_go_ticket_or_was_abandoned(retailer):
    assert (
        retailer.query(
            "select 1 from app_scan_sessions as s left join pos_tickets as t using (ticket_id) "
            "where s.ticket_id is not null and t.checkout_mode is distinct from 'scan_and_go'"
        )
        == []
    )
    assert retailer.one("select count(*) from app_scan_sessions where ticket_id is null") > 0


def test_some_show_another_card_than_the_one_that_the_application_knows(retailer):
    share = retailer.one(
        "select avg(case when t.loyalty_card_number <> u.loyalty_card_number then 1.0 else 0.0 end) "
        "from app_scan_sessions as s join pos_tickets as t using (ticket_id) "
        "join held_app_users as u on s.app_user_id = u.app_user_id "
        "where t.loyalty_card_number is not null and u.loyalty_card_number is not null"
    )
    assert 0 < share < 0.3


def test_six_tenths_of_sales_come_with_a_card_of_the_time(retailer):
    share = retailer.one(
        "select sum(case when loyalty_card_number is not null then total_eur_incl_tax end) / sum(total_eur_incl_tax) "
        "from held_pos_tickets where status = 'sale' and order_id is null"
    )
    assert 0.52 < share < 0.68
    assert (
        retailer.query(
            "select ticket_id from pos_tickets as t where loyalty_card_number is not null and not exists ("
            "select 1 from held_loyalty_cards as c where c.loyalty_card_number = t.loyalty_card_number "
            "and cast(c.issued_at as date) < t.business_date "
            "and (c.deactivated_at is null or cast(c.deactivated_at as date) > t.business_date))"
        )
        == []
    )


def test_city_shops_close_after_midnight_on_the_day_before(retailer):
    late = retailer.one("select count(*) from pos_tickets where cast(closed_at as date) = business_date + 1")
    assert late > 0
    assert retailer.query("select 1 from pos_tickets where cast(closed_at as date) > business_date + 1") == []


def test_fuel_is_sold_by_the_litre_at_hypermarkets(retailer):
    rows = retailer.query(
        "select distinct t.store_id from pos_ticket_lines as l join reference_products as p using (product_id) "
        "join pos_tickets as t using (ticket_id) where p.is_fuel and t.store_id <> 'S999'"
    )
    assert rows == [("S001",)]


def test_one_line_in_a_thousand_names_an_unknown_product_and_each_is_listed(retailer):
    assert retailer.query(
        "select distinct l.ticket_id || '/' || line_number as key from pos_ticket_lines as l "
        "anti join reference_products using (product_id) order by 1"
    ) == retailer.query("select key from planted_faults where fault_code = 'product_unknown' order by 1")
    share = retailer.one("select count(*) from planted_faults where fault_code = 'product_unknown'")
    assert 0.0004 < share / retailer.plan.size.ticket_line_count < 0.002


def test_waste_is_a_small_share_of_sales_and_perishable(retailer):
    share = retailer.one(
        "select (select sum(cost_eur_excl_tax) from held_pos_waste) / (select sum(total_eur_incl_tax) "
        "from held_pos_tickets where status = 'sale' and order_id is null)"
    )
    assert Decimal("0.003") < share < Decimal("0.03")
    assert (
        retailer.query("select 1 from pos_waste join reference_products using (product_id) where not is_perishable")
        == []
    )
