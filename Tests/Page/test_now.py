from case import PageTest, server
from server import NOW  # noqa: F401


def figures(browser):
    names = browser.texts(".overview .figure dt")
    return dict(zip(names, browser.texts(".overview .figure .value")))


class Now(PageTest):
    def test_figures_are_those_of_the_api(self):
        self.browser.go("#/now")
        summary = server().get("/v1/mismatches/summary")
        ledger = server().get("/v1/ledger")
        shown = figures(self.browser)
        apart = sum(group["open"] for group in summary["groups"] if not group["sla"])
        late = sum(group["open"] for group in summary["groups"] if group["sla"])
        self.assertGreater(apart, 10)
        self.assertEqual(shown["Open mismatches"], f"{apart:,}")
        self.assertEqual(shown["Deadlines missed"], f"{late:,}")
        self.assertEqual(shown["Held"], f"{ledger['items']['held']:,}")
        self.assertEqual(shown["In quarantine"], f"{ledger['items']['quarantined']:,}")
        agreeing = summary["orders"] - summary["disagreeing_orders"]
        share = agreeing * 1000 // summary["orders"] / 10
        self.assertEqual(shown["Orders that agree"], f"{share:.1f} %")

    def test_each_pattern_has_a_row_with_its_count_and_leads_to_its_list(self):
        self.browser.go("#/now")
        counts = {}
        for group in server().get("/v1/mismatches/summary")["groups"]:
            if group["open"] and not group["sla"]:
                counts[group["title"]] = counts.get(group["title"], 0) + group["open"]
        rows = self.browser.script("""
            return [...document.querySelectorAll("table")].find((one) =>
                one.caption.textContent === "Open mismatches by pattern").querySelectorAll("tbody tr").length""")
        self.assertEqual(rows, len(counts))
        for link in self.browser.all("a[href^='#/mismatches?pattern=']"):
            row = link.find_element("xpath", "ancestor::tr")
            self.assertEqual(row.find_element("xpath", "td[1]").text, str(counts[link.text]))

    def test_every_channel_is_there(self):
        self.browser.go("#/now")
        names = [one["channel"] for one in server().get("/v1/channels")["channels"]]
        shown = self.browser.script("""
            return [...[...document.querySelectorAll("table")].find((one) =>
                one.caption.textContent === "Flow by channel").querySelectorAll("tbody th")]
                .map((one) => one.firstChild.textContent)""")
        self.assertEqual(sorted(shown), sorted(names))

    def test_quarantine_shows_what_no_rule_knows(self):
        self.browser.go("#/now")
        first = server().get("/v1/quarantine")["quarantined"][0]
        self.assertIn(f"entry {first['position']}", self.browser.text())
        self.assertIn(first["value"], self.browser.text())
