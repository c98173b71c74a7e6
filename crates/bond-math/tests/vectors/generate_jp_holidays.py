#!/usr/bin/env python3
"""Writes jp_holidays.csv: every national holiday of 1980-2050 according to the PyPI package `jpholiday`.

    python3 -m venv venv && venv/bin/pip install jpholiday==1.0.3
    venv/bin/python generate_jp_holidays.py > jp_holidays.csv

The package is an independent oracle: it shares no code with this crate. Names are its own (Japanese); the test
compares the dates both ways, and the names.
"""

import datetime
import importlib.metadata

import jpholiday

FIRST, LAST = datetime.date(1980, 1, 1), datetime.date(2050, 12, 31)

version = importlib.metadata.version("jpholiday")
print("# National holidays of Japan, 1980-01-01 to 2050-12-31, Sundays included.")
print(f"# Oracle: PyPI jpholiday {version}, is_holiday_name() asked for every day of the range.")
print("# Made by generate_jp_holidays.py in this folder; do not edit by hand.")
print("# Known differences (the oracle is wrong there) are listed in ../jp_holidays.rs.")
print("# date,name")
day = FIRST
while day <= LAST:
    name = jpholiday.is_holiday_name(day)
    if name:
        print(f"{day.isoformat()},{name}")
    day += datetime.timedelta(days=1)
