"""What one would otherwise put deliveries into. Each stores the same lines, on the same disk, and does
nothing else with them: no status is read, nothing tied to an order, nothing folded."""

import asyncio
import json
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import time

from measuring import each_timed, timed

DELIVERY_IDS = ("x-shopify-webhook-id", "x-orderledger-delivery", "idempotency-key")
IN_BULK = 1_000
SINGLE = 2_000


def keyed(lines):
    """Channel, delivery id and the line itself: what finds duplicates."""
    for number, line in enumerate(lines):
        record = json.loads(line)
        headers = {name.lower(): text for name, text in record.get("headers", {}).items()}
        delivery = next((headers[name] for name in DELIVERY_IDS if name in headers), None)
        if delivery is None and isinstance(record["body"], dict):
            delivery = record["body"].get("id")
        yield record["channel"], str(delivery or number), line


def blocks(rows, size):
    block = []
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def wait_for(port, words):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{words} does not answer on port {port}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Store:
    """What all have in common. Each has its own way to `start` empty, to `put` a block of rows in one go,
    to `put_one` and wait until it is acknowledged, and to `stop`."""

    def rows(self, lines):
        """What is put of the lines."""
        return lines

    def bulk(self, lines):
        """Seconds for all of them."""

        def load():
            for block in blocks(self.rows(lines), IN_BULK):
                self.put(block)

        return timed(load)

    def single(self, lines):
        """Seconds of each of the first."""
        rows = list(self.rows(lines[:SINGLE]))
        return each_timed(lambda row=row: self.put_one(row) for row in rows)


class Table(Store):
    """Of a database that is asked to find duplicates itself."""

    def rows(self, lines):
        return keyed(lines)


class SQLite(Table):
    name = "SQLite"
    sync = "journal in WAL mode, synchronous=full"

    def __init__(self, folder):
        self.path = os.path.join(folder, "events.sqlite")

    @staticmethod
    def version():
        return sqlite3.sqlite_version

    def start(self):
        if os.path.exists(self.path):
            os.remove(self.path)
        self.table = sqlite3.connect(self.path, isolation_level=None)
        self.table.executescript(
            "pragma journal_mode=wal; pragma synchronous=full;"
            "create table events(position integer primary key, channel text, delivery text,"
            " body blob, unique(channel, delivery));"
        )

    INSERT = "insert or ignore into events(channel, delivery, body) values(?,?,?)"

    def put(self, block):
        self.table.execute("begin")
        self.table.executemany(self.INSERT, block)
        self.table.execute("commit")

    def put_one(self, row):
        self.table.execute(self.INSERT, row)

    def stop(self):
        self.table.close()


class PostgreSQL(Table):
    name = "PostgreSQL"
    sync = "fsync=on, synchronous_commit=on"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "postgres")
        self.programs = sorted(os.listdir("/usr/lib/postgresql"), key=float)[-1]
        self.programs = f"/usr/lib/postgresql/{self.programs}/bin"

    def version(self):
        words = subprocess.run(
            [f"{self.programs}/postgres", "--version"], capture_output=True, text=True, check=True
        )
        return words.stdout.split()[2]

    def _run(self, *command):
        # It refuses to run as root.
        if os.geteuid() == 0:
            command = ("runuser", "-u", "postgres", "--", *command)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        import psycopg

        if not os.path.exists(self.folder):
            os.makedirs(self.folder)
            if os.geteuid() == 0:
                os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
            self._run(f"{self.programs}/initdb", "-D", self.folder, "-A", "trust", "-U", "bench")
            self.port = free_port()
            self._run(
                f"{self.programs}/pg_ctl", "-D", self.folder, "-w", "-l", f"{self.folder}/log", "-o",
                f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
                " -c max_wal_size=8GB", "start",
            )
        self.connection = psycopg.connect(
            host="127.0.0.1", port=self.port, user="bench", dbname="postgres", autocommit=True
        )
        self.connection.execute("drop table if exists events")
        self.connection.execute(
            "create table events(position bigserial primary key, channel text, delivery text,"
            " body bytea, unique(channel, delivery))"
        )

    INSERT = (
        "insert into events(channel, delivery, body) values(%s,%s,%s) on conflict do nothing"
    )

    def put(self, block):
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.executemany(self.INSERT, block)

    def put_one(self, row):
        self.connection.execute(self.INSERT, row)

    def stop(self):
        self.connection.close()

    def end(self):
        self._run(f"{self.programs}/pg_ctl", "-D", self.folder, "-m", "fast", "stop")


class Redis(Store):
    name = "Redis Streams"
    sync = "appendfsync always"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "redis")

    @staticmethod
    def version():
        words = subprocess.run(
            ["redis-server", "--version"], capture_output=True, text=True, check=True
        )
        return words.stdout.split("v=")[1].split()[0]

    def start(self):
        import redis

        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        port = free_port()
        self.server = subprocess.Popen(
            ["redis-server", "--port", str(port), "--dir", self.folder, "--appendonly", "yes",
             "--appendfsync", "always", "--save", "", "--bind", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
        )
        wait_for(port, "redis-server")
        self.client = redis.Redis(port=port)

    def put(self, block):
        pipe = self.client.pipeline(transaction=False)
        for line in block:
            pipe.xadd("events", {"body": line})
        pipe.execute()

    def put_one(self, line):
        self.client.xadd("events", {"body": line})

    def stop(self):
        self.client.close()
        self.server.terminate()
        self.server.wait()


class JetStream(Store):
    name = "NATS JetStream"
    sync = "synced to disk every 2 minutes, its default: an acknowledged message may be lost"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "nats")

    @staticmethod
    def version():
        words = subprocess.run(["nats-server", "--version"], capture_output=True, text=True, check=True)
        return words.stdout.split("v")[-1].strip()

    def start(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.port = free_port()
        self.server = subprocess.Popen(
            ["nats-server", "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", self.folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        wait_for(self.port, "nats-server")
        self.loop = asyncio.new_event_loop()
        self.connection, self.stream = self._wait(self._connect())

    def _wait(self, work):
        return self.loop.run_until_complete(work)

    async def _connect(self):
        import nats

        connection = await nats.connect(f"nats://127.0.0.1:{self.port}")
        stream = connection.jetstream(publish_async_max_pending=IN_BULK, timeout=60)
        await stream.add_stream(name="events", subjects=["events"])
        return connection, stream

    def put(self, block):
        async def load():
            sent = [await self.stream.publish_async("events", line) for line in block]
            await asyncio.gather(*sent)

        self._wait(load())

    def single(self, lines):
        # All in one go: entering the loop for each line would count as the store's own time.
        async def load():
            taken = []
            for line in lines[:SINGLE]:
                start = time.monotonic()
                await self.stream.publish("events", line)
                taken.append(time.monotonic() - start)
            return taken

        return self._wait(load())

    def stop(self):
        self._wait(self.connection.close())
        self.loop.close()
        self.server.terminate()
        self.server.wait()


ALL = [SQLite, PostgreSQL, Redis, JetStream]
