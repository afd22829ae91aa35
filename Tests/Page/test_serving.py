"""What the server says about the files of the page."""

import re
import unittest
import urllib.error
import urllib.request

from case import server
from server import ROOT

PAGE = ROOT / "Sources/LedgerServer/Resources/page"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


def fetch(path, **headers):
    request = urllib.request.Request(server().address + path, headers=headers)
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        return error


class Serving(unittest.TestCase):
    def test_every_file_is_served_as_it_is_with_strict_headers(self):
        types = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
                 ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
        for file in PAGE.iterdir():
            path = "/" if file.name == "index.html" else f"/assets/{file.name}"
            with self.subTest(path=path), fetch(path) as response:
                self.assertEqual(response.status, 200)
                self.assertEqual(response.read(), file.read_bytes())
                self.assertEqual(response.headers["Content-Type"], types[file.suffix])
                self.assertEqual(response.headers["Content-Security-Policy"], POLICY)
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(response.headers["X-Frame-Options"], "DENY")
                self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
                tag = response.headers["ETag"]
            with fetch(path, **{"If-None-Match": tag}) as again:
                self.assertEqual(again.status, 304)
                self.assertEqual(again.read(), b"")

    def test_nothing_else_is_served(self):
        for path in ("/assets/", "/assets/..%2fPackage.swift", "/assets/%2e%2e/index.html", "/assets/index.htm",
                     "/assets/../v1/orders", "/assets/style.css%00", "/assets/STYLE.CSS", "/assets/.git"):
            with self.subTest(path=path), fetch(path) as response:
                self.assertIn(response.status, (400, 401, 404))

    def test_page_names_no_other_origin_and_nothing_inline(self):
        for file in PAGE.iterdir():
            text = file.read_text().replace("http://www.w3.org/2000/svg", "")
            with self.subTest(file=file.name):
                self.assertIsNone(re.search(r"https?://|//cdn|innerHTML|insertAdjacentHTML|\beval\(", text))
        index = (PAGE / "index.html").read_text()
        self.assertIsNone(re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", index))
