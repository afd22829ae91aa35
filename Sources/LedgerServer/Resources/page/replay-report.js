// The report of a replay, and what became of one of its orders under either rulebook.

import { badge, orderLink } from "./badges.js";
import { figure, share } from "./charts.js";
import { h, number, replace, row, table } from "./dom.js";
import { count, exactly, moneyList, orderName, percent, plural, when, words } from "./format.js";

const shownMax = 100;

const section = (title, ...content) => h("section", { class: "panel", "aria-label": title },
  h("div", { class: "panel-head" }, h("h2", {}, title)), content);

function headline(result) {
  const { orders } = result;
  const policy = result.policy && badge(result.policy.outcome, `policy: ${words(result.policy.outcome)}`);
  return section("What would change", h("dl", { class: "figures" },
    figure(count(orders.changed), "Orders that change", `${percent(orders.changed, orders.total)} of ${count(orders.total)}`),
    figure(count(orders.unchanged), "Unchanged", ""),
    figure(count(orders.not_evaluable), "Not evaluable", orders.not_evaluable ? "what they need was erased" : ""),
    figure(moneyList(result.money).split(/, (?=-?\d)/), "Money in the changed orders", "")),
  share(orders.total - orders.changed, orders.total, "wide"),
  h("p", { class: "quiet" }, `As of ${when(result.as_of)}, through entry ${count(result.through)}. Report `,
    h("code", {}, result.digest.slice(0, 12)), ". ", result.baseline.exact
      ? "The rulebook in force, replayed, gives exactly the live state."
      : "The rulebook in force, replayed, does not give the live state.", " ", policy));
}

function rules(result) {
  const place = (text) => (text ? h("span", { class: "place" }, text) : "–");
  return section("What differs in the rules", result.rulebook_changes.length
    ? table("Changes of the rulebook", ["Rule", "Before", "After", "Where"], result.rulebook_changes.map((one) =>
      row([[one.subject, h("span", { class: "role" }, `${words(one.kind)} ${one.manner}`)], one.before ?? "–",
        one.after ?? "–", place(one.after_place ?? one.before_place)])))
    : h("p", { class: "quiet" }, "Nothing: the rulebooks say the same."));
}

// For each facet a matrix: rows are the states of before, columns those of after.
function matrices(result) {
  const moves = result.effects.filter((one) => one.kind === "truth");
  const facets = [...new Set(moves.map((one) => one.subject))];
  if (!facets.length) return h("p", { class: "quiet" }, "Truth stays as it is in every order.");
  return facets.map((facet) => {
    const mine = moves.filter((one) => one.subject === facet);
    const from = [...new Set(mine.map((one) => one.from))];
    const to = [...new Set(mine.map((one) => one.to))];
    const at = (a, b) => mine.filter((one) => one.from === a && one.to === b)
      .reduce((sum, one) => sum + one.orders, 0);
    return table(`Truth of ${words(facet)}: before down, after across`,
      ["", ...to.map((state) => ({ text: words(state || "none"), number: true }))],
      from.map((a) => row([words(a || "none"), ...to.map((b) => number(at(a, b) ? count(at(a, b)) : "·"))])),
      { class: "transition", caption: true, wide: true });
  });
}

function effects(result) {
  const rest = result.effects.filter((one) => one.kind !== "truth");
  if (!rest.length) return null;
  return table("Everything else that changes", ["What", { text: "Orders", number: true }, "Money"],
    rest.map((one) => row([words(one.sentence), number(count(one.orders)), moneyList(one.money)])));
}

function commonalities(result) {
  if (!result.commonalities.length) return null;
  return section("What the changed orders share", table("Commonalities", ["Fact", { text: "Of the changed", number: true },
    { text: "Of all", number: true }], result.commonalities.map((one) => row([one.fact,
    number(percent(one.changed, result.orders.changed)), number(percent(one.all, one.counted))]))));
}

function irreversible(result) {
  if (!result.irreversible.length) return null;
  return section("Changed, and already past undoing", table("Irreversible", ["State", { text: "Orders", number: true },
    "Money"], result.irreversible.map((one) => row([words(one.state), number(count(one.orders)), moneyList(one.money)]))));
}

