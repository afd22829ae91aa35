// Orders: a list by state, channel, pattern or any reference.

import { askJSON } from "./api.js";
import { badge, orderLink } from "./badges.js";
import { h, number, replace, row, table } from "./dom.js";
import { filters, paging } from "./filters.js";
import { money, orderName, sentence, when, words } from "./format.js";
import { knownNames } from "./names.js";
import { panel } from "./panel.js";

const limit = 50;

function truth(report) {
  return h("span", { class: "states" }, report.truth.map((one) =>
    h("span", {}, h("span", { class: "quiet" }, words(one.facet)), ` ${words(one.state)}`)));
}

function standing(report) {
  const open = report.mismatches.filter((one) => one.status !== "in_flight" && !one.sla);
  if (!open.length) return badge("closed", "agrees");
  return [...new Set(open.map((one) => one.title))].map((title) => [badge("mismatch", title), " "]);
}

function list(page, query) {
  if (!page.orders.length) {
    return [h("p", { class: "note" }, query.q ? `No order is known by “${query.q}”.`
      : query.after ? "No more orders." : "There are no such orders."),
    page.next && paging("orders", query, page.next)];
  }
  const rows = page.orders.map((report) => row([
    [orderLink(report.order.order, orderName(report.order.names, report.order.order)),
      h("span", { class: "role mono" }, report.order.order)],
    words(report.order.origin), truth(report), standing(report), number(money(report.order.total)),
    when(report.order.last_learned)]));
  return [table("Orders", ["Order", "Began in", "Truth", "Systems", { text: "Total", number: true },
    "Last heard of"], rows), paging("orders", query, page.next)];
}

export async function show(main, { query, signal }) {
  document.title = "Orders – OrderLedger";
  const names = await knownNames();
  if (signal.aborted) return;
  const fields = [
    { name: "q", label: "Reference", placeholder: "#1001" },
    { name: "facet", label: "Facet", known: names.facets },
    { name: "state", label: "State", known: names.states.get(query.facet) ?? [] },
    { name: "channel", label: "Channel", known: names.channels },
    { name: "pattern", label: "Mismatch", ...(names.patterns.length ? { options: names.patterns } : {}) },
    { name: "older_than", label: "Older than", placeholder: "2h" },
  ];
  const title = query.pattern ? `Orders with ${words(query.pattern)}`
    : query.facet && query.state ? `Orders: ${words(query.facet)} ${words(query.state)}` : "Orders";
  replace(main, h("h1", { tabindex: "-1" }, title), filters("orders", query, fields),
    panel(query.q ? sentence(`found by ${query.q}`) : "Orders in the order of their first message", {
      signal, tall: true, draw: (page) => list(page, query),
      load: () => askJSON("/v1/orders", { query: { ...query, limit }, signal }) }));
}
