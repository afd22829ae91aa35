// Mismatches: what is apart, grouped, and whether it is one order's bad luck or a fault in a hand-off.

import { askJSON } from "./api.js";
import { badge, orderLink } from "./badges.js";
import { h, keep, number, replace, row, say, table } from "./dom.js";
import { address, filters, paging } from "./filters.js";
import { age, count, decimal, moment, money, orderName, plural, when, words } from "./format.js";
import { causes, knownNames } from "./names.js";
import { sumMoney } from "./now.js";
import { panel, sorry } from "./panel.js";

const limit = 100;
const exportLimit = 1_000;
const groupings = { pattern: "Pattern", cause: "Cause", pair: "Systems" };

const side = (one) => [words(one.system ?? "nobody"), one.claim && `: ${words(one.claim)}`].join("");

// The group of equal disagreements that one belongs to; without any it is isolated.
const structureOf = (page, one) =>
  page.structural.find((group) => group.pattern === one.pattern && group.orders.includes(one.order));

function list(page, query) {
  if (!page.mismatches.length) {
    return [h("p", { class: "note good" }, "Nothing of this kind is open."),
      paging("mismatches", query, page.next)];
  }
  const now = moment(page.as_of.time);
  const rows = page.mismatches.map((one) => {
    const structure = structureOf(page, one);
    return row([
      [orderLink(one.order, orderName(one.names, one.order)),
        h("span", { class: "role mono" }, one.order)],
      [one.title, " ", badge(one.severity), one.status !== "mismatch" && [" ", badge(one.status)]],
      [h("span", { class: "said-by" }, side(one.upstream)), h("span", { class: "role" },
        `against ${side(one.downstream)}`)],
      words(one.cause),
      structure ? [badge("high", "structural"), h("span", { class: "role" },
        plural(structure.count, "order"))] : badge("low", "isolated"),
      [when(one.since), h("span", { class: "role" }, one.closed_at ? `closed ${when(one.closed_at)}`
        : `${age(one.since, now)} ago`)],
      number(money(one.total)), one.owner]);
  });
  return [table("Mismatches", ["Order", "Pattern", "Sides", "Cause", "Kind", "Diverged",
    { text: "Money", number: true }, "Owner"], rows), paging("mismatches", query, page.next)];
}

function structural(page) {
  if (!page.structural.length) {
    return h("p", { class: "quiet" }, "No disagreement shows in three or more orders within seven days: "
      + "what is open is isolated.");
  }
  return table("Structural groups", ["Pattern", "Systems", "What they say", { text: "Orders", number: true },
    "Some of them"], page.structural.map((group) => row([
    h("a", { href: address("mismatches", { pattern: group.pattern }) }, words(group.pattern)),
    `${words(group.upstream || "nobody")} against ${words(group.downstream || "nobody")}`, words(group.values),
    number(count(group.count)), group.orders.slice(0, 4).map((order, index) =>
      [index > 0 && ", ", orderLink(order)])])));
}

const keyOf = { pattern: (one) => one.title, cause: (one) => words(one.cause),
  pair: (one) => `${words(one.upstream ?? "nobody")} against ${words(one.downstream ?? "nobody")}` };

