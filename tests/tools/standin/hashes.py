"""MD5 as a number: the emulator hands the function on to DuckDB, which has none of that name."""

from sqlglot import exp

DIGITS = 16  # hexadecimal ones, of 64 bits


def with_md5_numbers(expression: exp.Expr) -> exp.Expr:
    """The upper 64 bits of an MD5, read from the hexadecimal digits that DuckDB gives."""
    for call in list(expression.find_all(exp.MD5NumberUpper64)):
        digits = exp.Left(this=exp.MD5(this=call.this.copy()), expression=exp.Literal.number(DIGITS))
        written = exp.DPipe(this=exp.Literal.string("0x"), expression=digits)
        call.replace(exp.Cast(this=written, to=exp.DataType(this=exp.DType.UBIGINT)))
    return expression
