// Now: how the systems stand to each other at this moment.

import { askJSON } from "./api.js";
import { badge, orderLink } from "./badges.js";
import { figure, share, sparkline } from "./charts.js";
import { h, number, replace, row, table } from "./dom.js";
import { follow } from "./feed.js";
import { age, count, decimal, moment, orderName, percent, plural, span, when, words } from "./format.js";
import { panel } from "./panel.js";

const refreshEvery = 3_000;
const shownMax = 8;

// The server's clock, not the browser's: ages are told by the one that judges deadlines.
let now = Date.now();

const amounts = (list) => list.map((one) => `${decimal(one.value)} ${one.currency}`).join(", ") || "–";

function overview(ledger, summary, measurements, window) {
  const agreeing = summary.orders - summary.disagreeing_orders;
  const apart = summary.groups.filter((group) => !group.sla).reduce((sum, group) => sum + group.open, 0);
  const late = summary.groups.filter((group) => group.sla).reduce((sum, group) => sum + group.open, 0);
  return [h("dl", { class: "figures" },
    figure(percent(agreeing, summary.orders), "Orders that agree",
      `${count(agreeing)} of ${plural(summary.orders, "order")}${summary.complete ? "" : ", still counting"}`),
    figure(count(apart), "Open mismatches", plural(summary.disagreeing_orders, "order")),
    figure(count(late), "Deadlines missed", "hand-offs with an SLA"),
    figure(count(ledger.items.held), "Held", "claims that wait for another"),
    figure(count(ledger.items.quarantined), "In quarantine", "not understood by any rule")),
  share(agreeing, summary.orders, "wide"), summary.ages && ages(summary.ages), measurements && history(measurements, window)];
}

const ages = (all) => h("p", { class: "quiet" }, `Open for less than an hour: ${count(all.under_1h)}, a day: `
  + `${count(all.under_1d)}, a week: ${count(all.under_7d)}, longer: ${count(all.older)}`);

function byPattern(summary) {
  const groups = summary.groups.filter((group) => group.open > 0 && !group.sla);
  if (!groups.length) return h("p", { class: "note good" }, "Nothing is open: all systems agree.");
  const patterns = new Map();
  for (const group of groups) {
    patterns.set(group.pattern, [...(patterns.get(group.pattern) ?? []), group]);
  }
  const rows = [...patterns].map(([pattern, list]) => {
    const open = list.reduce((sum, group) => sum + group.open, 0);
    const oldest = list.map((group) => group.oldest_since).filter(Boolean).sort()[0];
    return { pattern, list, open, oldest };
  }).sort((a, b) => b.open - a.open);
  return table("Open mismatches by pattern", ["Pattern", { text: "Open", number: true },
    { text: "Oldest", number: true }, "Causes", "Money in it"], rows.map(({ pattern, list, open, oldest }) =>
    row([[h("a", { href: `#/mismatches?pattern=${pattern}` }, list[0].title), " ", badge(list[0].severity)],
      number(count(open)), number(age(oldest, now)),
      byCause(list).map(([cause, open], index) => [index > 0 && ", ", `${words(cause)} ${count(open)}`]),
      amounts(sumMoney(list))])));
}

