"""A client in another language that follows the written protocol (docs/protocol/v1.md) and keeps every row of one filter.

Usage: witness.py TOKEN FILTER URL [URL ...]
Reads lines from standard input: `count` answers with the number of rows held, `end` answers with all of them as one JSON line
{"rows": [row, ...], "gaps": n, "skipped": n} and ends. Rows are in the order of delivery, the snapshot and its pages first,
in position order.
"""

import asyncio
import json
import os
import sys

import socketio

NAMESPACE = "/v1"
COLUMNS = ["id", "recvTs", "contract", "price", "size", "premium", "side", "volume", "flags", "rank"]


def position(row):
    p, off = row[0].split("-")
    return int(p), int(off)


class Witness:
    def __init__(self, token, text, urls):
        self.token, self.text, self.urls = token, text, urls
        self.base, self.live, self.heads = {}, [], {}
        self.bookmark = None
        self.gaps = self.skipped = 0
        self.key = None  # of the subscription on this socket once it is live
        self.waiting = []  # trades and lagged events that came before the ack

    def hold(self, row):
        p, off = position(row)
        self.heads[p] = max(off, self.heads.get(p, -1))

    def take_live(self, rows):
        for row in rows:
            p, off = position(row)
            if off > self.heads.get(p, -1):
                self.live.append(row)
                self.hold(row)

    async def serve(self):
        attempt = 0
        while True:
            url = self.urls[attempt % len(self.urls)]
            attempt += 1
            sio = socketio.AsyncClient(reconnection=False)
            self.key, self.waiting = None, []
            again = asyncio.Event()
            sio.on("trades", lambda event: self.on_event("trades", event), namespace=NAMESPACE)
            sio.on("lagged", lambda event: self.on_lagged(event, again), namespace=NAMESPACE)
            sio.on("heads", self.on_heads, namespace=NAMESPACE)
            try:
                await sio.connect(url, namespaces=[NAMESPACE], transports=["websocket"], auth={"token": self.token}, wait_timeout=5)
                await self.subscribe(sio)
                while sio.connected:
                    waiters = [asyncio.ensure_future(again.wait()), asyncio.ensure_future(sio.wait())]
                    await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
                    for waiter in waiters:
                        waiter.cancel()
                    if again.is_set():
                        again.clear()
                        await self.subscribe(sio)
            except (socketio.exceptions.SocketIOError, asyncio.TimeoutError, OSError):
                pass
            finally:
                await sio.disconnect()
            await asyncio.sleep(0.3)

    def on_event(self, kind, event):
        if self.key is None:
            self.waiting.append(event)
        elif event["key"] == self.key:
            self.skipped += event.get("skipped", 0)
            self.take_live(event["rows"])

    def on_lagged(self, event, again):
        if self.key is None or event["key"] == self.key:
            self.key = None
            self.waiting = []
            again.set()

    def on_heads(self, event):
        if self.key is not None:
            self.bookmark = event["bookmark"]

    async def subscribe(self, sio):
        while sio.connected:
            request = {"filter": self.text, "columns": COLUMNS, "snapshot": 1000, "overflow": "lag"}
            if self.bookmark is not None:
                request["after"] = self.bookmark
            self.waiting = []
            ack = await sio.call("subscribe", request, namespace=NAMESPACE, timeout=15)
            if not ack["ok"]:
                await asyncio.sleep(ack["error"].get("retryAfter", 500) / 1000)
                continue
            first = self.bookmark is None
            self.bookmark = ack["bookmark"]
            if first or not ack["resumed"]:
                self.gaps += 0 if first else 1
                self.base, self.live, self.heads = {}, [], {}
                await self.start_over(sio, ack)
            else:
                self.take_live(ack["rows"])
            if ack["more"] and not first:
                continue
            self.key = ack["key"]
            for event in self.waiting:
                self.on_event("trades", event)
            self.waiting = []
            return

    async def start_over(self, sio, ack):
        rows, cursor = ack["rows"], ack.get("cursor")
        while True:
            for row in rows:
                self.base[row[0]] = row
                self.hold(row)
            if cursor is None:
                return
            page = await sio.call("page", {"filter": self.text, "columns": COLUMNS, "before": cursor, "limit": 1000}, namespace=NAMESPACE, timeout=15)
            if not page["ok"]:
                await asyncio.sleep(page["error"].get("retryAfter", 500) / 1000)
                rows = []
                continue
            rows, cursor = page["rows"], page.get("cursor") if page["more"] else None


async def main():
    witness = Witness(sys.argv[1], sys.argv[2], sys.argv[3:])
    asyncio.ensure_future(witness.serve())
    loop = asyncio.get_running_loop()
    while True:
        line = (await loop.run_in_executor(None, sys.stdin.readline)).strip()
        if line == "count":
            print(len(witness.base) + len(witness.live), flush=True)
        elif line in ("end", ""):
            rows = sorted(witness.base.values(), key=position) + witness.live
            print(json.dumps({"rows": rows, "gaps": witness.gaps, "skipped": witness.skipped}, separators=(",", ":")), flush=True)
            # Open connections need no farewell: the test is over.
            os._exit(0)


asyncio.run(main())
