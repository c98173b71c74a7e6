#!/usr/bin/env python3
"""Writes schedules.csv and amortisation.csv: interest dates, and interest on what is outstanding, according to the
PyPI package `QuantLib`.

    python3 -m venv venv && venv/bin/pip install QuantLib==1.44
    venv/bin/python generate_schedules.py schedules > schedules.csv
    venv/bin/python generate_schedules.py amortisation > amortisation.csv

The output goes to stdout and is the same on every run: the bonds are written below, and nothing depends on today.
QuantLib is an independent oracle: it shares no code with this crate.

schedules.csv: the un-adjusted interest dates of a bond
    anchor     A notional date whose day of the month is that of the grid: 31 for month ends.
    frequency  Payments a year.
    first      First interest date.
    maturity   Last one, on the grid or less than a period after a date of the grid (a short last period).
    k, date    Interest date number k, from 0; the last one is the maturity.
    source     The version of QuantLib, and the issue date.
    The dates are those of a QuantLib Schedule from the issue date to the maturity (NullCalendar, Unadjusted, endOfMonth
    False, firstDate `first`), without the issue date itself, which pays nothing. The rule is Backward where the anchor
    is at or near the maturity (nextToLastDate, if it is not the maturity itself), and Forward where it is the first
    interest date. QuantLib counts either from its seed, so that the day does not drift from the 31st to the 28th.
    Every date is checked against the anchor plus or minus whole periods by QuantLib's Date + Period; where the first
    date has the day of the anchor, both rules are asked and must agree. Otherwise the script stops.

amortisation.csv: the interest of every period of a bond that repays in instalments, or at once
    notional      Principal at issue.
    rate_percent  Annual rate.
    day_count     Its name in market-rules §1. ACT/ACT ICMA has the fraction of JP-HALF.
    start, end    The period; the first one starts on the issue date.
    outstanding   Principal during the period. What is repaid on `end` is the difference to the next row.
    interest      In yen, not rounded to whole yen.
    source        The version of QuantLib, or the published case.
    A new bond starts where `start` is not the `end` before. Nominal and amount of every row are those of the coupons
    of an AmortizingFixedRateBond on a Schedule made as above. The script stops where the redemptions of that bond are
    not the instalments.
    Frequency and anchor have no columns. The first two ends are a whole period apart, and an end on the latest day of
    the month is on the day of the grid; the script stops where that is not so.

The grid of ACT/ACT ICMA
    ActualActual(ISMA, Schedule) gets a Schedule of explicit dates, the anchor plus or minus whole periods, which starts
    before the issue and ends after the maturity. QuantLib then has no irregular period to guess. A second way must
    agree on every row, or the script stops: ActualActual(ISMA) with an explicit reference period, once for each whole
    period that meets the row, and the results added. The schedule of the bond itself, which starts on the issue date,
    is compared; the head of the CSV lists where it gives another amount, and why.
"""

import sys

import QuantLib as ql

ORACLE = f"QuantLib {ql.__version__}"

# Issue, frequency, first, maturity, anchor.
PICKED = """
    2015-06-26  2 2016-02-25 2035-06-20 2035-02-25   2025-04-28  2 2025-10-28 2035-04-28 2035-04-28
    2026-10-01  4 2027-02-20 2030-01-10 2029-11-20   2025-03-31  1 2026-03-31 2035-03-31 2035-03-31
    2020-12-01  2 2021-02-28 2031-08-31 2031-08-31   2023-08-31  2 2024-02-29 2029-08-31 2029-08-31
    2025-03-31  2 2025-06-30 2030-12-31 2030-12-31   2024-10-31  2 2025-04-30 2029-10-31 2029-10-31
    2022-08-30  2 2023-02-28 2028-08-30 2028-08-30   2022-06-15  2 2023-02-28 2028-08-29 2028-08-29
    2023-03-01  2 2023-08-28 2029-02-28 2029-02-28   2024-02-29  1 2025-02-28 2032-02-29 2032-02-29
    2095-02-28  1 2096-02-29 2104-02-29 2104-02-29   1901-02-28  1 1902-02-28 1904-02-29 1904-02-29
    2195-12-31  2 2196-06-30 2199-12-31 2199-12-31   2022-08-31  4 2022-11-30 2025-08-31 2025-08-31
    2023-10-31  4 2024-01-31 2026-10-31 2026-10-31   2023-02-28  4 2023-05-30 2025-11-30 2025-11-30
    2025-10-05  4 2026-02-28 2028-05-29 2028-05-29   2023-11-30 12 2023-12-31 2025-03-31 2025-03-31
    2023-12-30 12 2024-01-30 2025-03-30 2025-03-30   2022-11-15 12 2023-01-29 2024-04-29 2024-04-29
    2025-06-01 12 2025-06-15 2026-03-15 2026-03-15
"""

