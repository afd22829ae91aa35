// Order: everything that happened to one order, in every system.

import { askJSON, orderPath } from "./api.js";
import { badge, orderLink } from "./badges.js";
import { h, replace, say } from "./dom.js";
import { count, moment, money, orderName, plural, when, words } from "./format.js";
import { eventDetail } from "./event.js";
import { eventsTable } from "./events.js";
import { joinOf, joinWith } from "./joining.js";
import { deadline, disagreement, systemsTable, truthTable } from "./matrix.js";
import { sorry } from "./panel.js";
import { eventKey } from "./picture-layout.js";
import { describe, Picture } from "./picture.js";
import { proofs } from "./proof.js";

function heading(trace) {
  const { order } = trace;
  const open = trace.mismatches.filter((one) => one.status !== "in_flight" && !one.sla);
  const name = orderName(order.names, order.order);
  const state = !order.first_learned ? null
    : open.length ? badge("mismatch", plural(open.length, "open mismatch", "open mismatches"))
      : badge("closed", "all agree");
  return h("div", { class: "title" },
    h("div", {}, h("h1", { tabindex: "-1" }, name),
      h("p", { class: "quiet" }, h("span", { class: "mono" }, order.order),
        order.origin && ` · began in ${words(order.origin)}`, order.total && ` · ${money(order.total)}`,
        order.first_learned && ` · first heard of ${when(order.first_learned)}`,
        order.test && " · a test order")),
    h("p", {}, state));
}

function legend() {
  const entry = (kind, text) => h("li", {}, h("span", { class: `key ${kind}`, "aria-hidden": "true" }), text);
  return h("ul", { class: "legend", "aria-label": "Key to the picture" },
    entry("changed", "changed truth"), entry("said", "said, changed nothing"),
    entry("hollow", "late, or only noted"), entry("hearsay", "said of another system"),
    entry("bad", "not understood"), entry("tail", "until it was learned"), entry("ring", "where they part"));
}

