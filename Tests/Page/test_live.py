"""What comes in while somebody looks."""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request

from case import PageTest
from server import PAYLOADS, Ledger, Server

ORDER = {"id": 5000000001001, "name": "#1001", "financial_status": "paid", "fulfillment_status": None,
         "cancelled_at": None, "test": False, "currency": "EUR", "current_total_price": "100.00",
         "total_price": "100.00", "created_at": "2026-03-09T05:58:00Z",
         "updated_at": "2026-03-09T05:59:00Z"}


class Live(PageTest):
    def sign_in(self):
        self.own = Server(Ledger(empty=True), ORDERLEDGER_SECRET_SHOPIFY_EU="hush")
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

    def post_signed(self, body, secret):
        signature = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
        request = urllib.request.Request(
            self.own.address + "/v1/channels/shopify-eu/deliveries", body, {
                "Content-Type": "application/json",
                "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
                "X-Shopify-Hmac-Sha256": signature})
        return json.load(urllib.request.urlopen(request))

    def test_a_delivery_of_a_real_shop_is_the_same_in_every_interface(self):
        register = urllib.request.Request(
            self.own.address + "/v1/channels/shopify-eu", b'{"kind":"shopify"}', {
                "Authorization": f"Bearer {self.own.tokens['admin']}", "Content-Type": "application/json"},
            method="PUT")
        urllib.request.urlopen(register).close()
        body = (PAYLOADS / "shopify/rest.order.python-api-fixture.json").read_bytes()
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.post_signed(body, b"guessed")
        self.assertEqual(refused.exception.code, 401)
        position = self.post_signed(body, b"hush")["position"]
        order = self.own.get("/v1/orders", at_least=position)["orders"][0]["order"]["order"]
        said = self.own.get(f"/v1/orders/{order}")
        self.assertEqual(self.own.ledger.answer("status", order), said)
        with self.own.request("/v1/feed", after=int(position) - 1) as feed:
            event = next(line for line in feed if line.startswith(b"data: "))
        event = json.loads(event.removeprefix(b"data: "))
        self.assertEqual((event["position"], event["orders"]), (position, [order]))
        self.browser.go(f"#/orders/{order}")
        panel = self.browser.one("[aria-labelledby=truth-title]").text
        for truth in said["truth"]:
            self.assertIn(truth["state"].replace("_", " "), panel.lower())
        events = self.own.get(f"/v1/orders/{order}/trace")["events"]
        self.assertEqual(len(self.browser.all("table.events tbody tr")), len(events))
