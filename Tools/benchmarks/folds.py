"""What one would otherwise replay with: SQL of DuckDB over a table of claims, and the `eventsourcing`
library, whose aggregates are folded in Python. Both fold less than a ledger: the last claim that each
system made of each facet. No authority, no roll-up, no hold, no pattern, no cause."""

import collections
import csv
import time
import uuid

from measuring import timed

SPACE = uuid.UUID("7c1ad2f4-2c2b-4c7e-9a56-6d0c3a0b9e11")


class DuckDB:
    """Folds the claims as both rulebooks read them, and compares the two order by order."""

    DIFFERENCE = """
        with former as (
          select "order", system, facet, arg_max(state, (received, position, item)) as state
          from former_claims group by all
        ), revised as (
          select "order", system, facet, arg_max(state, (received, position, item)) as state
          from revised_claims group by all
        )
        select system, facet, former.state, revised.state, count(*)
        from former full join revised using ("order", system, facet)
        where former.state is distinct from revised.state
        group by all order by all
    """

    def __init__(self, former, revised, threads):
        import duckdb

        self.version = duckdb.__version__
        self.base = duckdb.connect()
        self.base.execute(f"set threads = {threads}")
        for name, path in (("former_claims", former), ("revised_claims", revised)):
            self.base.execute(f"create table {name} as from read_csv('{path}')")
        self.rows = self.base.execute("select count(*) from former_claims").fetchone()[0]

    def run(self):
        start = time.monotonic()
        found = self.base.execute(self.DIFFERENCE).fetchall()
        return time.monotonic() - start, found


class EventSourcing:
    """Aggregates of the library, one for each order, an event for each claim."""

    def __init__(self, recorder, topics="claim"):
        from eventsourcing.persistence import StoredEvent

        self.event = StoredEvent
        self.recorder = recorder
        self.topic = topics

    def load(self, claims):
        """Stores all claims, 1,000 in a transaction.

        Returns seconds and the number of events."""
        versions = collections.Counter()
        block, count, seconds = [], 0, 0.0
        with open(claims, newline="") as rows:
            for row in csv.DictReader(rows):
                order = uuid.uuid5(SPACE, row["order"])
                versions[order] += 1
                state = f"{row['system']} {row['facet']} {row['state']}".encode()
                block.append(self.event(order, versions[order], self.topic, state))
                if len(block) == 1_000:
                    seconds += timed(lambda: self.recorder.insert_events(block))
                    count += len(block)
                    block = []
        if block:
            seconds += timed(lambda: self.recorder.insert_events(block))
            count += len(block)
        self.orders = list(versions)
        return seconds, count

    def refold(self, orders):
        """Folds so many orders from their events; returns seconds and the events read."""
        read = 0
        start = time.monotonic()
        for order in self.orders[:orders]:
            last = {}
            for event in self.recorder.select_events(order):
                system, facet, state = event.state.split(b" ")
                last[system, facet] = state
                read += 1
        return time.monotonic() - start, read


def sqlite_recorder(path):
    from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteDatastore

    recorder = SQLiteAggregateRecorder(SQLiteDatastore(path))
    recorder.create_table()
    return recorder


def postgres_recorder(port):
    from eventsourcing.postgres import PostgresAggregateRecorder, PostgresDatastore

    store = PostgresDatastore(
        dbname="postgres", host="127.0.0.1", port=port, user="bench", password="bench"
    )
    recorder = PostgresAggregateRecorder(store, events_table_name="aggregates")
    recorder.create_table()
    return recorder
