#!/usr/bin/env python3
"""Checks what an example printed. For integrations/test.sh; needs nothing but Python.

check-output.py accepted STDOUT UNITS TO [BALANCE_BEFORE]   prints the balance afterwards
check-output.py refused STDERR                              the last line is the error of a stranger's wallet"""

import json
import sys
from pathlib import Path


def accepted(output, units, to, balance=None):
    """A transfer: the balance fell by the units, and nothing else moved since the example before."""
    shown = json.loads(Path(output).read_text(encoding="utf-8"))
    units = int(units)
    wrong = [
        name
        for name, right in {
            "units": shown["units"] == units,
            "to": shown["to"] == to,
            "token": isinstance(shown["token"], str) and shown["token"] != "",
            "block": isinstance(shown["block"], int) and shown["block"] > 0,
            "supply": shown["supply"] >= shown["balance_before"],
            "balance_before": balance is None or shown["balance_before"] == int(balance),
            "balance_after": shown["balance_before"] - shown["balance_after"] == units,
        }.items()
        if not right
    ]
    if wrong:
        sys.exit(f"wrong in the output: {', '.join(wrong)}\n{json.dumps(shown, ensure_ascii=False)}")
    print(shown["balance_after"])


def refused(errors):
    """The refusal of a wallet that is not registered."""
    last = Path(errors).read_text(encoding="utf-8").splitlines()[-1]
    shown = json.loads(last)
    wanted = {
        "error": "refused: 207 RecipientNotRegistered",
        "refusal": "RecipientNotRegistered",
        "psp22_error": "Custom",
        "label": "207 RecipientNotRegistered",
        "code": 207,
    }
    if shown != wanted:
        sys.exit(f"expected {wanted}\nbut it is {shown}")


if __name__ == "__main__":
    {"accepted": accepted, "refused": refused}[sys.argv[1]](*sys.argv[2:])
