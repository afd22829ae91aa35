from selenium.webdriver.common.keys import Keys

from case import PageTest, server, trace_with


class Orders(PageTest):
    def refused(self):
        return [r"/v1/orders/no-such-number - Failed to load resource.*404"]

    def search(self, text):
        field = self.browser.one("#reference")
        field.clear()
        field.send_keys(text + Keys.ENTER)

    def test_list_has_the_orders_of_the_api(self):
        self.browser.go("#/orders")
        page = server().get("/v1/orders", limit=50)
        shown = self.browser.texts("tbody th .mono")
        self.assertEqual(shown, [one["order"]["order"] for one in page["orders"]])
        self.assertTrue(page["next"])
        self.browser.go(self.browser.one("a[href*='after=']").get_attribute("hash"))
        second = server().get("/v1/orders", limit=50, after=page["next"])
        self.assertEqual(self.browser.texts("tbody th .mono"),
                         [one["order"]["order"] for one in second["orders"]])

    def test_list_is_filtered_by_state(self):
        self.browser.go("#/orders?facet=order&state=cancelled")
        page = server().get("/v1/orders", facet="order", state="cancelled", limit=50)
        self.assertGreater(len(page["orders"]), 0)
        self.assertEqual(len(self.browser.all("tbody tr")), len(page["orders"]))

    def test_any_reference_leads_to_its_order(self):
        order = trace_with("shipped_not_invoiced")["order"]
        names = [order["order"], *order["names"]]
        names += [one["value"] for one in order["references"] if one["entity"] == "parcel"]
        for name in names:
            self.browser.go("#/now")
            self.search(name)
            self.browser.wait(lambda: self.browser.script("return location.hash")
                              .startswith(f"#/orders/{order['order']}"))
            self.browser.settle()

    def test_unknown_reference_is_said_to_be_unknown(self):
        self.browser.go("#/now")
        self.search("no-such-number")
        self.browser.wait(lambda: "No order is known by" in self.browser.text())

    def test_slash_goes_to_the_search(self):
        self.browser.go("#/now")
        self.browser.press("/")
        self.assertEqual(self.browser.script("return document.activeElement.id"), "reference")
