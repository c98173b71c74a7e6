#!/usr/bin/env python3
"""Writes day_counts.csv: days and year fractions of eight conventions according to the PyPI package `QuantLib`.

    python3 -m venv venv && venv/bin/pip install QuantLib==1.44
    venv/bin/python generate_day_counts.py > day_counts.csv

The output goes to stdout and is the same on every run: the pseudo-random dates come from a generator with a fixed
seed, and nothing depends on today. QuantLib is an independent oracle: it shares no code with this crate.

Where a published case of market-rules §8 exists, its printed number is a row of its own, beside QuantLib's. The
script compares the two, and whatever it finds goes into the head of the CSV ("# difference:"); no row is dropped or
changed because of it.

How the columns are made
    days      QuantLib's dayCount(from, to): actual days, days without 29 February (NL/365), 30/360 days.
    fraction  `n/d` in lowest terms: days / 365 or days / 360, where the convention is that and no more. It does not
              come from a floating-point number; QuantLib's yearFraction is only checked against it.
              ACT/ACT ISDA and ACT/ACT ICMA: QuantLib's yearFraction, 12 decimals.
              Rows of market-rules: the decimal as published. A17 and A20 publish days only; their fraction is those
              days over 360 or 365.
    maturity  ACT/ACT ICMA: the anchor of the grid. 30E/360 ISDA: the termination date, empty for none.

The grid of ACT/ACT ICMA
    The anchor is a coupon date, on or after `to`. Quasi-coupon date q(j) is the anchor minus j × 12 / frequency
    months, j = 0, 1, 2 …, on the day of the month of the anchor or, in a shorter month, on its last day. Each q(j) is
    counted from the anchor itself and not from q(j - 1): the day does not drift from the 31st to the 28th. Only the
    day of the month of the anchor counts: 2023-02-28 anchors on the 28th and not on month ends; 2023-04-30 on the 30th.
    The fraction is the sum over the quasi-periods from q(j + 1) to q(j) that meet the one from `from` to `to` of

        days that both have in common / (frequency × days of the quasi-period)

    Two ways through QuantLib must agree on every row, or the script stops:
    1. ActualActual(ISMA).yearFraction(start, end, q(j + 1), q(j)) with an explicit reference period, once for each
       quasi-period, and the results added;
    2. ActualActual(ISMA, Schedule).yearFraction(from, to) with a Schedule of the grid (Backward from the anchor,
       Unadjusted, endOfMonth False) that starts at least one whole period before `from`, so that QuantLib has no
       first period to guess.
    A third way, a Schedule that starts on `from` as a bond does on its issue date, is compared where `to` is a grid
    date less than two periods later. It differs for stubs on a grid of month ends; the head of the CSV lists them.
"""

import datetime
from fractions import Fraction

import QuantLib as ql

ORACLE = f"QuantLib {ql.__version__}"
BASIS = {"ACT/365F": 365, "ACT/360": 360, "NL/365": 365, "30/360": 360, "30E/360": 360, "30E/360 ISDA": 360}
PLAIN = ["ACT/365F", "ACT/360", "NL/365", "ACT/ACT ISDA", "30/360", "30E/360", "30E/360 ISDA"]
# QuantLib has no 1900, the crate has.
FIRST_YEAR, LAST_YEAR = 1901, 2199

