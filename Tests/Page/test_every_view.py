"""What must hold for each view alike."""

from selenium.webdriver.common.keys import Keys

import case
from case import ACCESSIBILITY, PageTest, empty_server, views

FOCUS = """
const one = document.activeElement;
if (one === document.body) return null;
const style = getComputedStyle(one);
const reach = one.querySelector(":scope .reach");
const ring = reach ? parseFloat(getComputedStyle(reach).strokeWidth) >= 2
  : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
return { name: (one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 60) || one.id,
  tag: one.tagName, href: one.getAttribute("href"), ring, id: one.id };
"""

# How far what was seen has moved while the page was loading (https://web.dev/articles/cls): 0.1 is good.
SHIFTS = """
return new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) { if (!one.hadRecentInput) { sum += one.value; } }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 100);
});"""


class EveryView(PageTest):
    def test_nothing_moves_while_it_is_loading(self):
        for name, address in views().items():
            with self.subTest(view=name):
                self.browser.driver.get("about:blank")
                self.browser.driver.get(f"{self.browser.address}/{address}")
                self.browser.settle()
                self.assertLess(self.browser.script(SHIFTS), 0.1)

    def test_is_open_to_all_in_light_and_dark(self):
        for name, address in views().items():
            for dark in (False, True):
                with self.subTest(view=name, dark=dark):
                    self.browser.look(dark=dark)
                    self.browser.go(address)
                    self.assertEqual(self.browser.script(ACCESSIBILITY), [])
                    self.see(f"{name}-{'dark' if dark else 'light'}")

    def test_fits_a_phone(self):
        for name, address in views().items():
            for width in (360, 414):
                with self.subTest(view=name, width=width):
                    self.browser.look(width, 780)
                    self.browser.go(address)
                    widths = self.browser.script(
                        "return [innerWidth, document.documentElement.scrollWidth]")
                    self.assertEqual(widths, [width, width])
                    nav = self.browser.script("""
                        const nav = document.querySelector("nav");
                        return [nav.scrollWidth, nav.clientWidth]""")
                    self.assertLessEqual(nav[0], nav[1], "all views can be seen in the bar")
                    if width == 360:
                        self.see(f"{name}-phone")

    def test_can_be_walked_with_the_tab_key(self):
        for name, address in views().items():
            with self.subTest(view=name):
                self.browser.go(address)
                self.browser.script("document.activeElement.blur(); document.body.tabIndex = -1;"
                                    "document.body.focus(); document.body.removeAttribute('tabindex')")
                seen = []
                for _ in range(25):
                    self.browser.press(Keys.TAB)
                    focus = self.browser.script(FOCUS)
                    if focus is None:
                        break
                    seen.append(focus)
                self.assertEqual([one["ring"] for one in seen], [True] * len(seen), seen)
                start = [one["id"] or one["href"] for one in seen[:5]]
                self.assertEqual(start[:3], ["skip", "#/now", "reference"])
                self.assertIn("#/rulebook", [one["href"] for one in seen])
                self.assertEqual(len({(one["tag"], one["name"], one["href"], one["id"])
                                      for one in seen[:9]}), min(9, len(seen)))

    def test_enter_follows_a_link_and_focus_goes_to_the_heading(self):
        self.browser.go("#/now")
        self.browser.one("nav a[href='#/mismatches']").send_keys(Keys.ENTER)
        self.browser.wait(lambda: self.browser.script(
            "return document.activeElement.tagName + document.activeElement.textContent") == "H1Mismatches")
        self.assertEqual(
            self.browser.one("nav a[aria-current=page]").get_attribute("href").split("#")[1], "/mismatches")

    def test_skip_link_goes_to_the_content(self):
        self.browser.go("#/now")
        self.browser.one("#skip").send_keys(Keys.ENTER)
        self.assertEqual(self.browser.script("return document.activeElement.id"), "main")

    def test_unknown_view_says_so(self):
        self.browser.go("#/nothing")
        self.assertIn("There is no such view", self.browser.text())


class EmptyLedger(PageTest):
    def sign_in(self):
        self.browser.sign_in(empty_server())

    def test_every_view_has_something_to_say(self):
        for name, address in views().items():
            if name == "order":
                continue
            with self.subTest(view=name):
                self.browser.go(address)
                self.assertEqual(self.browser.all(".note.fault"), [])
                self.assertGreater(len(self.browser.text()), 20)
                # Rules speak of null themselves.
                odd = ["undefined", "NaN", "[object"] + ["null"] * (not name.startswith("rulebook"))
                text = self.browser.text()
                self.assertEqual([word for word in odd if word in text], [])
                self.see(f"{name}-empty")

    def has(self, part):
        return empty_server().has(part)


class SigningIn(PageTest):
    def refused(self):
        return [r"/v1/session - Failed to load resource.*401", r"/v1/orders\S* - Failed.*401"]

    def test_wrong_token_is_refused_with_a_sentence(self):
        self.browser.one(".account button").click()
        self.browser.wait(lambda: self.browser.all("#token"))
        self.browser.one("#token").send_keys("olt_wrong" + Keys.ENTER)
        self.browser.wait(lambda: self.browser.one(".sign-in .error").text)
        self.assertIn("does not know this token", self.browser.one(".sign-in .error").text)
        self.assertEqual(self.browser.script(ACCESSIBILITY), [])
        self.see("sign-in")

    def test_token_is_nowhere_in_the_browser(self):
        token = case.server().tokens["admin"]
        kept = self.browser.script(
            "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
        self.assertNotIn(token, kept)

    def test_session_outlives_a_reload_and_ends_with_signing_out(self):
        self.browser.driver.refresh()
        self.browser.settle()
        self.assertEqual(self.browser.all("#token"), [])
        self.browser.one(".account button").click()
        self.browser.wait(lambda: self.browser.all("#token"))
        self.browser.driver.refresh()
        self.browser.wait(lambda: self.browser.all("#token"))
