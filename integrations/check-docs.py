#!/usr/bin/env python3
"""Code in the documents is the code of the files: a block below `<!-- from: path#NAME -->` is the excerpt of that file
between `// [doc:NAME]` and `// [/doc]` (`#` in Python and shell), without its indentation. Checks every block of
docs/*.md, README*.md and integrations/README.md, or with --write brings them up to date. Needs nothing but Python."""

import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN = re.compile(r"^\s*(?://|#) \[doc:([\w-]+)\]\s*$")
END = re.compile(r"^\s*(?://|#) \[/doc\]\s*$")
MARKER = re.compile(r"^<!-- from: (\S+)#([\w-]+) -->$")
FENCE = re.compile(r"^```\w+$")


class Problem(Exception):
    """What is wrong with a block or an excerpt."""


def excerpt(path, name):
    """The lines of one excerpt of a file."""
    source = ROOT / path
    if not source.is_file():
        raise Problem(f"there is no file {path}")
    found, inside = [], None
    for line in source.read_text(encoding="utf-8").splitlines():
        begins = BEGIN.match(line)
        if begins and begins.group(1) == name:
            inside = []
            found.append(inside)
        elif END.match(line):
            inside = None
        elif inside is not None and not begins:
            inside.append(line)
    if len(found) != 1:
        raise Problem(f"{path} has {len(found)} excerpts [doc:{name}]")
    if inside is not None:
        raise Problem(f"the excerpt [doc:{name}] of {path} has no end")
    return textwrap.dedent("\n".join(found[0])).strip("\n").splitlines()


def check(document):
    """The document with every block up to date, and what was wrong with it."""
    lines = document.read_text(encoding="utf-8").splitlines()
    fresh, problems, blocks, place = [], [], 0, 0
    while place < len(lines):
        line = lines[place]
        fresh.append(line)
        place += 1
        marker = MARKER.match(line)
        if not marker:
            continue
        blocks += 1
        where = f"{document.relative_to(ROOT)}:{place}"
        try:
            wanted = excerpt(*marker.groups())
            if place >= len(lines) or not FENCE.match(lines[place]):
                raise Problem("no code block with a language follows the marker")
            if "```" not in lines[place + 1 :]:
                raise Problem("the code block has no end")
            end = lines.index("```", place + 1)
            if lines[place + 1 : end] != wanted:
                problems.append((where, f"the block is not the excerpt {marker.group(2)} of {marker.group(1)}", True))
            fresh.append(lines[place])
            fresh.extend(wanted)
            place = end
        except Problem as problem:
            problems.append((where, str(problem), False))
    return "\n".join(fresh) + "\n", problems, blocks


def main():
    arguments = sys.argv[1:]
    if arguments not in ([], ["--write"]):
        print("usage: integrations/check-docs.py [--write]", file=sys.stderr)
        return 2
    documents = [*sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("README*.md")), ROOT / "integrations/README.md"]
    failed, blocks = False, 0
    for document in documents:
        text, problems, count = check(document)
        blocks += count
        mended = bool(arguments) and all(mendable for _, _, mendable in problems)
        if mended and problems:
            document.write_text(text, encoding="utf-8")
            print(f"{document.relative_to(ROOT)}: brought up to date")
        elif problems:
            failed = True
            for where, problem, _ in problems:
                print(f"{where}: {problem}", file=sys.stderr)
    if failed:
        print("error: code in the documents differs from the files: run integrations/check-docs.py --write", file=sys.stderr)
        return 1
    print(f"documents: {blocks} blocks of code are those of the files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