# Cases of market-rules §8: number, convention, from, to, frequency, maturity, published (a decimal, or days).
# For the ICMA halves of A9, A10 and A11 the ISDA memorandum of 1999 gives the bonds: semi-annual; annual, first coupon
# on 1999-07-01.
PUBLISHED = [
    ("A1", "ACT/360", "2022-02-23", "2023-02-23", "", "", "1.0138888889"),
    ("A2", "ACT/365F", "2022-02-23", "2026-02-23", "", "", "4.002739726"),
    ("A3", "30/360", "2022-04-30", "2022-07-31", "", "", "0.25"),
    ("A4", "30/360", "2022-08-31", "2023-02-28", "", "", "0.4944444444"),
    ("A4", "30E/360 ISDA", "2022-08-31", "2023-02-28", "", "2023-02-28", "0.4944444444"),
    ("A5", "30/360", "2022-02-28", "2022-08-31", "", "", "0.5083333333"),
    ("A5", "30E/360", "2022-02-28", "2022-08-31", "", "", "0.5055555556"),
    ("A7", "NL/365", "2024-02-29", "2025-02-28", "", "", "1.0"),
    ("A7", "NL/365", "2024-02-29", "2025-03-01", "", "", "1.002739726"),
    ("A8", "ACT/360", "2018-12-31", "2019-02-28", "", "", "0.1638888889"),
    ("A8", "ACT/360", "2019-02-28", "2019-05-30", "", "", "0.2527777778"),
    ("A9", "ACT/ACT ISDA", "2003-11-01", "2004-05-01", "", "", "0.497724380567"),
    ("A9", "ACT/ACT ICMA", "2003-11-01", "2004-05-01", "2", "2004-05-01", "0.5"),
    ("A10", "ACT/ACT ISDA", "1999-02-01", "1999-07-01", "", "", "0.410958904110"),
    ("A10", "ACT/ACT ICMA", "1999-02-01", "1999-07-01", "1", "1999-07-01", "0.410958904110"),
    ("A11", "ACT/ACT ISDA", "1999-07-01", "2000-07-01", "", "", "1.001377348600"),
    ("A11", "ACT/ACT ICMA", "1999-07-01", "2000-07-01", "1", "2000-07-01", "1.0"),
    ("A13", "ACT/ACT ISDA", "2003-07-15", "2004-01-15", "", "", "0.504004790778"),
    ("A17", "30/360", "2006-08-31", "2007-02-28", "", "", 178),
    ("A17", "30/360", "2007-02-28", "2007-08-31", "", "", 183),
    ("A20", "NL/365", "2011-12-28", "2012-02-28", "", "", 62),
    ("A20", "NL/365", "2011-12-28", "2012-02-29", "", "", 62),
    ("A20", "NL/365", "2011-12-28", "2012-03-01", "", "", 63),
]

# Asked of every convention without a grid.
PICKED = """
    2024-02-29 2024-02-29   2023-12-31 2023-12-31   2023-01-31 2023-01-31   2023-02-28 2023-02-28
    2024-02-28 2024-02-29   2024-02-29 2024-03-01   2024-02-28 2024-03-01   2023-02-28 2023-03-01
    2023-02-27 2023-02-28   2023-12-31 2024-01-01   2024-12-31 2025-01-01   2023-01-30 2023-01-31
    2023-01-29 2023-01-31   2023-01-31 2023-02-01   2023-01-31 2023-02-28   2024-01-31 2024-02-29
    2023-01-30 2023-02-28   2023-01-29 2023-02-28   2024-01-28 2024-02-29   2023-02-28 2023-03-31
    2024-02-29 2024-03-31   2024-02-28 2024-03-31   2024-02-29 2024-03-30   2023-01-29 2023-03-31
    2022-08-31 2023-02-28   2022-08-30 2023-02-28   2023-08-31 2024-02-29   2023-08-31 2024-02-28
    2023-02-28 2023-08-31   2024-02-29 2024-08-31   2023-03-31 2023-09-30   2023-09-30 2024-03-31
    2023-04-30 2023-10-31   2023-05-31 2023-11-30   2023-10-30 2023-12-31   2020-02-29 2024-02-29
    2020-02-29 2021-02-28   2020-02-29 2021-03-01   2023-02-28 2024-02-28   2023-02-28 2024-02-29
    2023-03-01 2024-03-01   2024-03-01 2025-03-01   2023-07-01 2024-07-01   2024-07-01 2025-07-01
    2023-12-31 2024-12-31   2024-01-01 2025-01-01   2024-12-31 2025-12-31   2023-04-01 2024-03-31
    2023-12-30 2025-01-31   2025-04-28 2035-04-27   2015-06-26 2035-06-20   2004-02-29 2024-02-29
    2005-03-31 2025-03-31   1996-02-29 2000-02-29   2000-02-28 2000-03-01   1999-12-31 2100-01-01
    2096-02-29 2104-02-29   2099-12-31 2100-12-31   2100-02-28 2100-03-01   2100-02-28 2101-02-28
    1901-01-01 1901-12-31   1901-02-28 1904-02-29   1901-01-01 2199-12-31   2198-12-31 2199-12-31
    2199-01-31 2199-12-31
"""

