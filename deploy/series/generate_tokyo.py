#!/usr/bin/env python3
"""Writes tokyo-20y-32.investors.csv and tokyo-20y-32.trades.csv beside itself, always the same.

With a name as argument, prints the sample wallet of that name instead: the wallets of all samples are made this way.
No one knows a key of such a wallet; they hold only in rehearsals.
"""

import csv
import datetime
import hashlib
import pathlib
import sys

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
JST = datetime.timezone(datetime.timedelta(hours=9))
FAR = "2036-03-31"
PREFECTURES = ["JP-13", "JP-13", "JP-13", "JP-14", "JP-11", "JP-12", "JP-27", "JP-23", "JP-40", "JP-01"]
ADMITTED = ("individual", "corporation")
TRADES = 200


def wallet(name, prefix=42):
    """The SS58 address of the account blake2b-256("chihosai sample " + name)."""
    account = hashlib.blake2b(b"chihosai sample " + name.encode(), digest_size=32).digest()
    body = bytes([prefix]) + account
    body += hashlib.blake2b(b"SS58PRE" + body, digest_size=64).digest()[:2]
    number, text = int.from_bytes(body, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(body) - len(body.lstrip(b"\0"))) + text


def below(limit, *seed):
    """A number below limit that depends on the seed only."""
    digest = hashlib.sha256(repr(seed).encode()).digest()
    return int.from_bytes(digest[:8], "big") % limit


def basis(name):
    return hashlib.sha256(("sample exemption of " + name).encode()).hexdigest()


def investors():
    """Rows of the registry: 50 wallets of 49 investors."""
    rows = []

    def add(name, number, kind, residence, tax, units, expiry=FAR, proof=""):
        rows.append([wallet(name), number, kind, residence, tax, expiry, units, proof])

    for n in range(1, 31):
        residence = PREFECTURES[below(len(PREFECTURES), "residence", n)]
        expiry = {7: "2020-03-31", 13: "2027-06-30", 21: "2031-12-31"}.get(n, FAR)
        add(f"individual {n}", n, "individual", residence, "individual", 10 * (1 + below(60, "units", n)), expiry)
    add("individual 1, second wallet", 1, *rows[0][2:5], 0)
    for n in range(1, 11):
        units = 500 * (1 + below(12, "corporation", n))
        add(f"corporation {n}", 100 + n, "corporation", "JP-13" if n < 8 else "JP-27", "corporation", units)
    for n, kind, units in [(1, "individual", 300), (2, "individual", 150), (3, "corporation", 4000)]:
        add(f"exempt {n}", 200 + n, kind, "JP-13", "exempt", units, proof=basis(f"exempt {n}"))
    for n, kind, residence, units in [(1, "individual", "US-CA", 200), (2, "individual", "GB", 80), (3, "corporation", "SG", 1000)]:
        add(f"abroad {n}", 300 + n, kind, residence, "non-resident", units)
    add("buyer later", 400, "individual", "JP-13", "individual", 0)
    add("public body", 401, "public-body", "JP-13", "exempt", 0, proof=basis("public body"))
    add("bank", 402, "financial-institution", "JP-13", "corporation", 0)
    assert len(rows) == 50
    return rows


def staged():
    """Trades that show a rule, as (instant, seller, buyer, units, whether it is admitted)."""
    at = datetime.datetime.fromisoformat
    return [
        # Around the first record date, 2016-02-24: the first buyer collects the coupon, the second does not.
        (at("2016-02-24T15:00:00+09:00"), "corporation 1", "buyer later", 40, True),
        (at("2016-02-25T09:00:00+09:00"), "corporation 1", "buyer later", 60, True),
        # The last millisecond before the cutoff of the second coupon (record date 2016-08-24), and the cutoff itself.
        (at("2016-08-24T23:59:59.999+09:00"), "corporation 2", "individual 2", 10, True),
        (at("2016-08-25T00:00:00+09:00"), "corporation 2", "individual 3", 10, True),
        # Refused: a buyer without a record, classes that the policy leaves out.
        (at("2017-11-15T10:00:00+09:00"), "individual 4", "stranger", 1, False),
        (at("2018-03-07T10:00:00+09:00"), "corporation 3", "public body", 100, False),
        (at("2018-03-07T10:05:00+09:00"), "corporation 3", "bank", 100, False),
        # Individual 7's identification lapses at the end of 2020-03-31: a sale before, then none in either direction.
        (at("2020-03-31T23:59:00+09:00"), "individual 7", "individual 8", 10, True),
        (at("2020-04-01T00:00:00+09:00"), "individual 7", "individual 8", 10, False),
        (at("2020-04-02T10:00:00+09:00"), "individual 8", "individual 7", 10, False),
        (at("2027-07-01T10:00:00+09:00"), "individual 13", "corporation 4", 10, False),
        # A person's own two wallets.
        (at("2022-04-01T10:00:00+09:00"), "individual 1", "individual 1, second wallet", 10, True),
        # Refused: after the last record date nothing moves any more.
        (at("2035-06-20T10:00:00+09:00"), "corporation 5", "individual 6", 10, False),
    ]


def trades(rows):
    """200 trades from 2015 to 2035; all but the staged refusals are within holding and eligibility."""
    held = {row[0]: row[6] for row in rows}
    lapse = {row[0]: datetime.datetime.fromisoformat(row[5] + "T00:00:00+09:00") + datetime.timedelta(days=1) for row in rows}
    admitted = [row[0] for row in rows if row[2] in ADMITTED]
    plan = [(at, wallet(seller), wallet(buyer), units, ok) for at, seller, buyer, units, ok in staged()]
    first = datetime.datetime(2015, 7, 1, 9, tzinfo=JST)
    span = (datetime.datetime(2035, 6, 15, 9, tzinfo=JST) - first).days
    usual = TRADES - len(plan)
    for n in range(usual):
        minutes = below(6 * 60, "minute", n)
        plan.append((first + datetime.timedelta(days=span * n // usual, minutes=minutes), None, None, n, True))
    # What staged sellers still have to deliver is not sold by chance before.
    plan.sort(key=lambda trade: trade[0])
    reserved = {}
    for _, seller, _, units, ok in plan:
        if seller and ok:
            reserved[seller] = reserved.get(seller, 0) + units
    for at, seller, buyer, units, ok in plan:
        if seller:
            reserved[seller] = reserved.get(seller, 0) - (units if ok else 0)
        else:
            able = [a for a in admitted if lapse[a] > at]
            sellers = [a for a in able if held[a] - reserved.get(a, 0) >= 10]
            seller = sellers[below(len(sellers), "seller", units)]
            buyers = [a for a in able if a != seller]
            buyer = buyers[below(len(buyers), "buyer", units)]
            most = min((held[seller] - reserved.get(seller, 0)) // 10, 30)
            units = 10 * (1 + below(most, "amount", units))
        if ok:
            assert held[seller] >= units and lapse[seller] > at and lapse[buyer] > at
            held[seller] -= units
            held[buyer] += units
        zone = JST if below(4, "zone", at.isoformat()) else datetime.timezone.utc
        spec = "milliseconds" if at.microsecond else "seconds"
        yield [at.astimezone(zone).isoformat(timespec=spec).replace("+00:00", "Z"), seller, buyer, units]


def write(name, header, rows):
    path = pathlib.Path(__file__).with_name(name)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def main():
    rows = investors()
    write("tokyo-20y-32.investors.csv", "wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis", rows)
    write("tokyo-20y-32.trades.csv", "at,from,to,units", trades(rows))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(wallet(sys.argv[1]))
    else:
        main()