# Where the first interest date is the anchor: the maturity is in a shorter month, or off the grid.
FROM_FIRST = """
    2023-02-28  2 2023-08-31 2030-02-28 2023-08-31   2023-05-10  2 2023-08-30 2028-02-29 2023-08-30
    2023-02-28  2 2023-08-29 2027-02-28 2023-08-29   2024-03-01  4 2024-05-31 2027-02-28 2024-05-31
    2023-12-31 12 2024-01-31 2025-02-28 2024-01-31   2023-12-29 12 2024-01-29 2026-02-28 2024-01-29
    2024-02-29  2 2024-08-31 2030-01-15 2024-08-31   2024-01-31  2 2024-08-31 2030-05-10 2024-08-31
    2024-03-31  1 2025-03-31 2029-12-20 2025-03-31   2023-03-01  1 2024-02-29 2028-11-11 2024-02-29
    2022-02-28  1 2023-02-28 2028-10-31 2023-02-28   2024-12-15 12 2025-01-31 2026-03-15 2025-01-31
    2023-08-29  4 2023-11-29 2026-04-10 2023-11-29   2024-12-20  4 2025-03-30 2026-12-31 2025-03-30
"""

# First interest date, then frequency and the month of the maturity. The anchor is the 28th to the 31st.
FEBRUARIES = ["1999-02-28", "2023-02-28", "2024-02-29", "2000-02-29"]
AFTER_FEBRUARY = [(2, 3, 8), (4, 2, 5), (12, 1, 3)]

PECULIAR = """
    2023-01-10  2 2024-08-25 2027-08-25 2027-08-25   2022-03-01  1 2025-04-01 2030-04-01 2030-04-01
    2023-02-01  4 2024-02-29 2025-08-31 2025-08-31   2025-01-06 12 2025-09-30 2026-08-31 2026-08-31
    2024-09-19  2 2024-09-20 2027-03-20 2027-03-20   2024-02-27  1 2024-02-28 2028-02-28 2028-02-28
    2025-03-20  2 2025-09-20 2028-09-21 2028-09-20   2023-08-28  2 2024-02-28 2028-08-31 2028-08-28
    2024-08-28  2 2025-02-28 2029-07-10 2029-02-28   2025-05-01  1 2026-03-31 2026-03-31 2026-03-31
    2024-03-10  4 2024-04-30 2024-04-30 2024-04-30   1997-02-28  1 1998-02-28 2004-02-29 2004-02-29
    1980-06-30  2 1980-12-31 2000-12-31 2000-12-31   2089-12-31  1 2090-12-31 2099-12-31 2099-12-31
    2024-12-31 12 2025-01-31 2035-08-31 2035-08-31   2095-08-31  2 2096-02-29 2101-08-31 2101-08-31
    1901-11-15  4 1902-02-28 1904-05-30 1904-05-30   2098-12-31 12 2099-01-31 2100-03-31 2100-03-31
    1907-03-04  2 1907-09-01 1912-11-20 1912-09-01   2024-04-30  1 2025-04-30 2030-04-30 2030-04-30
"""

