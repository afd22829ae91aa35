"""Many connections that deliver as fast as they are answered, and remember what was acknowledged."""

import http.client
import json
import threading
import time


class Load:
    def __init__(self, server, connections, prefix):
        self.server = server
        self.prefix = prefix
        self.lock = threading.Lock()
        # From a delivery's id to the position that was acknowledged.
        self.acknowledged = {}
        # Sent whole, and neither acknowledged nor refused.
        self.unanswered = []
        self.refused = {}
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self.run, args=(index,)) for index in range(connections)
        ]

    def start(self):
        for thread in self.threads:
            thread.start()

    def run(self, index):
        count = 0
        connection = None
        while not self.stop.is_set():
            identifier = f"{self.prefix}-{index}-{count}"
            count += 1
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(
                        "127.0.0.1", self.server.port, timeout=30)
                    connection.connect()
            except OSError:
                return
            try:
                status, body = self.server.deliver(connection, identifier)
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.unanswered.append(identifier)
                connection.close()
                connection = None
                continue
            with self.lock:
                if status == 200:
                    self.acknowledged[identifier] = json.loads(body)["position"]
                else:
                    self.refused[status] = self.refused.get(status, 0) + 1
        if connection:
            connection.close()

    def wait_for(self, count, seconds):
        """Until so many are acknowledged, or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and len(self.acknowledged) < count:
            time.sleep(0.005)

    def join(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=60)
