"""A server process over a ledger in a folder."""

import http.client
import json
import os
import signal
import subprocess


class Server:
    def __init__(self, binary, folder, name="ledger"):
        self.binary = binary
        self.ledger = os.path.join(folder, name)
        self.log = open(os.path.join(folder, name + ".log"), "ab")
        self.token = None
        if not os.path.exists(self.ledger):
            self.command("init")
            made = self.command("token", "create", "--name", "check", "--role", "admin", "--json")
            self.token = json.loads(made)["token"]

    def command(self, *words, check=True):
        done = subprocess.run(
            [self.binary, *words, "--ledger", self.ledger], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.returncode}: {done.stderr}")
        return done.stdout

    def start(self, environment=None):
        self.process = subprocess.Popen(
            [self.binary, "serve", "--ledger", self.ledger, "--port", "0"],
            stdout=subprocess.PIPE, stderr=self.log, env=os.environ | (environment or {}))
        line = b""
        while b"Serving" not in line:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the server does not start; see " + self.log.name)
        self.port = int(line.decode().rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self, seconds=60):
        """Asks for the end; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)

    def last_words(self):
        """The end of its log."""
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            return log.read()[-1_000:]

    @property
    def is_up(self):
        return self.process.poll() is None

    def megabytes(self):
        """Of memory that is the process's own, now and at most."""
        with open(f"/proc/{self.process.pid}/status") as status:
            lines = dict(line.split(":", 1) for line in status)
        return tuple(int(lines[name].split()[0]) // 1024 for name in ("RssAnon", "VmHWM"))

    def deliver(self, connection, identifier, channel="hop"):
        body = json.dumps({"hop": "check", "n": identifier}).encode()
        connection.request(
            "POST", f"/v1/channels/{channel}/deliveries", body,
            {
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
                "X-OrderLedger-Delivery": identifier,
            })
        answer = connection.getresponse()
        return answer.status, answer.read()

    def answers(self):
        """Whether an honest client is still served."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            status, _ = self.deliver(connection, "honest-" + os.urandom(6).hex())
            return status == 200
        finally:
            connection.close()

    def entries(self):
        """Position, and whether its body is there, of each delivery in the log."""
        lines = self.command("export", "log", "-").splitlines()
        return [json.loads(line) for line in lines]
