"""A plain script's totals of a day of trades: count, volume and premium by right, put/call ratio, the busiest contract."""
import collections
import csv
import gzip
import json
import sys
from decimal import Decimal

count, volume, premium, contracts = 0, collections.Counter(), collections.Counter(), collections.Counter()
with gzip.open(f"{sys.argv[1]}/trades.csv.gz", "rt") as file:
    for row in csv.DictReader(file):
        right, size = row["ticker"][-9], int(row["size"])
        count += 1
        volume[right] += size
        premium[right] += Decimal(row["price"]) * size * 100
        contracts[row["ticker"][2:]] += size
busiest, traded = contracts.most_common(1)[0]
json.dump({
    "count": count,
    "volume": dict(volume),
    "premium": {right: float(dollars) for right, dollars in premium.items()},
    "putCall": round(volume["P"] / volume["C"], 6),
    "busiest": busiest,
    "busiestVolume": traded,
}, sys.stdout)