function byCause(groups) {
  const sums = new Map();
  for (const { cause, open } of groups) sums.set(cause, (sums.get(cause) ?? 0) + open);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

// Sums exact decimals as whole numbers of their smallest unit.
export function sumMoney(groups) {
  const sums = new Map();
  for (const { value, currency } of groups.flatMap((group) => group.money)) {
    const places = (value.split(".")[1] ?? "").length;
    const before = sums.get(currency) ?? { minor: 0n, places };
    sums.set(currency, { minor: before.minor + BigInt(value.replace(".", "")), places });
  }
  return [...sums].map(([currency, { minor, places }]) => {
    const digits = String(minor).padStart(places + 1, "0");
    const value = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return { value, currency };
  });
}

function slas(summary) {
  const groups = summary.groups.filter((group) => group.sla);
  if (!groups.length) return h("p", { class: "quiet" }, "No hand-off is under way.");
  const clocks = new Map();
  for (const group of groups) clocks.set(group.pattern, [...(clocks.get(group.pattern) ?? []), group]);
  const first = (list, name) => list.map((group) => group[name]).filter(Boolean).sort()[0];
  const sum = (list, read) => list.reduce((total, group) => total + read(group), 0);
  return table("SLA clocks", ["Hand-off", { text: "Running", number: true }, "Next due",
    { text: "Missed", number: true }, { text: "Oldest missed", number: true }], [...clocks.values()].map((list) => {
    const due = first(list, "next_due");
    return row([list[0].title, number(count(sum(list, (group) => group.by_status.in_flight))),
      due ? `in ${span(moment(due) - now)}` : "–", number(count(sum(list, (group) => group.open))),
      number(age(first(list, "oldest_since"), now))]);
  }));
}

function silence(channel) {
  if (channel.silence_seconds == null) return "–";
  return channel.silence_seconds < 1 ? "–" : span(channel.silence_seconds * 1_000);
}

// Measurements of a channel, where the server keeps them.
const measured = (measurements, name) =>
  measurements?.channels?.find((one) => one.channel === name);

const length = (ms) => (ms == null ? "–" : span(ms));
const percentiles = (all) => (all?.p50 == null ? "–"
  : [all.p50, all.p95, all.p99].map(length).join(" / "));
const nouns = { duplicates: ["duplicate"], conflicts: ["conflict"],
  quarantined: ["in quarantine", "in quarantine"], refused: ["refused", "refused"] };
// What went wrong with deliveries, where anything did.
const troubles = (total) => Object.entries(nouns).filter(([name]) => total[name] > 0)
  .map(([name, noun]) => plural(total[name], ...noun)).join(", ");

function flow(channels, measurements, window) {
  if (!channels.channels.length) return h("p", { class: "quiet" }, "No channel has delivered yet.");
  const rows = channels.channels.map((channel) => {
    const one = measured(measurements, channel.channel);
    return row([[channel.channel, h("span", { class: "role" }, words(channel.role ?? channel.kind))],
      one ? sparkline(one.deliveries, `Deliveries of ${channel.channel} in the last ${window}`) : "–",
      number(one ? count(one.total.deliveries) : "–"), one ? troubles(one.total) || "–" : "–",
      number(one ? percentiles(one.total.lag_milliseconds) : "–"), when(channel.watermark),
      number(silence(channel))]);
  });
  return table("Flow by channel", ["Channel", `Deliveries, ${window}`, { text: "Sum", number: true }, "Of these",
    { text: "Lag p50 / p95 / p99", number: true }, "Heard up to", { text: "Silent for", number: true }], rows);
}

// How orders get from where they began into the ERP.
function postings(measurements) {
  const { origins } = measurements.postings;
  if (!origins.length) return h("p", { class: "quiet" }, "No order began in the last day.");
  return table("Orders into the ERP", ["Began in", { text: "Orders", number: true }, { text: "In the ERP", number: true },
    { text: "Missing", number: true }, { text: "On the way", number: true },
    { text: "Took p50 / p95 / p99", number: true }], origins.map((one) => row([words(one.origin),
    number(count(one.orders)), number(percent(one.posted, one.orders)), number(count(one.missing)),
    number(count(one.pending)), number(percentiles(one.latency_milliseconds))])));
}

function history(measurements, window) {
  const { open, opened, closed } = measurements.mismatches;
  const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);
  return h("p", { class: "beside-spark" }, sparkline(open, `Open mismatches in the last ${window}`),
    h("span", { class: "quiet" }, `In the last ${window}: ${count(sum(opened))} opened, ${count(sum(closed))} closed`));
}

function heldList(page) {
  if (!page.held.length) return h("p", { class: "quiet" }, "No claim waits for another.");
  return h("ul", { class: "list" }, page.held.slice(0, shownMax).map((report) => h("li", {},
    orderLink(report.order.order, orderName(report.order.names, report.order.order)),
    h("span", { class: "quiet" }, ` ${plural(report.order.counts.held, "claim")} held`))),
  page.next && h("li", { class: "quiet" }, "and more"));
}