# Notional, rate in percent, day count, issue, frequency, first, maturity, instalments ("n*yen": n of them in a row).
AMORTISING = """
    10000      5      30E/360        2020-04-01  1 2021-04-01 2025-04-01  5*2000
    10000      1.293  ACT/ACT ICMA   2025-03-20  2 2025-09-20 2035-03-20  20*500
    1000000    0.35   ACT/ACT ICMA   2025-09-25  2 2026-03-25 2030-09-25  4*0 166670 5*166666
    10000      0.875  ACT/ACT ICMA   2023-11-30  4 2024-02-29 2025-11-30  3*0 1500 0 1500 0 7000
    10000      1.8    ACT/ACT ICMA   2025-02-28  1 2026-02-28 2028-02-29  3334 2*3333
    1000000    1.483  ACT/ACT ICMA   2023-08-31  2 2024-02-29 2026-08-31  5*0 1000000
    1000000    1.293  ACT/ACT ICMA   2015-06-26  2 2016-02-25 2035-06-20  20*0 20*50000
    1000000    0.777  ACT/ACT ICMA   2022-09-30  2 2023-02-28 2026-08-31  8*125000
    10000      0.777  ACT/ACT ICMA   2023-01-20  2 2023-08-31 2026-02-28  4*2000 0 2000
    500000     2.345  ACT/ACT ICMA   2025-02-03  4 2025-06-20 2028-01-11  11*0 500000
    120000     0.9    ACT/ACT ICMA   2023-12-31 12 2024-01-31 2024-12-31  12*10000
    100000000  1.125  ACT/ACT ICMA   2024-12-10 12 2025-02-28 2025-12-31  9090910 10*9090909
    10000      3      ACT/ACT ICMA   2021-05-06  1 2023-03-31 2026-12-25  4*1000 6000
    100000000  1.35   ACT/365F       2023-03-31  1 2024-03-31 2027-03-31  4*25000000
    100000     2.5    ACT/360        2023-08-31  4 2023-11-30 2025-08-31  8*12500
    100000     1.1    NL/365         2023-02-28  2 2023-08-29 2025-08-29  5*20000
    10000000   0.52   ACT/ACT ISDA   2023-07-15  2 2024-01-15 2025-07-15  3*1000000 7000000
    10000      3      30/360         2022-08-31  2 2023-02-28 2024-08-31  4*2500
    10000      3      30E/360        2022-08-31  2 2023-02-28 2024-08-31  4*2500
    10000      3      30E/360 ISDA   2022-08-31  2 2023-02-28 2024-08-31  4*2500
    1000000    1.7    ACT/365F       2023-05-11  2 2023-12-20 2026-04-15  3*150000 2*200000 150000
    1000000    1.7    ACT/ACT ISDA   2023-05-11  2 2023-12-20 2026-04-15  3*150000 2*200000 150000
    1000000    1.7    30E/360 ISDA   2023-11-17  4 2023-11-30 2026-03-20  9*100000 60000 40000
"""

# B3 publishes the years; the 1st of April is of this file. Start, end, outstanding, interest.
B3 = """
    2020-04-01 2021-04-01 10000 500   2021-04-01 2022-04-01 8000 400   2022-04-01 2023-04-01 6000 300
    2023-04-01 2024-04-01 4000 200    2024-04-01 2025-04-01 2000 100
"""


def date(text):
    return ql.DateParser.parseISO(text)


def groups(text, size):
    words = text.split()
    return [tuple(words[start : start + size]) for start in range(0, len(words), size)]


