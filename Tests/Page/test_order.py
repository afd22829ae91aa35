import json
import pathlib
import tempfile

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from case import PageTest, server, trace_with

CENTERS = """
return [...document.querySelectorAll(".mark")].map((mark) => {
  const dot = mark.querySelector(".dot").getBoundingClientRect();
  return { key: mark.dataset.key, x: dot.left + dot.width / 2, y: dot.top + dot.height / 2 };
});"""
TEXTS = """
return [...document.querySelectorAll(".mark .said, .silence text, .band text, .flag text")].map((text) => {
  const box = text.getBoundingClientRect();
  return { text: text.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom };
});"""


def key(event):
    return f"{event['position']}.{event['item']}"


def happened(event):
    return event["occurred"] or event["learned"]


class Order(PageTest):
    def open(self, trace, **query):
        search = "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
        self.browser.go(f"#/orders/{trace['order']['order']}{search}")

    def test_each_event_is_a_mark_a_row_and_a_place_in_time(self):
        for pattern in ("checkout_disconnect", "silent_cancellation", "shipped_not_invoiced"):
            trace = trace_with(pattern)
            self.open(trace)
            centers = self.browser.script(CENTERS)
            self.assertEqual(sorted(one["key"] for one in centers), sorted(map(key, trace["events"])))
            at = {one["key"]: one["x"] for one in centers}
            ordered = sorted(trace["events"], key=happened)
            for before, after in zip(ordered, ordered[1:]):
                self.assertLessEqual(at[key(before)], at[key(after)] + 0.5, (key(before), key(after)))
            self.assertEqual(len(self.browser.all("table.events tbody tr")), len(trace["events"]))

    def test_marks_and_words_never_hide_each_other(self):
        found = server().get("/v1/mismatches", limit=200)["mismatches"]
        for order in sorted({one["order"] for one in found})[:25]:
            for width in (1280, 375):
                self.browser.look(width)
                self.browser.go(f"#/orders/{order}")
                centers = self.browser.script(CENTERS)
                for index, one in enumerate(centers):
                    for other in centers[index + 1:]:
                        apart = max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"]))
                        self.assertGreaterEqual(apart, 12, (order, width, one, other))
                texts = self.browser.script(TEXTS)
                for index, one in enumerate(texts):
                    for other in texts[index + 1:]:
                        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
                        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                        self.assertFalse(across > 1 and down > 4, (order, width, one, other))

    def test_divergence_is_marked_with_pattern_and_cause(self):
        trace = trace_with("checkout_disconnect")
        self.open(trace)
        open_ones = [one for one in trace["mismatches"] if one["status"] != "in_flight" and not one["sla"]]
        words = [f"{one['title']} · {one['cause'].replace('_', ' ')}" for one in open_ones]
        self.assertEqual(self.browser.texts(".flag.open text"), words)
        remedies = self.browser.texts(".disagreement.open .remedy")
        for one in open_ones:
            self.assertIn(one["remedy"], remedies)

    def test_a_system_that_says_nothing_has_a_lane_that_says_so(self):
        trace = trace_with("checkout_disconnect")
        heard = {one["system"] for one in trace["events"] if not one["hearsay"]}
        unheard = [one for one in trace["systems"]
                   if one["presence"] != "not_expected" and one["system"] not in heard]
        self.assertGreater(len(unheard), 0)
        self.open(trace)
        said = self.browser.texts(".silence text")
        self.assertEqual(len(said), len(unheard))
        for system in unheard:
            self.assertTrue(any(text.endswith(system["presence"].replace("_", " ")) for text in said))
            self.assertIn(system["system"], self.browser.texts(".lane-names .name"))

    def test_truth_has_its_because(self):
        trace = trace_with("checkout_disconnect")
        self.open(trace)
        for one in trace["truth"]:
            place = f"{one['because']['file']}:{one['because']['line']}"
            row = self.browser.one("main").find_element(
                By.XPATH, f".//table[caption='Truth']//tr[th[text()=\"{one['facet'].replace('_', ' ')}\"]]")
            self.assertIn(one["state"].replace("_", " "), row.text)
            self.assertIn(place, row.text)
            self.assertIn(one["because"]["rule"], row.text)

    def test_arrow_keys_walk_all_events(self):
        trace = trace_with("silent_cancellation")
        self.open(trace)
        self.browser.script("document.querySelector(\".mark[tabindex='0']\").focus()")
        self.browser.press(Keys.END, Keys.HOME)
        seen = []
        for _ in trace["events"]:
            seen.append(self.browser.script("return document.activeElement.dataset.key"))
            position, item = seen[-1].split(".")
            shown = self.browser.one(".event-detail").text
            self.assertIn(f"Entry\n{position}", shown)
            self.assertIn(f"event={position}.{item}", self.browser.script("return location.hash"))
            self.browser.press(Keys.ARROW_RIGHT)
        self.assertEqual(sorted(seen), sorted(map(key, trace["events"])))
        self.browser.press(Keys.HOME)
        self.assertEqual(self.browser.script("return document.activeElement.dataset.key"), seen[0])
        self.browser.press(Keys.ARROW_DOWN)
        self.assertNotEqual(self.browser.script("return document.activeElement.dataset.key"), seen[0])

    def test_an_event_has_an_address(self):
        trace = trace_with("silent_cancellation")
        event = trace["events"][-1]
        self.open(trace, event=key(event))
        self.assertEqual(
            self.browser.one(".mark[aria-pressed=true]").get_attribute("data-key"), key(event))
        self.assertIn(f"Entry\n{event['position']}", self.browser.one(".event-detail").text)

    def test_hover_shows_the_event(self):
        trace = trace_with("checkout_disconnect")
        self.open(trace)
        mark = self.browser.all(".mark")[1]
        self.browser.script("""
            arguments[0].querySelector(".reach").dispatchEvent(new PointerEvent("pointerover", {bubbles: true}))""",
                            mark)
        self.assertIn("learned", self.browser.one(".tip").text)

    def test_original_bytes_stand_beside_the_facts(self):
        trace = trace_with("checkout_disconnect")
        event = trace["events"][0]
        self.open(trace, event=key(event))
        self.browser.one(".raw button").click()
        self.browser.wait(lambda: self.browser.all(".bytes"))
        with server().request(f"/v1/events/{event['position']}/body") as response:
            body = response.read().decode()
        self.assertEqual(json.loads(self.browser.one(".bytes").text), json.loads(body))
        headers = server().get(f"/v1/events/{event['position']}/headers")["headers"]
        for header in headers:
            self.assertIn(header["value"], self.browser.one(".headers").text)

    def test_bundle_and_proof_are_handed_out_once_a_checkpoint_is_signed(self):
        trace = trace_with("checkout_disconnect")
        order = trace["order"]["order"]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            self.browser.download_into(folder)
            self.open(trace)
            bundle, proof = self.browser.all(".offer > .buttons button")
            bundle.click()
            need = self.browser.wait(lambda: self.browser.all(".offer .note button"))[0]
            self.assertIn("does not cover", self.browser.one(".offer .note").text)
            self.see("order-checkpoint-needed")
            need.click()
            for ending, part, button in ((".audit.tar", "/audit", None), (".order-proof.json", "/proof", proof)):
                if button:
                    button.click()
                file = folder / (order + ending)
                self.browser.wait(file.exists)
                with server().request(f"/v1/orders/{order}{part}") as response:
                    self.assertEqual(file.read_bytes(), response.read())
            self.assertEqual(self.browser.all(".offer .note"), [])

    def test_orders_are_joined_and_the_join_is_undone(self):
        orders = [one["order"]["order"] for one in server().get("/v1/orders", limit=2)["orders"]]
        self.browser.go(f"#/orders/{orders[0]}")
        events = len(self.browser.all(".mark"))
        self.record("Join something to this order", "they are one", orders[1])
        self.browser.wait(lambda: "they are one" in self.browser.text())
        self.browser.settle()
        self.assertGreater(len(self.browser.all(".mark")), events)
        self.see("order-joined")
        self.record("Joined by token:page-admin", "they are not")
        self.browser.wait(lambda: "they are one" not in self.browser.text())
        self.browser.settle()
        self.assertEqual(len(self.browser.all(".mark")), events)

    def record(self, summary, reason, *before):
        """Fills the form below a summary."""
        part = self.browser.one("main").find_element(
            By.XPATH, f".//details[summary[starts-with(., '{summary}')]]")
        part.find_element(By.TAG_NAME, "summary").click()
        for field, text in zip(part.find_elements(By.TAG_NAME, "input"), [*before, reason]):
            field.send_keys(text)
        part.find_element(By.TAG_NAME, "button").click()

    def refused(self):
        return [r"/audit - Failed to load resource.*409"]

    def test_as_of_shows_what_was_known_then(self):
        trace = trace_with("silent_cancellation")
        early = trace["events"][0]["position"] + 1
        then = server().get(f"/v1/orders/{trace['order']['order']}/trace", as_of=early)
        self.assertLess(len(then["events"]), len(trace["events"]))
        self.open(trace, as_of=early)
        self.assertEqual(len(self.browser.all(".mark")), len(then["events"]))
        self.assertIn("As it was known at", self.browser.text())


class OrderForDashboards(PageTest):
    role = "dashboard"

    def test_original_bytes_are_refused_kindly(self):
        self.browser.go(f"#/orders/{trace_with('checkout_disconnect')['order']['order']}")
        raw = self.browser.one(".raw").text
        self.assertIn("auditors", raw)
        self.assertEqual(self.browser.all(".raw button, .bytes"), [])

    def test_proofs_are_refused_kindly(self):
        self.browser.go(f"#/orders/{trace_with('checkout_disconnect')['order']['order']}")
        self.assertIn("auditors", self.browser.one("[aria-labelledby=proof-title]").text)
        self.assertEqual(self.browser.all("[aria-labelledby=proof-title] button, .join"), [])
