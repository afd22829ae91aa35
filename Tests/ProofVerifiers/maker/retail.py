"""A small retailer, told so that it is known beforehand which items are whose."""

import random as randomness

from .encoding import IDENTITY, LINK, PART
from .log import Log
from .notes import Signer

HUB_ORDERS = 131


def mention(kind, system, entity, name, value, run=0):
    return (kind, ("eu", system, entity, name, value, run))


def as_class(kind, mentioned):
    return (kind, mentioned[1])


class Order:
    """What is filed for an order, as it was told."""

    def __init__(self, number):
        self.name = mention(IDENTITY, "shopify", "order", "name", f"#{number}")
        self.id = mention(IDENTITY, "shopify", "order", "id", f"gid://{number}é")
        self.sales = mention(IDENTITY, "netsuite", "salesorder", "id", f"SO{number}")
        self.payment = mention(PART, "stripe", "payment", "intent", f"pi_{number}")
        self.refund = mention(PART, "stripe", "refund", "id", f"re_{number}")
        self.parcel = mention(PART, "carrier", "parcel", "tracking", f"1Z{number}")
        self.customer = mention(LINK, "shopify", "customer", "id", f"cu_{number}")
        self.own, self.belonging, self.shared = set(), set(), set()


class Retailer:
    """The log, and for each question that is asked the answer: items by how they are the order's,
    or nothing where the reference is unknown."""

    def __init__(self, seed, orders=12, hub=False, forge=None, noise=40):
        self.random = randomness.Random(seed)
        self.log = Log(self.random, forge)
        self.orders = [Order(1000 + number) for number in range(orders)]
        self.questions, self.stages = {}, []
        self.log.control("ledger_created", self.log.signer.vkey.encode())
        self.log.control("rulebook_activated", revision=self.log.revision)
        steps = [step for order in self.orders for step in self.course(order)]
        steps = self.shuffled(steps) + [self.recycled, self.standing_alone]
        steps += [self.sharing, self.linking_two, self.joining] if orders >= 8 else []
        steps += [self.noise] * noise
        for step in steps:
            step()
        self.hub_items = set()
        if hub:
            self.crowd()
        self.close_stage()

    def shuffled(self, steps):
        """Steps of each order keep their sequence; a step is a pair of order and function."""
        queues = {}
        for order, step in steps:
            queues.setdefault(order.name, []).append(step)
        out = []
        while queues:
            chosen = self.random.choice(sorted(queues))
            out.append(queues[chosen].pop(0))
            if not queues[chosen]:
                del queues[chosen]
        return out

    # MARK: - Orders

    def course(self, order):
        def created():
            mentions = [order.name, order.id, order.payment, order.customer]
            order.own |= set(self.log.deliver("shopify-eu", mentions))

        def updated():
            order.own |= set(self.log.deliver("shopify-eu", [order.id], [order.id, order.name]))

        def sold():
            order.own |= set(self.log.deliver("netsuite-eu", [order.sales]))

        def tied():
            order.own |= set(self.log.deliver("netsuite-eu", [order.sales, order.name]))

        def refunded_early():
            order.belonging |= set(self.log.deliver("stripe-eu", [order.refund]))

        def paid():
            order.belonging |= set(self.log.deliver("stripe-eu", [order.payment]))

        def refunded():
            order.belonging |= set(self.log.deliver("stripe-eu", [order.payment, order.refund]))

        def shipped():
            mentions = [order.parcel, as_class(LINK, order.name)]
            order.belonging |= set(self.log.deliver("carrier-eu", mentions))

        def batch():
            foreign = mention(IDENTITY, "amazon", "order", "id", f"{self.random.randrange(10**9)}")
            found = self.log.deliver("carrier-eu", [order.parcel], [foreign], [order.parcel])
            order.belonging |= {found[0], found[2]}

        steps = [created, paid, sold, refunded_early, refunded, tied, shipped, batch, updated]
        extra = [step for step in (paid, updated, tied, shipped) if self.random.random() < 0.4]
        if self.random.random() < 0.3:  # Where payments come first.
            steps = [paid, refunded_early, refunded, created, sold, tied, shipped, batch, updated]
        return [(order, step) for step in steps + extra]

    def noise(self):
        position = self.random.randrange(2, len(self.log.entries))
        chosen = self.random.randrange(4)
        if chosen == 0:
            self.log.duplicate(position)
        elif chosen == 1:
            self.log.conflict(position)
        elif chosen == 2:
            self.log.deliver("shopify-eu", [])
        else:
            self.log.deliver("adyen-eu", [mention(PART, "adyen", "payment", "psp", f"p{position}")])

    def sharing(self):
        """A payment that two orders name."""
        first, second = self.orders[0], self.orders[1]
        gift = mention(PART, "stripe", "payment", "intent", "pi_gift")
        for order in (first, second):
            order.own |= set(self.log.deliver("shopify-eu", [order.id, gift]))
        items = set(self.log.deliver("stripe-eu", [gift]) + self.log.deliver("stripe-eu", [gift]))
        first.shared |= items
        second.shared |= items

    def linking_two(self):
        """A parcel whose message links to two orders."""
        first, second = self.orders[2], self.orders[3]
        links = [as_class(LINK, first.name), as_class(LINK, second.sales)]
        box = mention(PART, "carrier", "parcel", "tracking", "1ZBOX")
        items = set(self.log.deliver("carrier-eu", [box] + links))
        items |= set(self.log.deliver("carrier-eu", [box]))
        first.shared |= items
        second.shared |= items

    def joining(self):
        """Two orders that an operator joined are one; the act is an item of both threads."""
        first, second = self.orders[4], self.orders[5]
        first.own.add(self.log.join("j-1", first.name, second.name))
        for kept in ("own", "belonging", "shared"):
            both = getattr(first, kept) | getattr(second, kept)
            setattr(first, kept, both)
            setattr(second, kept, both)
        self.questions["joined"] = (("eu", "ledger", "order", "joined", "j-1", 0),
                                    lambda: self.answer(first))

    def recycled(self):
        """One order number, used twice."""
        for run in (0, 1):
            number = mention(IDENTITY, "till", "order", "number", "0017", run)
            items = self.log.deliver("till-eu", [number]) + self.log.deliver("till-eu", [number])
            self.questions[f"recycled-{run}"] = (number[1], lambda items=items: {
                each: "belonging" for each in items})

    def standing_alone(self):
        part = mention(PART, "adyen", "payment", "psp", "nobody's")
        items = self.log.deliver("adyen-eu", [part], [part]) + self.log.deliver("adyen-eu", [part])
        self.questions["alone"] = (part[1], lambda: {each: "alone" for each in items})

    def crowd(self):
        """A part that more orders carry than a cluster may reach, and a cluster that has it."""
        unknown = mention(PART, "carrier", "parcel", "tracking", "UNKNOWN")
        other = mention(PART, "carrier", "parcel", "tracking", "OTHER")
        self.log.deliver("carrier-eu", [other])
        for number in range(HUB_ORDERS):
            identity = mention(IDENTITY, "till", "order", "id", f"h{number}")
            self.hub_items |= set(self.log.deliver("till-eu", [identity, unknown]))
            if number == 60:
                self.log.deliver("carrier-eu", [unknown])
                self.log.deliver("carrier-eu", [unknown, other])
        one = mention(IDENTITY, "till", "order", "id", "h7")
        item = self.log.deliver("till-eu", [one, other])
        self.hub_items |= set(item)
        begun = min(self.log.carriers[one])
        own = set(self.log.threads[begun].items)
        self.questions["hub-order"] = (one[1], lambda: {each: "belonging" for each in own})
        self.questions["hub-itself"] = (unknown[1], lambda: {
            each: "belonging" for each in self.hub_items})

    # MARK: - Questions

    def answer(self, order):
        found = {each: "shared" for each in order.shared}
        found.update((each, "belonging") for each in order.belonging | order.own)
        return found

    def close_stage(self):
        """Directory and checkpoint, then a later stage, so that both also stand in the middle."""
        log, first = self.log, self.orders[0]
        for number, order in enumerate(self.orders):
            expected = self.answer(order)
            for name, asked in (("name", order.name), ("sales", order.sales), ("id", order.id)):
                self.questions[f"order-{number}-{name}"] = (asked[1], lambda e=expected: e)
        some = self.orders[-1]
        self.questions["by-part"] = (some.payment[1], lambda e=self.answer(some): e)
        self.questions["by-link"] = (some.customer[1], lambda e=self.answer(some): e)
        # Only a cluster carries it as a part: it is a question about the order that it reaches.
        self.questions["by-part-of-cluster"] = (some.refund[1], lambda e=self.answer(some): e)
        for number in range(6):
            self.questions[f"unknown-{number}"] = (
                ("eu", "shopify", "order", "name", f"#9{number}", 0), lambda: None)
        self.early = log.add_checkpoint()
        log.add_directory()
        self.middle = log.add_checkpoint()
        self.asked = {name: (asked, answer()) for name, (asked, answer) in self.questions.items()}
        first.own |= set(log.deliver("shopify-eu", [first.id]))
        for _ in range(self.random.randrange(30)):
            self.noise()
        log.add_directory()
        self.noise()
        log.signer_of_witness = Signer("witness.example/w1", self.random.randbytes(32), type=4)
        self.last = log.add_checkpoint(
            Signer(log.signer.name, self.random.randbytes(32)), log.signer_of_witness)
        later = dict(self.asked)
        for name in ("name", "sales", "id"):
            later[f"order-0-{name}"] = (getattr(first, name)[1], self.answer(first))
        # Directory, checkpoint, and what is true of them.
        self.stages = [(log.directories[0], self.middle, self.asked),
                       (log.directories[0], self.last, self.asked),
                       (log.directories[1], self.last, later)]

    def cluster_items(self, part):
        threads = [self.log.threads[id] for id in self.log.carriers[part]]
        return {item for thread in threads for item in thread.items}