function names(order) {
  const groups = new Map();
  for (const one of order.references) {
    const key = `${one.system} ${one.entity}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return h("details", {}, h("summary", {}, `${plural(order.references.length, "reference")} that name it`),
    h("dl", { class: "facts references" }, [...groups].map(([key, list]) => h("div", {}, h("dt", {}, words(key)),
      h("dd", {}, list.map((one) => h("span", { class: "reference" }, `${words(one.kind)} `,
        h("code", {}, one.value))))))));
}

function disagreements(trace, now) {
  const open = trace.mismatches.filter((one) => !one.sla);
  const late = trace.mismatches.filter((one) => one.sla);
  const over = trace.closed.filter((one) => one.was_mismatch && !one.sla);
  const inTime = trace.closed.filter((one) => !one.was_mismatch).length;
  return [
    open.length + over.length === 0 && h("p", { class: "note good" }, "The systems agree."),
    [...open, ...over].map((one) => disagreement(one, now)),
    late.length > 0 && [h("h3", {}, "Deadlines"), h("ul", { class: "list" }, late.map(deadline))],
    inTime > 0 && h("p", { class: "quiet in-time" }, `${plural(inTime, "other hand-off")} came in time.`)];
}

// The event that is shown first: the one that is asked for, else where systems part.
function firstEvent(trace, key) {
  const apart = trace.mismatches.find((one) => !one.sla && one.status !== "in_flight" && one.upstream.item);
  const keys = [key, apart && eventKey(apart.upstream.item)];
  for (const wanted of keys) {
    const found = trace.events.find((event) => eventKey(event) === wanted);
    if (found) return found;
  }
  return trace.events[0];
}

function extras(trace) {
  return [
    trace.related.length > 0 && h("p", {}, "Shares messages with ",
      trace.related.map((one, index) => [index > 0 && ", ", orderLink(one)]), "."),
    trace.joins.map((join) => joinOf(trace.order.order, join)),
    trace.illegal_moves.length > 0 && h("p", { class: "note" },
      `${plural(trace.illegal_moves.length, "move")} that the rulebook does not know: `,
      trace.illegal_moves.map((move) =>
        `${move.system} ${words(move.facet)} ${words(move.from ?? "nothing")} → ${words(move.to)} (entry ${move.position})`)
        .join("; ")),
    trace.quarantined.length > 0 && h("p", { class: "note" }, "In quarantine: ",
      trace.quarantined.map((one) => `${one.fact} = ${one.value} (${words(one.reason)}, entry ${one.position})`)
        .join("; ")),
  ];
}

export async function show(main, { path, query, signal }) {
  const name = path[0];
  let trace;
  try {
    trace = await askJSON(orderPath(name, "/trace"), { query: { as_of: query.as_of }, signal });
  } catch (fault) {
    if (fault.name === "AbortError") return;
    document.title = "Order – OrderLedger";
    replace(main, h("h1", { tabindex: "-1" }, "Order"), sorry(fault),
      fault.status === 404 && h("p", {}, h("a", { href: `#/orders?q=${encodeURIComponent(name)}` },
        "Look for it among all orders")));
    return;
  }
  const { order } = trace;
  document.title = `${orderName(order.names, order.order)} – OrderLedger`;
  const now = moment(trace.as_of.time) ?? Date.now();
  const link = (event) => {
    const parameters = new URLSearchParams({ ...query, event: eventKey(event) });
    return `#/orders/${encodeURIComponent(order.order)}?${parameters}`;
  };
  const detail = h("section", { class: "panel event-detail", "aria-label": "The chosen event" });
  const choose = (event, quiet = false) => {
    replace(detail, eventDetail(event, trace.events.indexOf(event), trace.events.length, signal));
    if (quiet) return;
    history.replaceState(null, "", link(event));
    say(describe(event));
  };
  const picture = new Picture(trace, choose);
  const chosen = firstEvent(trace, query.event);
  replace(main, heading(trace),
    query.as_of && h("p", { class: "note" }, `As it was known at ${query.as_of}. `,
      h("a", { href: `#/orders/${encodeURIComponent(order.order)}` }, "As it is now")),
    h("section", { class: "panel", "aria-labelledby": "picture-title" },
      h("div", { class: "panel-head" }, h("h2", { id: "picture-title" }, "What happened"),
        h("p", { class: "quiet" }, `${plural(trace.events.length, "event")} of ${count(new Set(
          trace.events.map((event) => event.channel)).size)} channels · times are UTC · ← → walk the events`)),
      picture.element, legend()),
    h("div", { class: "beside" },
      h("section", { class: "panel", "aria-labelledby": "apart-title" },
        h("div", { class: "panel-head" }, h("h2", { id: "apart-title" }, "Disagreements")),
        disagreements(trace, now)),
      h("section", { class: "panel", "aria-labelledby": "truth-title" },
        h("div", { class: "panel-head" }, h("h2", { id: "truth-title" }, "Truth, and because of what")),
        truthTable(trace), extras(trace))),
    detail,
    h("section", { class: "panel", "aria-labelledby": "systems-title" },
      h("div", { class: "panel-head" }, h("h2", { id: "systems-title" }, "What each system says")),
      systemsTable(trace)),
    h("section", { class: "panel", "aria-labelledby": "events-title" },
      h("div", { class: "panel-head" }, h("h2", { id: "events-title" }, "All events")),
      eventsTable(trace, link)),
    proofs(order.order, query),
    h("section", { class: "panel", "aria-label": "References" }, names(order),
      !query.as_of && joinWith(order.order)));
  if (chosen) {
    picture.selected = eventKey(chosen);
    picture.isAsked = query.event !== undefined;
    choose(chosen, true);
  }
  picture.draw();
  let width = picture.element.clientWidth;
  const watcher = new ResizeObserver(() => {
    if (picture.element.clientWidth === width) return;
    width = picture.element.clientWidth;
    picture.draw();
  });
  watcher.observe(picture.element);
  signal.addEventListener("abort", () => watcher.disconnect());
}
