-- Each row of the list whose ratio differs from the expected one: ties go away from zero, zero divides to null.
with

cases as (

    select 1 as case_number, 10.01 as numerator, 2 as denominator, 5.01 as expected
    union all
    select 2, -10.01, 2, -5.01
    union all
    select 3, 1, 3, 0.33
    union all
    select 4, 2, 3, 0.67
    union all
    select 5, 0.03, 1.2, 0.03
    union all
    select 6, 1.005, 1, 1.01
    union all
    select 7, 1.0049, 1, 1.00
    union all
    select 8, 99999999999.99, 1, 99999999999.99
    union all
    select 9, 5, 0, null
    union all
    select 10, 0, 7, 0.00
    union all
    select 11, -1, -3, 0.33

),

final as (

    select
        case_number,
        expected,
        {{ ratio_half_up("numerator", "denominator") }} as found
    from cases

)

select * from final
where found <> expected or (found is null) <> (expected is null)
