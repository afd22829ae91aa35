"""A headless browser that is signed in at a server."""

import base64
import pathlib

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 60  # seconds; a debug build on a busy machine takes its time

SETTLED = """
return document.querySelector("main h1") !== null
  && !document.querySelector("[aria-busy=true], main .waiting");
"""


class Browser:
    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--window-size=1280,900"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.address = None
        self.look()

    def look(self, width=1280, height=900, dark=False):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def sign_in(self, server, role="admin"):
        """As if for the first time: without a cookie, at the form."""
        self.address = server.address
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {
            "origin": server.address, "storageTypes": "all"})
        self.driver.get(server.address + "/")
        self.wait(lambda: self.all("#token"))
        self.one("#token").send_keys(server.tokens[role])
        self.one(".sign-in button").click()
        self.wait(lambda: not self.all("#token"))
        self.settle()

    def go(self, hash_):
        """To another view, or to the same anew."""
        self.script("""
            document.getElementById("main").setAttribute("aria-busy", "true");
            history.replaceState(null, "", "#/nowhere");
            location.hash = arguments[0];""", hash_)
        self.settle()

    def settle(self):
        self.wait(lambda: self.script(SETTLED))
        self.script("return document.fonts.ready.then(() => true)")

    def wait(self, condition):
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.1).until(lambda _: condition())

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector):
        return self.script("return [...document.querySelectorAll(arguments[0])]"
                           ".map((one) => one.textContent.trim())", selector)

    def text(self):
        return self.one("main").text

    def press(self, *keys):
        actions = ActionChains(self.driver)
        for key in keys:
            actions = actions.send_keys(key)
        actions.perform()

    def errors(self):
        """What the console has had to say, other than of parts that this server does not have."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]

    def screenshot(self, file, height_max=4_000):
        width = self.script("return innerWidth")
        height = min(height_max, self.script("return document.documentElement.scrollHeight"))
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}})
        pathlib.Path(file).write_bytes(base64.b64decode(shot["data"]))

    def download_into(self, folder):
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {
            "behavior": "allow", "downloadPath": str(folder)})

    def quit(self):
        self.driver.quit()
