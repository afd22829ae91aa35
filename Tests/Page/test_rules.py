"""Rulebook and replay, where the server has them."""

import json

from selenium.webdriver.common.by import By

from case import PageTest, server
from server import Ledger, Server

CHANGED_FILE = "channels/shipstation.yaml"
BEFORE, AFTER = "awaiting_shipment: released", "awaiting_shipment: unfulfilled"


class RulebookView(PageTest):
    def setUp(self):
        if not self.has("/v1/rulebook"):
            self.skipTest("this server does not tell its rulebook")
        super().setUp()

    def test_matrix_has_every_reading_of_a_kind_with_its_line(self):
        rulebook = server().get("/v1/rulebook")
        self.browser.go("#/rulebook?tab=matrix&kind=stripe")
        rows = [one for one in rulebook["matrix"] if one["kind"] == "stripe"]
        self.assertGreater(len(rows), 20)
        self.assertEqual(len(self.browser.all(".status-matrix .place")), len(rows))
        shown = self.browser.texts(".status-matrix .place")
        self.assertEqual(sorted(shown), sorted(f"{one['file']}:{one['line']}" for one in rows))
        states = [one["state"].replace("_", " ") for one in rows if one["means"] == "state"]
        self.assertEqual(sorted(self.browser.texts(".status-matrix strong")), sorted(states))

    def test_coverage_counts_what_no_rule_knows(self):
        coverage = server().get("/v1/rulebook/coverage")
        self.assertGreater(coverage["unknown"], 0)
        self.browser.go("#/rulebook?tab=coverage")
        self.assertEqual(len(self.browser.all("tbody tr")), len(coverage["values"]))
        self.assertEqual(len(self.browser.all("tbody .badge.bad")), coverage["unknown"])

    def test_quarantine_is_tried_again_and_says_why_it_stays(self):
        with server().request("/v1/quarantine/retry", method="POST") as response:
            answer = json.load(response)
        self.assertGreater(answer["staying"], 0)
        self.browser.go("#/rulebook?tab=coverage")
        self.browser.one(".trial button").click()
        self.browser.wait(lambda: self.browser.all(".trial table"))
        counts = [int(text.replace(",", "")) for text in self.browser.texts(".trial tbody tr > :first-child")]
        self.assertEqual(sum(counts), answer["staying"])
        places = {f"{one['would_stay_because']['file']}:{one['would_stay_because']['line']}"
                  for one in answer["still_quarantined"] if one["would_stay_because"]["file"]}
        self.assertEqual(set(self.browser.texts(".trial .place")), places)
        self.see("rulebook-quarantine")

    def test_history_is_that_of_the_api(self):
        history = server().get("/v1/rulebook/history")["history"]
        self.browser.go("#/rulebook?tab=history")
        self.assertEqual(self.browser.texts("tbody td.number"),
                         [str(one["position"]) for one in reversed(history)])
        self.assertIn("in force", self.browser.text())

    def test_a_cited_line_is_shown_in_its_file(self):
        files = server().get("/v1/rulebook/files")["files"]
        line = files["channels/shopify.yaml"].split("\n")[255]
        self.browser.go("#/rulebook?file=channels%2Fshopify.yaml&line=256")
        cited = self.browser.one(".source .cited code")
        self.assertEqual(cited.get_attribute("textContent"), line)
        self.assertTrue(cited.is_displayed())


class Replaying(PageTest):
    def setUp(self):
        if not self.has("/v1/replays"):
            self.skipTest("this server does not replay")
        super().setUp()

    def replay(self):
        """Changes a row of the rulebook in the page and replays it; the address of the report."""
        self.browser.go("#/replay")
        self.browser.script("""
            const choice = document.getElementById("file");
            choice.value = arguments[0];
            choice.dispatchEvent(new Event("change"));
            const area = document.getElementById("text");
            area.value = area.value.replace(arguments[1], arguments[2]);
            area.dispatchEvent(new Event("input"));""", CHANGED_FILE, BEFORE, AFTER)
        self.assertIn(f"Changed: {CHANGED_FILE}", self.browser.text())
        self.browser.one("#text").find_element(By.XPATH, "ancestor::form//button").click()
        self.browser.wait(lambda: "#/replay/" in self.browser.script("return location.hash"))
        self.browser.wait(lambda: self.browser.all("[aria-label='What would change']"))
        return self.browser.script("return location.hash").split("/")[-1].split("?")[0]


