#!/usr/bin/env python3
"""Brings networks.csv up to a newer serviceproviders.xml of mobile-broadband-provider-info.

    update.py serviceproviders.xml

Rows keep their numbers, since the SIDs of networks are made of them: a provider that is there keeps its row, with the identifiers that it has
now; a new one is added at the end; one that has gone stays, since profiles and usage may name it.
"""
import csv
import pathlib
import sys
import xml.etree.ElementTree as xml

TABLE = pathlib.Path(__file__).with_name("networks.csv")


def providers(path):
    """(country, name) -> the PLMNs of the provider, in the order of the source."""
    found = {}
    for country in xml.parse(path).getroot().iter("country"):
        for provider in country.iter("provider"):
            plmns = [f"{n.get('mcc').strip()}-{n.get('mnc').strip()}" for n in provider.iter("network-id")]
            if plmns:
                found.setdefault((country.get("code").upper(), provider.findtext("name").strip()), []).extend(plmns)
    return found


def main():
    rows = list(csv.DictReader(TABLE.open(encoding="utf-8"))) if TABLE.exists() else []
    current = providers(sys.argv[1])
    known = {(row["iso_country"], row["friendly_name"]): row for row in rows}
    for (country, name), plmns in current.items():
        row = known.get((country, name))
        if row is None:
            row = {"id": max((int(r["id"]) for r in rows), default=0) + 1, "iso_country": country, "friendly_name": name}
            rows.append(row)
        row["identifiers"] = " ".join(dict.fromkeys(plmns))
    with TABLE.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, ["id", "iso_country", "friendly_name", "identifiers"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


main()
