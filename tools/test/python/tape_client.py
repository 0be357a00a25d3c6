"""A subscriber written from docs/protocol alone, with python-socketio: it shares no code with Tapewire.

Reads its task as JSON from stdin and writes what it received as JSON to stdout:

    {"url", "token", "filter", "columns"?, "snapshot"?, "pages"?: follow the cursor backward to the start,
     "expect"?: end once this many rows are here, "sentinel"?: end once a row with this text in `tsNs` is here,
     "quietHeads"?: then listen on for so many `heads` (default 2), "timeout"?: seconds}

`rows` is in the order of arrival, `doubled` are ids that came twice, `skipped` rows the server left out.
"""
import json
import sys
import threading
import time

import socketio

NAMESPACE = "/v1"


class Tape:
    def __init__(self, task):
        self.task = task
        self.lock = threading.RLock()
        self.rows = {}
        self.doubled = []
        self.skipped = 0
        self.heads = 0
        self.early = []  # rows of a key that came before its ack
        self.key = None
        self.columns = None
        self.bookmark = None
        self.follows_heads = False
        self.highest = {}
        self.lagged = threading.Event()
        self.welcome = None
        self.welcomed = threading.Event()
        self.resumes = 0
        self.socket = socketio.Client(reconnection=False)
        for event in ("welcome", "trades", "heads", "lagged"):
            self.socket.on(event, getattr(self, "on_" + event), namespace=NAMESPACE)

    def connect(self):
        self.socket.connect(
            self.task["url"], namespaces=[NAMESPACE], auth={"token": self.task["token"]}, transports=["websocket"], wait_timeout=10
        )
        if not self.welcomed.wait(10):
            raise SystemExit("no welcome within 10 s")

    def request(self, name, payload):
        """Sends a request until its answer is not "later"."""
        while True:
            ack = self.socket.call(name, payload, namespace=NAMESPACE, timeout=30)
            if ack["ok"]:
                return ack
            if ack["error"].get("retryAfter") is None:
                raise SystemExit(json.dumps(ack["error"]))
            time.sleep(ack["error"]["retryAfter"] / 1000)

    def on_welcome(self, welcome):
        self.welcome = welcome
        self.welcomed.set()

    def on_trades(self, batch):
        with self.lock:
            self.skipped += batch.get("skipped", 0)
            if self.key is None:
                self.early.append(batch)
            elif batch["key"] == self.key:
                self.add(batch["rows"], resumed=False)

    def on_heads(self, heads):
        with self.lock:
            self.heads += 1
            if self.follows_heads:
                self.bookmark = heads["bookmark"]

    def on_lagged(self, lagged):
        with self.lock:
            if lagged["key"] == self.key:
                self.follows_heads = False
                self.lagged.set()

    def add(self, rows, resumed):
        for row in rows:
            partition, offset = map(int, row[0].split("-"))
            if resumed and offset <= self.highest.get(partition, -1):
                continue
            if row[0] in self.rows:
                self.doubled.append(row[0])
            self.rows[row[0]] = row
            self.highest[partition] = max(offset, self.highest.get(partition, -1))

    def subscribe(self, after=None):
        request = {"filter": self.task["filter"], "snapshot": self.task.get("snapshot", 1000), "overflow": "lag"}
        if "columns" in self.task:
            request["columns"] = self.task["columns"]
        if after is not None:
            request["after"] = after
        self.lagged.clear()
        ack = self.request("subscribe", request)
        with self.lock:
            if after is not None and not ack["resumed"]:
                raise SystemExit("the gap could not be filled")
            self.key, self.columns = ack["key"], ack["columns"]
            self.bookmark, self.follows_heads = ack["bookmark"], not (after is not None and ack["more"])
            self.add(ack["rows"], resumed=after is not None)
            for batch in self.early:
                if batch["key"] == self.key:
                    self.add(batch["rows"], resumed=False)
            self.early.clear()
        return ack

    def catch_up(self):
        while True:
            self.resumes += 1
            if not self.subscribe(after=self.bookmark)["more"]:
                return

    def page_backward(self, ack):
        # An ack has a cursor where older rows exist; `more` of a subscription means something else: not live yet.
        while ack.get("cursor") is not None:
            request = {"filter": self.task["filter"], "before": ack["cursor"], "limit": 1000}
            if "columns" in self.task:
                request["columns"] = self.task["columns"]
            ack = self.request("page", request)
            with self.lock:
                self.add(ack["rows"], resumed=False)

    def is_complete(self):
        with self.lock:
            if "expect" in self.task and len(self.rows) < self.task["expect"]:
                return False
            sentinel = self.task.get("sentinel")
            return sentinel is None or any(sentinel in row for row in self.rows.values())

    def run(self):
        deadline = time.monotonic() + self.task.get("timeout", 60)
        self.connect()
        ack = self.subscribe()
        if self.task.get("pages", False):
            self.page_backward(ack)
        quiet_after = None
        while time.monotonic() < deadline:
            if self.lagged.is_set():
                self.catch_up()
            if quiet_after is None and self.is_complete():
                quiet_after = self.heads + self.task.get("quietHeads", 2)
            if quiet_after is not None and self.heads >= quiet_after:
                break
            time.sleep(0.05)
        self.socket.disconnect()
        return {
            "columns": self.columns,
            "rows": list(self.rows.values()),
            "doubled": self.doubled,
            "skipped": self.skipped,
            "resumes": self.resumes,
            "complete": quiet_after is not None,
            "welcome": self.welcome,
        }


if __name__ == "__main__":
    json.dump(Tape(json.load(sys.stdin)).run(), sys.stdout)
