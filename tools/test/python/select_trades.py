"""Prints the trades of a folder as JSON: all of them, or with `calls` the calls of 50,000 dollars or more and at most 7 days."""
import csv, datetime, gzip, json, sys

def select(row):
    dte = datetime.datetime.strptime(row["ticker"][-15:-9], "%y%m%d") - datetime.datetime.strptime(sys.argv[2], "%Y-%m-%d")
    premium = round(float(row["price"]) * int(row["size"]) * 100, 2)
    return len(sys.argv) < 4 or (row["ticker"][-9] == "C" and premium >= 50_000 and dte.days <= 7)

rows = csv.DictReader(gzip.open(sys.argv[1] + "/trades.csv.gz", "rt"))
json.dump([[r["ticker"][2:], float(r["price"]), int(r["size"]), round(float(r["price"]) * int(r["size"]) * 100, 2), r["sip_timestamp"]] for r in rows if select(r)], sys.stdout)
