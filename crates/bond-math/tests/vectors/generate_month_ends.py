#!/usr/bin/env python3
"""Writes month_ends.csv: interest dates on month ends (月末), and the length of each period, according to the PyPI
package `QuantLib`.

    python3 -m venv venv && venv/bin/pip install QuantLib==1.43
    venv/bin/python generate_month_ends.py > month_ends.csv

issue, frequency, first, maturity   A bond whose interest dates are the last days of their months.
k, date     Interest date number k, from 0; the last one is the maturity: those of a QuantLib Schedule from the issue date
            to the maturity (NullCalendar, Unadjusted, Forward, endOfMonth True, firstDate `first`, and nextToLastDate
            where the maturity is off the grid), without the issue date. Each is compared with the last day of its month
            by Date.endOfMonth, or the script stops.
years       Length of the period that ends on it: ActualActual(ISMA) with an explicit reference period for each whole
            notional period that it meets, added up; notional dates are month ends by Date.endOfMonth.
"""

import QuantLib as ql

# Issue, frequency, first, maturity.
BONDS = """
    2026-03-31 2 2026-09-30 2028-09-30   2017-01-17 2 2017-02-28 2018-02-28   2023-08-31 2 2024-02-29 2031-02-28
    2022-06-15 2 2023-02-28 2031-02-28   2025-01-10 4 2025-04-30 2027-04-30   2025-05-31 1 2026-02-28 2032-02-29
    2025-03-31 1 2025-09-30 2029-09-30   2024-11-30 4 2025-02-28 2026-11-30   2025-12-20 2 2026-06-30 2030-11-15
    2027-02-28 2 2027-08-31 2029-02-28   2024-01-31 2 2024-04-30 2026-10-31   2025-06-30 12 2025-09-30 2026-02-28
"""


def date(text):
    return ql.DateParser.parseISO(text)


def month_end(anchor, months):
    return ql.Date.endOfMonth(anchor + ql.Period(months, ql.Months))


def years(first, step, start, end, frequency):
    day_count = ql.ActualActual(ql.ActualActual.ISMA)
    total, index = 0.0, -1
    while month_end(first, step * index) > start:
        index -= 1
    while month_end(first, step * index) < end:
        low, high = month_end(first, step * index), month_end(first, step * (index + 1))
        part_start, part_end = max(low, start), min(high, end)
        if part_start < part_end:
            total += day_count.yearFraction(part_start, part_end, low, high)
        index += 1
    return total


def main():
    print(f"# Oracle: PyPI QuantLib {ql.__version__}, Schedule, Forward, Unadjusted, endOfMonth True; ActualActual(ISMA).")
    print("# Made by generate_month_ends.py in this folder, which says how; do not edit by hand.")
    print("# issue,frequency,first,maturity,k,date,years")
    words = BONDS.split()
    for issue, frequency, first, maturity in zip(words[::4], words[1::4], words[2::4], words[3::4]):
        step = 12 // int(frequency)
        start, end, anchor = date(issue), date(maturity), date(first)
        last = anchor
        index = 0
        while month_end(anchor, step * (index + 1)) < end:
            index += 1
            last = month_end(anchor, step * index)
        on_grid = month_end(anchor, step * (index + 1)) == end
        dates = list(ql.Schedule(start, end, ql.Period(step, ql.Months), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted,
                                 ql.DateGeneration.Forward, True, anchor, ql.Date() if on_grid else last))
        assert dates[0] == start and dates[1] == anchor and dates[-1] == end, (issue, [d.ISO() for d in dates])
        for k, (before, day) in enumerate(zip(dates, dates[1:])):
            assert day in (end, month_end(anchor, step * k)), (issue, day)
            print(f"{issue},{frequency},{first},{maturity},{k},{day.ISO()},{years(anchor, step, before, day, frequency):.12f}")


main()
