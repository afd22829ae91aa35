import csv
import json
import pathlib
import tempfile

from case import PageTest, server


class Mismatches(PageTest):
    def rows(self):
        return self.browser.script("""
            return [...[...document.querySelectorAll("table")].find((one) =>
                one.caption.textContent === "Mismatches").querySelectorAll("tbody tr")]
                .map((row) => [row.querySelector("th .mono").textContent, row.cells[1].firstChild.firstChild.textContent])""")

    def expected(self, **query):
        page = server().get("/v1/mismatches", limit=100, **query)
        return [[one["order"], one["title"]] for one in page["mismatches"]]

    def test_list_is_that_of_the_api(self):
        self.browser.go("#/mismatches")
        self.assertGreater(len(self.rows()), 10)
        self.assertEqual(self.rows(), self.expected())

    def test_filters_stand_in_the_address(self):
        self.browser.go("#/mismatches?pattern=checkout_disconnect&cause=rejected")
        self.assertGreater(len(self.rows()), 0)
        self.assertEqual(self.rows(), self.expected(pattern="checkout_disconnect", cause="rejected"))
        chosen = self.browser.script("return document.querySelector('select[name=cause]').value")
        self.assertEqual(chosen, "rejected")

    def test_the_form_filters(self):
        self.browser.go("#/mismatches")
        self.browser.script("document.querySelector('select[name=cause]').value = 'mapping'")
        self.browser.one(".filters button").click()
        self.browser.wait(lambda: "cause=mapping" in self.browser.script("return location.hash"))
        self.browser.settle()
        self.assertEqual(self.rows(), self.expected(cause="mapping"))

    def test_structural_and_isolated_are_told_apart(self):
        self.browser.go("#/mismatches")
        page = server().get("/v1/mismatches", limit=100)
        groups = {(one["pattern"], order) for one in page["structural"] for order in one["orders"]}
        expected = ["structural" if (one["pattern"], one["order"]) in groups else "isolated"
                    for one in page["mismatches"]]
        self.assertIn("structural", expected)
        self.assertIn("isolated", expected)
        shown = self.browser.script("""
            return [...[...document.querySelectorAll("table")].find((one) =>
                one.caption.textContent === "Mismatches").querySelectorAll("tbody tr")]
                .map((row) => row.cells[4].querySelector(".badge").textContent)""")
        self.assertEqual(shown, expected)

    def test_groups_add_up(self):
        total = sum(group["open"] for group in server().get("/v1/mismatches/summary")["groups"]
                    if not group["sla"])
        for by in ("pattern", "cause", "pair"):
            self.browser.go(f"#/mismatches?by={by}")
            counts = self.browser.script("""
                return [...[...document.querySelectorAll("table")].find((one) => one.caption.textContent
                    .startsWith("Open mismatches by")).querySelectorAll("tbody tr")]
                    .map((row) => Number(row.cells[1].textContent.replaceAll(",", "")))""")
            self.assertEqual(sum(counts), total, by)

    def test_exports_hold_all_of_it(self):
        self.browser.go("#/mismatches?pattern=shipped_not_invoiced")
        expected = server().get("/v1/mismatches", limit=1000, pattern="shipped_not_invoiced")["mismatches"]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            self.browser.download_into(folder)
            for button in self.browser.all(".title button"):
                button.click()
            self.browser.wait(lambda: {file.name for file in folder.iterdir()}
                              == {"mismatches.csv", "mismatches.json"})
            self.assertEqual(json.loads((folder / "mismatches.json").read_text()), expected)
            with open(folder / "mismatches.csv", newline="") as file:
                rows = list(csv.DictReader(file))
        self.assertEqual([row["order"] for row in rows], [one["order"] for one in expected])
        self.assertEqual([row["value"] for row in rows],
                         [one["total"]["value"] if one["total"] else "" for one in expected])
