-- Each row of the list whose ratio differs from the expected one: ties go away from zero, zero divides to null.
with

cases as (

    select
        listed.case_number,
        cast(listed.numerator_text as numeric(18, 4)) as numerator,
        cast(listed.denominator_text as numeric(18, 4)) as denominator,
        cast(listed.expected_text as numeric(18, 2)) as expected
    from (
        values
        (1, '10.01', '2', '5.01'),
        (2, '-10.01', '2', '-5.01'),
        (3, '1', '3', '0.33'),
        (4, '2', '3', '0.67'),
        (5, '0.03', '1.2', '0.03'),
        (6, '1.005', '1', '1.01'),
        (7, '1.0049', '1', '1.00'),
        (8, '99999999999.99', '1', '99999999999.99'),
        (9, '5', '0', null),
        (10, '0', '7', '0.00'),
        (11, '-1', '-3', '0.33')
    ) as listed (case_number, numerator_text, denominator_text, expected_text)

),

final as (

    select
        case_number,
        expected,
        {{ ratio_half_up("numerator", "denominator") }} as found
    from cases
    union all
    select
        case_number,
        expected,
        {{ ratio_half_up("numerator", "denominator", exact="numeric(18, 4)") }} as found
    from cases
    where abs(numerator) < 10000000000

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