# from, to, termination date of 30E/360 ISDA: `to` itself, another date, and dates outside February.
PICKED_TERMINATIONS = """
    2022-08-31 2023-02-28 2025-02-28   2022-08-31 2023-02-28 2023-03-01   2023-08-31 2024-02-29 2024-02-29
    2023-08-31 2024-02-29 2028-02-29   2023-08-30 2024-02-28 2024-02-28   2023-02-28 2024-02-29 2024-02-29
    2024-02-29 2025-02-28 2025-02-28   2024-02-29 2028-02-29 2028-02-29   2024-01-31 2024-02-29 2024-02-29
    2024-02-28 2024-02-29 2024-02-29   2023-02-27 2023-02-28 2023-02-28   2023-02-28 2023-08-31 2023-08-31
    2023-02-28 2023-08-31 2024-02-29   2024-02-29 2024-08-31 2024-08-31   2023-01-31 2023-03-31 2023-03-31
    2023-04-30 2023-12-31 2023-12-31   2004-02-29 2024-02-29 2024-02-29   2080-02-29 2100-02-28 2100-02-28
    1903-12-31 1904-02-29 1904-02-29   2195-08-31 2196-02-29 2196-02-29
"""

# Anchor and frequencies of the ACT/ACT ICMA grids.
GRIDS = [
    ("2025-03-15", "124"),
    ("2024-02-29", "124"),
    ("2023-08-31", "24"),
    ("2023-02-28", "2"),
    ("2025-12-31", "1"),
    ("2022-10-30", "2"),
    ("2022-11-29", "4"),
    ("2104-02-29", "12"),
    ("1904-08-31", "4"),
    ("2199-06-30", "2"),
]

# from, to, frequency, anchor: the same dates on different grids, and coupons of real bonds.
PICKED_ICMA = """
    2022-08-31 2023-02-28 2 2023-02-28   2022-08-31 2023-02-28 2 2023-08-31   2022-08-31 2023-02-28 2 2023-08-30
    2022-08-31 2023-02-28 2 2023-08-28   2022-08-31 2023-02-28 1 2023-08-31   2022-08-31 2023-02-28 4 2023-08-31
    2023-08-31 2024-02-29 2 2024-02-29   2023-08-29 2024-02-29 2 2024-02-29   2023-08-31 2024-02-29 2 2024-08-31
    2015-06-26 2016-02-25 2 2016-02-25   2015-06-26 2015-08-25 2 2016-02-25   2025-04-28 2035-04-27 2 2035-04-28
    2035-02-25 2035-06-20 2 2035-08-25   2020-01-15 2040-01-15 2 2040-01-15   2020-01-14 2040-01-14 4 2040-01-15
"""


class Random:
    """A linear congruential generator with a fixed seed."""

    def __init__(self):
        self.state = 20250428

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound

    def date(self):
        """Any day, half of the time near the end of a month."""
        year, month = FIRST_YEAR + self.below(LAST_YEAR - FIRST_YEAR), 1 + self.below(12)
        if self.below(4) == 0:
            month = 2
        last = month_end(year, month)
        day = last - self.below(4) if self.below(2) else 1 + self.below(last)
        return datetime.date(year, month, day)

    def span(self):
        """Two dates in order: up to three years apart, or up to thirty."""
        while True:
            one, other = self.date(), self.date()
            years = one.year + self.below(4 if self.below(2) else 31)
            other = datetime.date(years, other.month, min(other.day, month_end(years, other.month)))
            if one < other and other.year <= LAST_YEAR:
                return one.isoformat(), other.isoformat()