def grid_date(anchor, frequency, j):
    """The anchor and j periods more. QuantLib's Date + Period keeps the day or takes the last of a shorter month."""
    return anchor + ql.Period(j * 12 // frequency, ql.Months)


def number_on_grid(day, frequency, anchor):
    """The j of a date of the grid, or None."""
    months = (day.year() - anchor.year()) * 12 + day.month() - anchor.month()
    j = months * frequency // 12
    return j if grid_date(anchor, frequency, j) == day else None


def bond_schedule(issue, frequency, first, maturity, anchor, rule):
    """QuantLib's schedule, which starts with the issue date."""
    return ql.Schedule(
        issue,
        maturity,
        ql.Period(12 // frequency, ql.Months),
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        rule,
        False,
        # QuantLib refuses a first date on the maturity; a single period needs none.
        first if first < maturity else ql.Date(),
        anchor if rule == ql.DateGeneration.Backward and first < anchor < maturity else ql.Date(),
    )


def checked_schedule(issue, frequency, first, maturity, anchor):
    """The schedule of a bond, after a second way and, where it applies, a third have given the same dates."""
    number = number_on_grid(first, frequency, anchor)
    assert number is not None and issue < first <= maturity, (issue, first, maturity, anchor)
    last = number
    while grid_date(anchor, frequency, last) < maturity:
        last += 1
    counted = [grid_date(anchor, frequency, j) for j in range(number, last)] + [maturity]

    forward, backward = ql.DateGeneration.Forward, ql.DateGeneration.Backward
    rule = forward if anchor == first < maturity else backward
    schedule = bond_schedule(issue, frequency, first, maturity, anchor, rule)
    assert list(schedule) == [issue] + counted, (issue, first, maturity, anchor, list(schedule), counted)
    if rule == backward and first.dayOfMonth() == anchor.dayOfMonth():
        other = bond_schedule(issue, frequency, first, maturity, anchor, forward)
        assert list(other) == list(schedule), (issue, first, maturity, anchor)
    return schedule


def after_february():
    """Bonds whose first interest date, at the end of February, does not tell their anchor: only the maturity does."""
    for first in FEBRUARIES:
        for frequency, years, month in AFTER_FEBRUARY:
            for day in range(date(first).dayOfMonth(), 32):
                maturity = f"{int(first[:4]) + years}-{month:02}-{day}"
                issue = grid_date(date(maturity), frequency, number_on_grid(date(first), frequency, date(maturity)) - 1)
                yield issue.ISO(), str(frequency), first, maturity, maturity


def shape(issue, frequency, first, maturity, anchor):
    """What is irregular in a bond."""
    before = grid_date(anchor, frequency, number_on_grid(first, frequency, anchor) - 1)
    if issue < before:
        yield "a long first period"
    if issue > before:
        yield "a short first period"
    if first < maturity and number_on_grid(maturity, frequency, anchor) is None:
        yield "a short last period"


def write_schedules():
    bonds = [bond for text in (PICKED, FROM_FIRST, PECULIAR) for bond in groups(text, 5)]
    bonds = list(dict.fromkeys(bonds + list(after_february())))
    rows, shapes = [], {}
    for issue, frequency, first, maturity, anchor in bonds:
        bond = date(issue), int(frequency), date(first), date(maturity), date(anchor)
        for name in shape(*bond):
            shapes[name] = shapes.get(name, 0) + 1
        for k, day in enumerate(list(checked_schedule(*bond))[1:]):
            rows.append((anchor, frequency, first, maturity, k, day.ISO(), f"{ORACLE}; issued {issue}"))

    print(f"# Oracle: PyPI {ORACLE}, Schedule, Backward or Forward from the anchor, Unadjusted, endOfMonth False.")
    print(f"# The un-adjusted interest dates of {len(bonds)} bonds.")
    print("# Made by generate_schedules.py in this folder, which says how; do not edit by hand.")
    for name, count in sorted(shapes.items()):
        print(f"# {count} of them have {name}.")
    print("# Long last periods are left out: the crate has no terms for them.")
    print("# Differences: none known. A bond whose anchor the crate cannot tell is not asked: from 28 February 2023 to")
    print("# 28 February 2031 on month ends, the crate pays on 28 August.")
    print("# anchor,frequency,first,maturity,k,date,source")
    for row in rows:
        print(",".join(map(str, row)))


def day_counter(name, grid):
    return {
        "ACT/365F": ql.Actual365Fixed(),
        "ACT/360": ql.Actual360(),
        "NL/365": ql.Actual365Fixed(ql.Actual365Fixed.NoLeap),
        "ACT/ACT ISDA": ql.ActualActual(ql.ActualActual.ISDA),
        "ACT/ACT ICMA": ql.ActualActual(ql.ActualActual.ISMA, grid),
        "30/360": ql.Thirty360(ql.Thirty360.BondBasis),
        "30E/360": ql.Thirty360(ql.Thirty360.EurobondBasis),
        "30E/360 ISDA": ql.Thirty360(ql.Thirty360.ISDA),
    }[name]


def grid_around(schedule, frequency, anchor):
    """Whole periods from before the first date of a schedule to after its last."""
    first = last = 0
    while grid_date(anchor, frequency, first) >= schedule[0]:
        first -= 1
    while grid_date(anchor, frequency, last) <= list(schedule)[-1]:
        last += 1
    days = [grid_date(anchor, frequency, j) for j in range(first, last + 1)]
    tenor, rule = ql.Period(12 // frequency, ql.Months), ql.DateGeneration.Backward
    regular = [True] * (len(days) - 1)
    return ql.Schedule(days, ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted, tenor, rule, False, regular)


def by_reference_periods(start, end, grid):
    """The fraction of ACT/ACT ICMA without a schedule in the day counter."""
    counter, days = ql.ActualActual(ql.ActualActual.ISMA), list(grid)
    met = [(one, next_one) for one, next_one in zip(days, days[1:]) if one < end and next_one > start]
    return sum(counter.yearFraction(max(start, one), min(end, other), one, other) for one, other in met)


def instalments(words):
    for word in words:
        count, _, yen = word.rpartition("*")
        yield from [int(yen)] * int(count or 1)


def coupons(notional, rate, name, schedule, grid, repaid):
    """Start, end, nominal and amount of every coupon of QuantLib's bond."""
    nominals = [notional - sum(repaid[:k]) for k in range(len(repaid))]
    bond = ql.AmortizingFixedRateBond(0, nominals, schedule, [float(rate) / 100], day_counter(name, grid))
    found, redeemed = [], {}
    for cash_flow in bond.cashflows():
        coupon = ql.as_fixed_rate_coupon(cash_flow)
        if coupon:
            found.append((coupon.accrualStartDate(), coupon.accrualEndDate(), coupon.nominal(), coupon.amount()))
        else:
            redeemed[cash_flow.date().ISO()] = round(cash_flow.amount(), 6)
    ends = [day.ISO() for day in schedule][1:]
    assert redeemed == {end: yen for end, yen in zip(ends, repaid) if yen}, (redeemed, repaid)
    assert [(start.ISO(), end.ISO()) for start, end, _, _ in found] == list(zip([schedule[0].ISO()] + ends, ends))
    return found


def amortisation_rows(line, differences):
    # The name of a day count may have a space: it ends where the dates start.
    words = line.split()
    issued = next(at for at, word in enumerate(words) if word[4:5] == "-")
    (notional, rate), name = words[:2], " ".join(words[2:issued])
    issue, first, maturity = (date(words[issued + at]) for at in (0, 2, 3))
    frequency, repaid = int(words[issued + 1]), list(instalments(words[issued + 4 :]))

    # The anchor is the maturity if that is on the grid of the first interest date, on the same or a later day.
    apart = (maturity.year() - first.year()) * 12 + maturity.month() - first.month()
    at_maturity = apart % (12 // frequency) == 0 and maturity.dayOfMonth() >= first.dayOfMonth()
    anchor = maturity if at_maturity else first
    schedule = checked_schedule(issue, frequency, first, maturity, anchor)
    ends = list(schedule)[1:]
    assert len(repaid) == len(ends) and sum(repaid) == int(notional), (line, len(ends), sum(repaid))

    # What a reader of the rows relies on.
    latest = max(end.dayOfMonth() for end in ends)
    assert latest == anchor.dayOfMonth() and len(ends) > 2, line
    assert all(number_on_grid(end, frequency, anchor) is not None for end in ends if end.dayOfMonth() == latest), line
    # QuantLib is asked without the termination date, which only matters there.
    assert not (name == "30E/360 ISDA" and maturity.month() == 2), line

    grid = grid_around(schedule, frequency, anchor)
    found = coupons(int(notional), rate, name, schedule, grid, repaid)
    for start, end, nominal, amount in found:
        yield notional, rate, name, start.ISO(), end.ISO(), round(nominal), f"{amount:.6f}", ORACLE
    if name == "ACT/ACT ICMA":
        for start, end, nominal, amount in found:
            other = nominal * float(rate) / 100 * by_reference_periods(start, end, grid)
            assert abs(amount - other) < 1e-7, (line, start, end, amount, other)
        try:
            others = coupons(int(notional), rate, name, schedule, schedule, repaid)
        except RuntimeError as refusal:
            assert "out of range of schedule" in str(refusal), refusal
            others = []
            case = f"{notional} at {rate}, issued {issue.ISO()}, {frequency} a year"
            differences.append(f"{case}: a first period of more than two periods is refused there")
        for (start, end, _, here), (_, _, _, there) in zip(found, others):
            if abs(here - there) > 1e-7:
                case = f"{notional} at {rate}, {start.ISO()} to {end.ISO()}, {frequency} a year"
                differences.append(f"{case}: {here:.6f} here, {there:.6f} there")


def write_amortisation():
    differences, rows = [], []
    for line in AMORTISING.strip().splitlines():
        rows.extend(amortisation_rows(line, differences))
    published = [("10000", "5", "30E/360", *row, "market-rules §8 B3") for row in groups(B3, 4)]
    for ours, theirs in zip(published, rows):
        same = ours[:5] == theirs[:5] and (int(ours[5]), float(ours[6])) == (theirs[5], float(theirs[6]))
        assert same, (ours, theirs)

    print(f"# Oracle: PyPI {ORACLE}, AmortizingFixedRateBond; rows whose source is market-rules are as published.")
    print("# Interest of amortising and bullet bonds, period by period; decimals are good to 1e-6.")
    print("# Made by generate_schedules.py in this folder, which says how; do not edit by hand.")
    print("# B3 as published and QuantLib agree. B3 publishes the years; the 1st of April is of this file.")
    print("#")
    for line in (
        "ACT/ACT ICMA counts on the grid of the anchor, here. Where the day counter of QuantLib gets the schedule of",
        "the bond instead, there, it differs for three reasons:",
        "1. The notional date beyond an irregular period is rolled from the date next to it and not from the anchor:",
        "   month ends drift, the half-year that ends on 28 February starts on 28 August. A first period from",
        "   month end to month end is then taken as irregular.",
        "2. After a long first period, with a last one that is irregular too, the notional date beyond the maturity",
        "   replaces the last interest date before it and not the maturity: QuantLib has put a date in front and still",
        "   counts from the old start. The last two periods are then measured in one of twice the length.",
        "3. A first period of more than two periods is refused.",
    ):
        print(f"# {line}")
    for difference in differences:
        print(f"# difference: {difference}")
    print("#")
    print("# notional,rate_percent,day_count,start,end,outstanding,interest,source")
    for row in published + rows:
        print(",".join(map(str, row)))


if __name__ == "__main__":
    writers = {"schedules": write_schedules, "amortisation": write_amortisation}
    if len(sys.argv) != 2 or sys.argv[1] not in writers:
        sys.exit("usage: generate_schedules.py schedules|amortisation")
    writers[sys.argv[1]]()
