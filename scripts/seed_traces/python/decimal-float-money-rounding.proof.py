# The float and round surprises; the code of the trace.
from decimal import ROUND_HALF_UP, Decimal

assert repr(0.1 + 0.2) == "0.30000000000000004"
assert 0.1 * 3 != 0.3
assert round(2.675, 2) == 2.67
assert (round(0.5), round(1.5), round(2.5)) == (0, 2, 2)
assert str(Decimal(0.1)).startswith("0.1000000000000000055")
assert round(Decimal("2.5")) == 2
try:
    Decimal("1") * 1.1
except TypeError as e:
    assert str(e) == "unsupported operand type(s) for *: 'decimal.Decimal' and 'float'"
else:
    raise SystemExit("no error for Decimal * float")

CENT = Decimal("0.01")


def money(value: str | int | Decimal) -> Decimal:
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


net = money("19.99") * 3
vat = money(net * Decimal("0.19"))
gross = net + vat
assert (net, vat, gross) == (Decimal("59.97"), Decimal("11.39"), Decimal("71.36"))
assert money("2.675") == Decimal("2.68")
assert money("0.125") == Decimal("0.13") and money("0.135") == Decimal("0.14")
assert Decimal("0.125").quantize(CENT) == Decimal("0.12")


def split(total: Decimal, parts: int) -> list[Decimal]:
    cents = int((total / CENT).to_integral_exact())
    share, rest = divmod(cents, parts)
    return [(share + (i < rest)) * CENT for i in range(parts)]


assert split(Decimal("10.00"), 3) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
for total in ("0.01", "-10.00", "99.99"):
    for n in range(1, 8):
        assert sum(split(Decimal(total), n)) == Decimal(total)
