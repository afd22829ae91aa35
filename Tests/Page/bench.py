"""Measures how soon the page shows something, and all of it, on a large ledger: Tools/bench-page says how.

Every order is one that only the shop has told of, so that each disagrees: the most that sums and lists can have
to do."""

import argparse
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from browser import Browser  # noqa: E402
from server import NOW, Ledger, Server  # noqa: E402
from test_every_view import SHIFTS  # noqa: E402

END = time.mktime(time.strptime(NOW, "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
SECONDS_BETWEEN = 5
VIEWS = ["now", "orders", "mismatches", "replay", "rulebook"]


def fill(ledger, orders):
    path = pathlib.Path(ledger.folder.name) / "orders.ndjson"
    with open(path, "w") as file:
        for n in range(orders):
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(END - (orders - n) * SECONDS_BETWEEN))
            body = {"id": 7_000_000_000 + n, "name": f"#{1000 + n}", "created_at": at, "updated_at": at,
                    "processed_at": at, "financial_status": "paid" if n % 10 else "pending",
                    "fulfillment_status": "fulfilled" if n % 5 < 3 else None, "currency": "EUR",
                    "total_price": "79.60", "email": f"customer-{n % 50_000}@example.com"}
            file.write(json.dumps({
                "channel": "shopify", "received": at, "body": body,
                "headers": {"X-Shopify-Topic": "orders/updated", "X-Shopify-Webhook-Id": f"m-{n}"}}) + "\n")
    begin = time.monotonic()
    ledger.run("ingest", "--channel", "auto", path)
    path.unlink()
    return time.monotonic() - begin


def measure(browser, view, order):
    address = f"{browser.address}/#/{view if view != 'order' else 'orders/' + order}"
    browser.driver.get("about:blank")
    begin = time.monotonic()
    browser.driver.get(address)
    browser.settle()
    settled = time.monotonic() - begin
    paint = browser.script(
        "return performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)")
    return {"view": view, "first_paint_ms": round(paint[0]) if paint else None,
            "settled_ms": round(settled * 1000), "layout_shift": round(browser.script(SHIFTS), 4)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    arguments = parser.parse_args()
    ledger = Ledger(empty=True)
    print(json.dumps({"orders": arguments.orders, "import_s": round(fill(ledger, arguments.orders), 1)}))
    server = Server(ledger)
    browser = Browser()
    try:
        browser.sign_in(server)
        order = server.get("/v1/orders", limit=1)["orders"][0]["order"]["order"]
        for view in [*VIEWS, "order"]:
            print(json.dumps(measure(browser, view, order)), flush=True)
        begin = time.monotonic()
        while not server.get("/v1/mismatches/summary")["complete"]:
            time.sleep(0.2)
        print(json.dumps({"all_counted_after_s": round(time.monotonic() - begin, 1)}))
        for view in VIEWS[:3]:
            print(json.dumps({**measure(browser, view, order), "again": True}), flush=True)
    finally:
        browser.quit()
        server.stop()


if __name__ == "__main__":
    main()