function quarantineList(page) {
  if (!page.quarantined.length) return h("p", { class: "quiet" }, "Everything was understood.");
  return [h("ul", { class: "list" }, page.quarantined.slice(0, shownMax).map((one) => h("li", {},
    h("strong", {}, one.channel), ` ${one.fact} = `, h("code", {}, one.value),
    h("span", { class: "quiet" }, ` ${words(one.reason)}, entry ${one.position} `),
    one.order && orderLink(one.order)))),
  page.total > shownMax && h("p", { class: "quiet" }, `${count(page.total)} in all.`)];
}

function live(host, panels, signal, after) {
  const state = h("span", { class: "live-state" }, "Connecting…");
  host.append(state);
  let due = null;
  const refresh = () => {
    due = null;
    if (!document.hidden) for (const one of panels) one.refresh();
  };
  let seen = 0;
  follow({ after, signal,
    onstate: (name) => {
      state.className = `live-state ${name}`;
      state.textContent = { live: "Live", broken: "Connection lost, trying again",
        missing: "Not live on this server" }[name];
    },
    onevent: (event) => {
      // What operators do is told as `control`; it may change what is shown too.
      if (event.event === "delivery") seen += 1;
      state.textContent = `Live · ${plural(seen, "delivery", "deliveries")} since`;
      due ??= setTimeout(refresh, refreshEvery);
    } });
  signal.addEventListener("abort", () => clearTimeout(due));
}

const windows = ["1h", "6h", "24h", "7d"];

export async function show(main, { query, signal }) {
  document.title = "Now – OrderLedger";
  const window = windows.includes(query.window) ? query.window : "24h";
  let shared;
  // Several parts are drawn from one answer; each round asks once.
  const once = (key, path, parameters) => {
    shared ??= {};
    shared[key] ??= askJSON(path, { query: parameters, signal });
    queueMicrotask(() => setTimeout(() => { shared = undefined; }, 200));
    return shared[key];
  };
  const ledger = () => once("ledger", "/v1/ledger").then((value) => {
    now = moment(value.now) ?? Date.now();
    return value;
  });
  const summary = () => once("summary", "/v1/mismatches/summary");
  const measurements = () => once("measurements", "/v1/measurements", { window });
  const make = (title, load, draw, options) => panel(title, { load, draw, signal, ...options });
  const panels = [
    make("Agreement", () => Promise.all([ledger(), summary(), measurements().catch(() => null)]),
      (all) => overview(...all, window),
      { className: "overview" }),
    make("Open mismatches", () => Promise.all([summary(), ledger().catch(() => null)]), ([data]) => byPattern(data),
      { tall: true }),
    make("Flow by channel", async () => {
      const channels = await askJSON("/v1/channels", { signal });
      return [channels, await measurements().catch(() => null)];
    }, ([channels, series]) => flow(channels, series, window), { tall: true,
      aside: h("p", { class: "windows" }, windows.map((name) => h("a", { href: `#/now?window=${name}`,
        "aria-current": name === window && "true" }, name))) }),
    make("Orders into the ERP, last 24 h", measurements, postings),
    make("SLA clocks", summary, slas),
    make("Held", () => askJSON("/v1/held", { query: { limit: shownMax }, signal }), heldList),
    make("In quarantine", () => askJSON("/v1/quarantine", { query: { limit: shownMax }, signal }),
      quarantineList),
  ];
  const state = h("p", {});
  replace(main, h("div", { class: "title" }, h("h1", { tabindex: "-1" }, "Now"), state),
    panels[0], panels[1], panels[2],
    h("div", { class: "halves" }, panels.slice(3)));
  const position = await ledger().then((value) => value.next_position - 1).catch(() => undefined);
  if (!signal.aborted) live(state, panels, signal, position >= 0 ? position : undefined);
}