class ReplayView(Replaying):
    def test_report_says_what_the_api_says(self):
        found = self.replay()
        report = server().get(f"/v1/replays/{found}/report.json")
        self.assertGreater(report["orders"]["changed"], 0)
        figures = dict(zip(self.browser.texts(".figure dt"), self.browser.texts(".figure .value")))
        self.assertEqual(figures["Orders that change"], f"{report['orders']['changed']:,}")
        self.assertEqual(figures["Unchanged"], f"{report['orders']['unchanged']:,}")
        self.assertIn("released", self.browser.one(".transition").text)
        moved = sum(one["orders"] for one in report["effects"] if one["kind"] == "truth")
        cells = self.browser.texts(".transition td.number")
        self.assertEqual(sum(int(cell) for cell in cells if cell != "·"), moved)
        self.see("replay-report")

        order = report["samples"][0]
        self.browser.go(f"#/replay/{found}?order={order}")
        self.browser.wait(lambda: self.browser.all("#drill"))
        changed = next(one for one in report["changed"] if one["order"] == order)
        drill = self.browser.one("#drill").text
        for effect in changed["effects"]:
            self.assertIn(effect["sentence"].replace("_", " "), drill)
        if changed["divergence"]:
            self.assertIn(f"entry {changed['divergence']['position']}", drill)

    def test_a_rulebook_that_is_none_is_refused_with_the_reason(self):
        self.browser.go("#/replay")
        self.browser.script("""
            const area = document.getElementById("text");
            area.value = "facets: [";
            area.dispatchEvent(new Event("input"));""")
        self.browser.one("#text").find_element(By.XPATH, "ancestor::form//button").click()
        self.browser.wait(lambda: self.browser.all("main .note.fault"))
        self.assertIn(".yaml", self.browser.one("main .note.fault").text)

    def refused(self):
        return [r"/v1/replays - Failed to load resource.*4(00|22)"]


class Promotion(Replaying):
    """On ledgers of their own: what is promoted stays."""

    def sign_in(self):
        ledger = Ledger()
        if self._testMethodName.endswith("rolled_back"):
            self.activate_another(ledger)
        self.own = Server(ledger)
        self.addCleanup(self.own.stop)
        self.addCleanup(self.browser.driver.get, "about:blank")
        self.browser.sign_in(self.own)

    @staticmethod
    def activate_another(ledger):
        rules = ledger.directory.parent / "rules"
        ledger.run("rules", "export", rules)
        file = rules / CHANGED_FILE
        file.write_text(file.read_text().replace(BEFORE, AFTER))
        ledger.run("rules", "activate", rules, "--reason", "ticket 4711")

    def history(self):
        return self.own.get("/v1/rulebook/history")["history"]

    def press(self, selector):
        self.browser.one(selector).click()
        self.browser.driver.switch_to.alert.accept()

    def test_a_rulebook_is_promoted(self):
        self.replay()
        self.browser.one("#reason").send_keys("ticket 4711")
        self.press("[aria-labelledby=promote-title] button")
        self.browser.wait(lambda: "It is recorded" in self.browser.text())
        self.assertEqual(self.history()[-1]["kind"], "promoted")
        self.browser.go("#/rulebook?tab=history")
        first = self.browser.one("tbody tr").text
        self.assertIn("in force", first)
        self.assertIn("ticket 4711", first)

    def test_a_rulebook_is_rolled_back(self):
        self.browser.go("#/rulebook?tab=history")
        self.browser.one("#why").send_keys("it was the wrong ticket")
        self.press(".rollback button")
        self.browser.wait(lambda: "it was the wrong ticket" in self.browser.text())
        last = self.history()[-1]
        self.assertEqual((last["kind"], last["reason"]), ("rolled_back", "it was the wrong ticket"))


class ReplayForDashboards(PageTest):
    role = "dashboard"

    def test_replays_are_for_engineers_and_it_says_so(self):
        self.browser.go("#/replay")
        self.assertIn("engineer", self.browser.text())
        self.assertEqual(self.browser.all("main form"), [])
