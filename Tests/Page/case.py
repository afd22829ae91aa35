"""What the tests share: one ledger, one server, one browser."""

import functools
import pathlib
import re
import unittest

from browser import Browser
from server import Ledger, Server

ACCESSIBILITY = (pathlib.Path(__file__).parent / "accessibility.js").read_text()
screenshots = None
_closing = []


@functools.cache
def server():
    made = Server(Ledger())
    _closing.append(made.stop)
    return made


@functools.cache
def empty_server():
    made = Server(Ledger(empty=True))
    _closing.append(made.stop)
    return made


@functools.cache
def browser():
    made = Browser()
    _closing.append(made.quit)
    return made


def close():
    while _closing:
        _closing.pop()()


@functools.cache
def trace_with(pattern):
    """The trace of an order with an open mismatch of this pattern."""
    found = server().get("/v1/mismatches", pattern=pattern)["mismatches"]
    return server().get(f"/v1/orders/{found[0]['order']}/trace")


@functools.cache
def views():
    """An address of each view, by name."""
    order = trace_with("checkout_disconnect")["order"]["order"]
    return {
        "now": "#/now",
        "orders": "#/orders",
        "order": f"#/orders/{order}",
        "mismatches": "#/mismatches",
        "replay": "#/replay",
        "rulebook": "#/rulebook",
        "rulebook-coverage": "#/rulebook?tab=coverage",
        "rulebook-history": "#/rulebook?tab=history",
        "rulebook-files": "#/rulebook?file=channels%2Fshopify.yaml&line=256",
    }


class PageTest(unittest.TestCase):
    """Signed in, on a screen, in light; nothing is left on the console at the end of a test."""

    role = "admin"

    def setUp(self):
        self.browser = browser()
        self.browser.look()
        self.browser.errors()
        self.sign_in()

    def sign_in(self):
        self.browser.sign_in(server(), self.role)

    def tearDown(self):
        # A part that this server lacks is asked for once and said so in the view.
        missing = [part for part in ("/v1/rulebook", "/v1/replays") if not self.has(part)]
        expected = [re.escape(part) + r"\S* - Failed to load resource.*404" for part in missing]
        left = [message for message in self.browser.errors()
                if not any(re.search(one, message) for one in expected + self.refused())]
        self.assertEqual(left, [], "on the console")

    @staticmethod
    def has(part):
        return server().has(part)

    def refused(self):
        """What this test means to be refused."""
        return []

    def see(self, name):
        if screenshots:
            self.browser.screenshot(screenshots / f"{name}.png")