function grouped(summary, by) {
  const groups = new Map();
  for (const one of summary.groups.filter((group) => group.open > 0 && !group.sla)) {
    const key = keyOf[by](one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const now = moment(summary.as_of.time);
  const rows = [...groups].map(([key, all]) => ({ key, all,
    open: all.reduce((sum, one) => sum + one.open, 0),
    oldest: all.map((one) => one.oldest_since).filter(Boolean).sort()[0] }))
    .sort((a, b) => b.open - a.open);
  if (!rows.length) return h("p", { class: "note good" }, "Nothing is open.");
  const link = { pattern: (one) => ({ pattern: one.pattern }), cause: (one) => ({ cause: one.cause }) }[by];
  return table(`Open mismatches by ${by}`, [groupings[by], { text: "Open", number: true },
    { text: "Oldest", number: true }, "Money in it"], rows.map((one) => row([
    link ? h("a", { href: address("mismatches", link(one.all[0])) }, one.key) : one.key,
    number(count(one.open)), number(age(one.oldest, now)),
    sumMoney(one.all).map((sum) => `${decimal(sum.value)} ${sum.currency}`).join(", ") || "–"])));
}

const columns = [["order", (one) => one.order], ["names", (one) => one.names.join(" ")],
  ["pattern", (one) => one.pattern], ["status", (one) => one.status], ["cause", (one) => one.cause],
  ["severity", (one) => one.severity], ["owner", (one) => one.owner],
  ["upstream", (one) => side(one.upstream)], ["downstream", (one) => side(one.downstream)],
  ["since", (one) => one.since], ["due", (one) => one.due], ["closed_at", (one) => one.closed_at],
  ["value", (one) => one.total?.value], ["currency", (one) => one.total?.currency]];

// RFC 4180. What a spreadsheet would take for a formula is kept from being one.
function cell(value) {
  let text = String(value ?? "");
  if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function all(query, signal) {
  const found = [];
  let after = "";
  do {
    const page = await askJSON("/v1/mismatches", { query: { ...query, limit: exportLimit, after }, signal });
    found.push(...page.mismatches);
    after = page.next;
  } while (after);
  return found;
}

function exports(query, signal) {
  const error = h("div", { role: "alert" });
  const button = (name, make) => h("button", { type: "button", onclick: async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    replace(error);
    try {
      const found = await all(query, signal);
      keep(make(found), `mismatches.${name.toLowerCase()}`);
      say(`${plural(found.length, "mismatch", "mismatches")} exported`);
    } catch (fault) {
      if (fault.name !== "AbortError") replace(error, sorry(fault));
    } finally {
      pressed.disabled = false;
    }
  } }, `Export ${name}`);
  return h("div", {}, h("div", { class: "buttons" },
    button("CSV", (found) => new Blob([[columns.map(([name]) => name).join(","),
      ...found.map((one) => columns.map(([, read]) => cell(read(one))).join(","))].join("\r\n") + "\r\n"],
    { type: "text/csv" })),
    button("JSON", (found) => new Blob([JSON.stringify(found, null, 2)], { type: "application/json" }))), error);
}

export async function show(main, { query, signal }) {
  document.title = "Mismatches – OrderLedger";
  const names = await knownNames();
  if (signal.aborted) return;
  const { by: wanted, ...asked } = query;
  const by = wanted in groupings ? wanted : "pattern";
  const fields = [
    { name: "pattern", label: "Pattern", ...(names.patterns.length ? { options: names.patterns } : {}) },
    { name: "cause", label: "Cause", options: causes.map((value) => ({ value, text: words(value) })) },
    { name: "channel", label: "Channel", known: names.channels },
    { name: "older_than", label: "Older than", placeholder: "2h" },
    { name: "closed", label: "With closed ones", flag: true },
    { name: "slas", label: "With missed deadlines", flag: true },
  ];
  // The list and the structural groups are one answer.
  const page = () => askJSON("/v1/mismatches", { query: { ...asked, limit }, signal });
  let answer = null;
  const shared = () => (answer ??= page().finally(() => { setTimeout(() => { answer = null; }, 200); }));
  const tabs = h("p", { class: "windows" }, Object.entries(groupings).map(([name, text]) =>
    h("a", { href: address("mismatches", { ...query, by: name }), "aria-current": name === by && "true" }, text)));
  replace(main, h("div", { class: "title" }, h("h1", { tabindex: "-1" }, "Mismatches"),
    exports(asked, signal)),
  filters("mismatches", query, fields),
  panel("Structural: the same in three or more orders", { signal, load: shared, draw: structural }),
  panel("All that is open, by", { signal, aside: tabs, load: () => askJSON("/v1/mismatches/summary", { signal }),
    draw: (summary) => grouped(summary, by) }),
  panel(asked.pattern || asked.cause || asked.channel ? "What the filter finds" : "One by one", { signal,
    tall: true, load: shared, draw: (found) => list(found, query) }));
}