// One order under either rulebook, line by line; what differs stands out.
function twoFolds(order) {
  const key = (one) => `${one.system} ${one.facet}`;
  const line = (outcome, name, list) => outcome[list].find((one) => key(one) === name)?.state;
  const names = (list) => [...new Set([...order.before[list], ...order.after[list]].map(key))];
  const compare = (text, before, after) => row([text, before ?? "–", after ?? "–"],
    { class: before === after ? undefined : "differs" });
  const facets = [...new Set([...order.before.truth, ...order.after.truth].map((one) => one.facet))];
  const truth = (outcome, facet) => {
    const one = outcome.truth.find((item) => item.facet === facet);
    return one && `${words(one.state)} (${one.system})`;
  };
  const apart = (outcome) => outcome.disagreements.map((one) =>
    `${words(one.pattern)}: ${words(one.status)}, ${words(one.cause)}`).join("; ") || undefined;
  return table("Under either rulebook", ["", "Before", "After"], [
    ...facets.map((facet) => compare(`truth: ${words(facet)}`, truth(order.before, facet), truth(order.after, facet))),
    ...names("claims").map((name) => compare(words(name), words(line(order.before, name, "claims") ?? "–"),
      words(line(order.after, name, "claims") ?? "–"))),
    compare("disagreements", apart(order.before), apart(order.after)),
    compare("quarantined", order.before.quarantined.join("; ") || undefined,
      order.after.quarantined.join("; ") || undefined),
  ], { class: "folds" });
}

function divergence(one) {
  if (!one) return null;
  const side = (name, reading) => h("div", {}, h("dt", {}, name), h("dd", {}, words(reading.reading),
    reading.place && [" ", h("span", { class: "place" }, reading.place)],
    reading.rule && h("span", { class: "role" }, reading.rule)));
  return [h("p", {}, `They part at entry ${one.position}, ${words(one.kind)} ${words(one.shape)}, learned `
    + `${exactly(one.learned)}: ${one.read_differently ? "it is read differently." : "it is weighed differently."}`),
  h("dl", { class: "facts" }, side("Before", one.before), side("After", one.after))];
}

function drill(order) {
  const name = orderName(order.names, order.order);
  return h("section", { class: "panel", "aria-label": `Order ${name}`, id: "drill", tabindex: "-1" },
    h("div", { class: "panel-head" }, h("h2", {}, `Order ${name}`),
      h("p", {}, orderLink(order.order, "everything that happened to it"))),
    h("ul", { class: "changes" }, order.effects.map((one) => h("li", {}, words(one.sentence)))),
    order.irreversible.length > 0 && h("p", { class: "quiet" },
      `Already past undoing: ${order.irreversible.map(words).join(", ")}.`),
    divergence(order.divergence), twoFolds(order));
}

function orders(result, { id, query }, host) {
  const samples = new Set(result.samples);
  const sorted = [...result.changed].sort((a, b) => samples.has(b.order) - samples.has(a.order));
  const href = (order) => `#/replay/${encodeURIComponent(id)}?order=${encodeURIComponent(order)}`;
  const choose = (order, event) => {
    event?.preventDefault();
    history.replaceState(null, "", href(order.order));
    replace(host, drill(order));
    if (event) document.getElementById("drill").focus();
  };
  const asked = result.changed.find((one) => one.order === query.order);
  if (asked) choose(asked);
  return section("Changed orders", h("p", { class: "quiet" },
    `Samples first, which differ from each other${sorted.length > shownMax
      ? `; ${shownMax} of ${plural(sorted.length, "order")}, all are in the downloads` : ""}.`),
  table("Changed orders", ["Order", "Began in", "What changes", "First differs at"], sorted.slice(0, shownMax)
    .map((order) => row([
      [h("a", { href: href(order.order), onclick: (event) => choose(order, event) },
        orderName(order.names, order.order)), samples.has(order.order) && [" ", badge("low", "sample")]],
      words(order.channel), order.effects.slice(0, 3).map((one) => h("span", { class: "effect" }, words(one.sentence))),
      order.divergence ? [`entry ${order.divergence.position} `, h("span", { class: "place" },
        order.divergence.after.place ?? order.divergence.before.place ?? "")] : "–"]))));
}

export function report(result, options) {
  const host = h("div", {});
  return [headline(result), rules(result),
    section("Truth, before and after", matrices(result), effects(result)),
    commonalities(result), irreversible(result), orders(result, options, host), host,
    section("Report in other forms", options.downloads)];
}
