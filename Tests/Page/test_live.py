"""What comes in while somebody looks."""

import json
import urllib.request

from case import PageTest
from server import Ledger, Server

ORDER = {"id": 5000000001001, "name": "#1001", "financial_status": "paid", "fulfillment_status": None,
         "cancelled_at": None, "test": False, "currency": "EUR", "current_total_price": "100.00",
         "total_price": "100.00", "created_at": "2026-03-09T05:58:00Z",
         "updated_at": "2026-03-09T05:59:00Z"}


class Live(PageTest):
    def sign_in(self):
        self.own = Server(Ledger(empty=True))
        self.addCleanup(self.own.stop)
        self.addCleanup(self.browser.driver.get, "about:blank")
        self.browser.sign_in(self.own)

    def deliver(self, body):
        request = urllib.request.Request(
            self.own.address + "/v1/channels/shopify/deliveries", json.dumps(body).encode(), {
                "Authorization": f"Bearer {self.own.tokens['admin']}", "Content-Type": "application/json",
                "X-Shopify-Topic": "orders/paid"})
        urllib.request.urlopen(request).close()

    def test_now_renews_itself_as_deliveries_come_in(self):
        self.browser.go("#/now")
        self.browser.wait(lambda: self.browser.one(".live-state").text == "Live")
        self.assertIn("No channel has delivered yet", self.browser.text())
        self.deliver(ORDER)
        self.browser.wait(lambda: "1 delivery since" in self.browser.one(".live-state").text)
        self.browser.wait(lambda: "of 1 order" in self.browser.one(".overview").text)
        self.browser.wait(lambda: "shopify" in self.browser.text())
        self.deliver({**ORDER, "id": 5000000001002, "name": "#1002"})
        self.browser.wait(lambda: "2 deliveries since" in self.browser.one(".live-state").text)
        self.browser.wait(lambda: "of 2 orders" in self.browser.one(".overview").text)

    def test_a_client_text_is_never_markup(self):
        self.deliver({**ORDER, "name": "<img src=x onerror=alert(1)>"})
        self.browser.wait(lambda: self.own.get("/v1/orders")["orders"])
        order = self.own.get("/v1/orders")["orders"][0]["order"]["order"]
        for address in ("#/orders", f"#/orders/{order}"):
            self.browser.go(address)
            self.assertIn("<img src=x onerror=alert(1)>", self.browser.script(
                "return document.getElementById('main').textContent"))
            self.assertEqual(self.browser.all("main img"), [])
