"""An oracle of its own: what side, quote, spot, otm and oi each trade of a folder must have, from the files alone.

In force is the last quote, and the last price of the underlying, at or before the trade's time: at one timestamp they come
before trades. Open interest is known before the first row; a contract without an entry has 0. A quote with only one side
is a quote, but tells no side.
"""
import bisect
import collections
import csv
import gzip
import json
import sys
from decimal import Decimal

folder = sys.argv[1]


def read(name):
    with gzip.open(f"{folder}/{name}.csv.gz", "rt") as file:
        yield from csv.DictReader(file)


def in_force(history, time):
    at = bisect.bisect_right(history, time, key=lambda entry: entry[0])
    return history[at - 1][1] if at > 0 else None


def number(text):
    return None if text == "" else Decimal(text)


def side_of(price, bid, ask):
    if bid is None or ask is None or ask <= 0 or bid > ask:
        return "none"
    if price > ask:
        return "aboveAsk"
    if price < bid:
        return "belowBid"
    if bid == ask:
        return "mid"
    return "ask" if price == ask else "bid" if price == bid else "mid"


quotes = collections.defaultdict(list)
for row in read("quotes"):
    quotes[row["ticker"]].append((int(row["sip_timestamp"]), (number(row["bid_price"]), number(row["ask_price"]))))
spots = [(int(row["sip_timestamp"]), Decimal(row["price"])) for row in read("underlying")]
open_interest = {row["ticker"]: int(row["open_interest"]) for row in read("open-interest")}
for history in [*quotes.values(), spots]:
    history.sort(key=lambda entry: entry[0])

trades = []
for row in read("trades"):
    time, price = int(row["sip_timestamp"]), Decimal(row["price"])
    bid, ask = in_force(quotes[row["ticker"]], time) or (None, None)
    spot, strike = in_force(spots, time), Decimal(row["ticker"][-8:]) / 1000
    distance = None if spot is None else strike - spot if row["ticker"][-9] == "C" else spot - strike
    trades.append({
        "contract": row["ticker"][2:],
        "price": float(price),
        "size": int(row["size"]),
        "tsNs": row["sip_timestamp"],
        "bid": None if bid is None else float(bid),
        "ask": None if ask is None else float(ask),
        "side": side_of(price, bid, ask),
        "spot": None if spot is None else float(spot),
        "otm": None if spot is None else float(distance / spot * 100),
        "oi": open_interest.get(row["ticker"], 0),
    })
json.dump(trades, sys.stdout)