def month_end(year, month):
    return (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day


def groups(text, size):
    words = text.split()
    return [tuple(words[start : start + size]) for start in range(0, len(words), size)]


def date(text):
    return ql.DateParser.parseISO(text)


def counter(convention, maturity):
    if convention == "30E/360 ISDA":
        return ql.Thirty360(ql.Thirty360.ISDA, date(maturity)) if maturity else ql.Thirty360(ql.Thirty360.ISDA)
    return {
        "ACT/365F": ql.Actual365Fixed(),
        "ACT/360": ql.Actual360(),
        "NL/365": ql.Actual365Fixed(ql.Actual365Fixed.NoLeap),
        "ACT/ACT ISDA": ql.ActualActual(ql.ActualActual.ISDA),
        "ACT/ACT ICMA": ql.ActualActual(ql.ActualActual.ISMA),
        "30/360": ql.Thirty360(ql.Thirty360.BondBasis),
        "30E/360": ql.Thirty360(ql.Thirty360.EurobondBasis),
    }[convention]


def grid_date(anchor, frequency, j):
    """q(j). QuantLib's Date - Period keeps the day or takes the last one of a shorter month."""
    return anchor - ql.Period(j * 12 // frequency, ql.Months)


def on_grid(day, frequency, anchor):
    j = 0
    while grid_date(anchor, frequency, j) > day:
        j += 1
    return grid_date(anchor, frequency, j) == day


def regular_schedule(start, end, frequency, first=None):
    return ql.Schedule(
        start,
        end,
        ql.Period(12 // frequency, ql.Months),
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        ql.DateGeneration.Backward,
        False,
        first or ql.Date(),
    )


def icma(start, end, frequency, anchor):
    """The fraction by reference periods, checked against a schedule."""
    by_periods, j = 0.0, 0
    while grid_date(anchor, frequency, j) > start:
        earlier, later = grid_date(anchor, frequency, j + 1), grid_date(anchor, frequency, j)
        if earlier < end:
            by_periods += counter("ACT/ACT ICMA", "").yearFraction(max(start, earlier), min(end, later), earlier, later)
        j += 1
    schedule = regular_schedule(grid_date(anchor, frequency, j + 2), anchor, frequency)
    by_schedule = ql.ActualActual(ql.ActualActual.ISMA, schedule).yearFraction(start, end)
    assert abs(by_periods - by_schedule) < 1e-13, (start, end, frequency, anchor, by_periods, by_schedule)
    return by_periods


def icma_of_issue(start, end, frequency, anchor):
    """The fraction as QuantLib has it for a bond issued on `start` with its first coupon on `end`, a grid date."""
    schedule = regular_schedule(start, anchor, frequency)
    if schedule[1] != end:
        # A long first period has to be asked for.
        schedule = regular_schedule(start, anchor, frequency, end)
    return ql.ActualActual(ql.ActualActual.ISMA, schedule).yearFraction(start, end)


def from_oracle(convention, start, end, frequency="", maturity=""):
    """One row: convention, from, to, frequency, maturity, days, fraction, source."""
    day_counter, first, last = counter(convention, maturity), date(start), date(end)
    days = day_counter.dayCount(first, last)
    if convention in BASIS:
        exact = Fraction(days, BASIS[convention])
        assert abs(day_counter.yearFraction(first, last) - exact) < 1e-12
        fraction = f"{exact.numerator}/{exact.denominator}"
    elif convention == "ACT/ACT ICMA":
        fraction = f"{icma(first, last, int(frequency), date(maturity)):.12f}"
    else:
        fraction = f"{day_counter.yearFraction(first, last):.12f}"
    return convention, start, end, frequency, maturity, days, fraction, ORACLE


def published_rows(differences):
    for number, convention, start, end, frequency, maturity, published in PUBLISHED:
        row = from_oracle(convention, start, end, frequency, maturity)
        days, fraction = row[5], row[6]
        case = f"{number} {convention} {start} to {end}"
        if isinstance(published, int):
            if published != days:
                differences.append(f"{case}: published {published} days, {ORACLE} {days}")
            exact = Fraction(published, BASIS[convention])
            days, fraction = published, f"{exact.numerator}/{exact.denominator}"
        else:
            # "1.0" and "0.25" are meant exactly; longer decimals are rounded or truncated in their last place.
            places = len(published.split(".")[1])
            tolerance = Fraction(1, 10**places) if places > 2 else Fraction(1, 10**12)
            if abs(Fraction(published) - Fraction(fraction)) > tolerance:
                differences.append(f"{case}: published {published}, {ORACLE} {fraction}")
            fraction = published
        yield (*row[:5], days, fraction, f"market-rules {number}")


def plain_rows(convention, random):
    for start, end in groups(PICKED, 2) + [random.span() for _ in range(24)]:
        # QuantLib needs the first day of the year after `from`.
        if not (convention == "ACT/ACT ISDA" and start.startswith("2199")):
            yield from_oracle(convention, start, end)
    if convention == "30E/360 ISDA":
        for start, end, termination in groups(PICKED_TERMINATIONS, 3):
            yield from_oracle(convention, start, end, "", termination)
        for _ in range(8):
            start, end = random.span()
            yield from_oracle(convention, start, end, "", end)


def icma_cases(random):
    """From, to, frequency, anchor."""
    for anchor, frequencies in GRIDS:
        for frequency in map(int, frequencies):

            def q(j):
                return grid_date(date(anchor), frequency, j)

            def inside(j):
                """A day after q(j) and before q(j - 1)."""
                return q(j) + 1 + random.below(q(j - 1) - q(j) - 1)

            spans = [
                (q(1), q(0)),  # a regular period
                (q(3), q(2)),  # another
                (q(7), q(1)),  # six
                (inside(3), q(2)),  # short front stub
                (q(2) + 1, q(1)),  # one day less than a period
                (inside(4), q(2)),  # long front stub: a period and a part
                (inside(6), q(2)),  # three periods and a part
                (q(3), inside(3)),  # accrued, or a short back stub
                (q(4), inside(3)),  # long back stub
                (inside(4), inside(2)),  # a stub at both ends
                (q(2) - 1, q(2) + 1),  # the day before a grid date and the day after
                (inside(2), q(1) - 1),  # within one period
                (q(1), q(1)),  # nothing
            ]
            for start, end in spans:
                yield start.ISO(), end.ISO(), str(frequency), anchor
    yield from groups(PICKED_ICMA, 4)


def icma_rows(random, differences):
    for start, end, frequency, anchor in icma_cases(random):
        row = from_oracle("ACT/ACT ICMA", start, end, frequency, anchor)
        yield row
        first, last, times, day = date(start), date(end), int(frequency), date(anchor)
        periods = float(row[6]) * times
        if 0 < periods < 2 and on_grid(last, times, day) and not (periods > 1 and last == day):
            other = icma_of_issue(first, last, times, day)
            if abs(other - float(row[6])) > 1e-11:
                case = f"{start} to {end}, {frequency} a year, anchor {anchor}"
                differences.append(f"{case}: {row[6]} here, {other:.12f} there")


def main():
    random = Random()
    published_differences, icma_differences = [], []
    rows = list(published_rows(published_differences))
    for convention in PLAIN:
        rows.extend(plain_rows(convention, random))
    rows.extend(icma_rows(random, icma_differences))
    rows = list(dict.fromkeys(rows))
    # A date that QuantLib counts as less than no time is a difference, and no row.
    backwards = [row for row in rows if row[5] < 0]
    assert not backwards, backwards

    print(f"# Oracle: PyPI {ORACLE}; rows whose source is market-rules carry the published number instead.")
    print("# Day counts and year fractions of ISDA and ICMA conventions, 1901 to 2199.")
    print("# Made by generate_day_counts.py in this folder, which says how; do not edit by hand.")
    print("# fraction: n/d is exact; a decimal of QuantLib is good to 1e-11, one of market-rules to 1e-9.")
    print("#")
    print(f"# The {len(PUBLISHED)} published numbers agree with QuantLib to the last printed digit, but for these:")
    for difference in published_differences:
        print(f"# difference: {difference}")
    print("#")
    print("# What else is peculiar in QuantLib. No row depends on it.")
    for line in notes():
        print(f"# {line}")
    for difference in icma_differences:
        print(f"# difference: {difference}")
    print("#")
    print("# convention,from,to,frequency,maturity,days,fraction,source")
    for row in rows:
        print(",".join(map(str, row)))


def notes():
    """Statements about QuantLib, each with the number that this run got."""

    def days(day_counter, start, end):
        return day_counter.dayCount(date(start), date(end))

    bond_basis = days(counter("30/360", ""), "2023-02-28", "2023-08-31")
    usa = days(ql.Thirty360(ql.Thirty360.USA), "2023-02-28", "2023-08-31")
    same_day = days(counter("30E/360 ISDA", "2023-02-28"), "2023-02-28", "2023-02-28")
    start, end = date("2014-06-26"), date("2016-02-25")
    try:
        icma_of_issue(start, end, 2, date("2035-02-25"))
        refused = "accepts"
    except RuntimeError:
        refused = "refuses"
    return [
        "NL/365: 29 February counts as the 28th at either end, as in A7 and A20.",
        f"30/360: {bond_basis} days from 2023-02-28 to 2023-08-31 with (BondBasis), as in A17; {usa} with (USA).",
        f"30E/360 ISDA: 2023-02-28 to itself as the maturity: {same_day} days; only `from` becomes the 30th. No row.",
        "ACT/ACT ISDA: a period that starts in 2199 is refused, as 2200-01-01 is out of QuantLib's range. No row.",
        "ACT/ACT ICMA without a schedule and a reference period: [from, to] is taken as a regular period. Not used.",
        "ACT/ACT ICMA with a Schedule that starts on `from`: the notional date before an irregular first period is",
        "rolled back from the first coupon and not from the anchor, so that month ends drift: 31 August, 28 February,",
        f"28 August. QuantLib {refused} a first period of more than two periods there. The rows keep to the anchor:",
    ]


if __name__ == "__main__":
    main()
