-- One record of tapewire.trades is {v, p, off, prev, rows: [trade, …]}; the view takes it apart.
CREATE DATABASE IF NOT EXISTS tapewire;

CREATE TABLE IF NOT EXISTS tapewire.trades_in (v UInt8, p UInt16, off UInt64, prev Int64, rows Array(String)) ENGINE = Null;

CREATE TABLE IF NOT EXISTS tapewire.trades (
  p UInt16, off UInt64, recvTs DateTime64(3, 'UTC'), tradeDate Date,
  underlying LowCardinality(String), contract String, exp Date, right LowCardinality(String), strike Float64,
  price Float64, size UInt32, premium Nullable(Float64), side LowCardinality(String), row String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree PARTITION BY tradeDate ORDER BY (underlying, p, off);

CREATE MATERIALIZED VIEW IF NOT EXISTS tapewire.trades_apart TO tapewire.trades AS
SELECT p, off, fromUnixTimestamp64Milli(JSONExtractInt(row, 'recvTs')) AS recvTs, toDateOrZero(JSONExtractString(row, 'tradeDate')) AS tradeDate,
  JSONExtractString(row, 'underlying') AS underlying, JSONExtractString(row, 'contract') AS contract, toDateOrZero(JSONExtractString(row, 'exp')) AS exp,
  JSONExtractString(row, 'right') AS right, JSONExtractFloat(row, 'strike') AS strike, JSONExtractFloat(row, 'price') AS price,
  JSONExtractUInt(row, 'size') AS size, JSONExtract(row, 'premium', 'Nullable(Float64)') AS premium, JSONExtractString(row, 'side') AS side, row
FROM tapewire.trades_in ARRAY JOIN rows AS row;

CREATE VIEW IF NOT EXISTS tapewire.trades_once AS SELECT * FROM tapewire.trades FINAL;
