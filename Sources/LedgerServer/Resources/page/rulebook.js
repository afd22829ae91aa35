// Rulebook: what is in force, what it makes of each value, and which values it does not know.

import { askJSON, post } from "./api.js";
import { badge } from "./badges.js";
import { h, number, replace, row, table } from "./dom.js";
import { count, plural, sentence, when, words } from "./format.js";
import { ruleLink } from "./event.js";
import { panel, sorry } from "./panel.js";
import { quarantineTrial } from "./quarantine.js";
import { may } from "./session.js";

const tabs = { matrix: "Status matrix", coverage: "Coverage", history: "History", files: "Files" };

function about(rulebook) {
  return h("div", { class: "panel-head" }, h("p", {}, h("strong", {}, rulebook.name), " revision ",
    h("code", {}, String(rulebook.revision).slice(0, 12))),
  h("p", { class: "quiet" }, `${plural(rulebook.facets?.length ?? 0, "facet")}, ${plural(
    rulebook.systems?.length ?? 0, "system")}`));
}

const reading = (one) => [one.means === "state" ? h("strong", {}, words(one.state))
  : one.means === "none" ? h("span", { class: "quiet" }, "says nothing") : badge("held", "quarantine"),
h("span", { class: "role" }, ruleLink(one.file, one.line))];

// One message of a kind: a row for each value or condition, a column for each facet that it speaks of.
function matrixOf(shape, rows, facets) {
  const spoken = facets.filter((facet) => rows.some((one) => one.facet === facet));
  const groups = new Map();
  for (const one of rows) {
    const key = JSON.stringify([one.fact, one.value, one.when]);
    if (!groups.has(key)) groups.set(key, { ...one, by: new Map() });
    groups.get(key).by.set(one.facet, one);
  }
  return table(words(shape), ["Where", "Value", ...spoken.map(words)], [...groups.values()].map((group) => row([
    [group.fact, group.when && h("span", { class: "role condition" }, `if ${group.when}`)],
    group.value !== null ? h("code", {}, group.value)
      : h("span", { class: "quiet" }, group.fact ? "any other" : group.when ? "" : "otherwise"),
    ...spoken.map((facet) => (group.by.has(facet) ? reading(group.by.get(facet)) : ""))])),
  { caption: true, class: "status-matrix" });
}

function matrix(rulebook, query) {
  const kinds = rulebook.kinds.filter((kind) => rulebook.matrix.some((one) => one.kind === kind.kind));
  const chosen = kinds.find((one) => one.kind === query.kind) ?? kinds[0];
  if (!chosen) return [about(rulebook), h("p", { class: "quiet" }, "It maps no value.")];
  const mine = rulebook.matrix.filter((one) => one.kind === chosen.kind);
  const facets = rulebook.facets.map((one) => one.facet);
  return [about(rulebook),
    h("p", { class: "windows kinds" }, kinds.map((one) => h("a", {
      href: `#/rulebook?tab=matrix&kind=${encodeURIComponent(one.kind)}`,
      "aria-current": one === chosen && "true" }, one.title || one.kind))),
    h("p", { class: "quiet" }, `${chosen.title || chosen.kind} speaks as ${words(chosen.system)}, ${words(chosen.role)}. `,
      "In each table the first row that holds counts."),
    [...new Set(mine.map((one) => one.shape))].map((shape) =>
      matrixOf(shape, mine.filter((one) => one.shape === shape), facets))];
}

function coverage(answer) {
  if (!answer.values.length) return h("p", { class: "quiet" }, "No value has been seen yet.");
  const rows = answer.values.map((one) => row([words(one.kind), words(one.shape), words(one.fact),
    h("code", {}, one.value), number(count(one.groups)), one.unknown_for.length
      ? badge("quarantined", `no rule for ${one.unknown_for.map(words).join(", ")}`) : badge("accepted", "known")]));
  return [h("p", { class: answer.unknown ? "note denied" : "note good" }, answer.unknown
    ? `${plural(answer.unknown, "value")} of ${count(answer.total)} that no rule knows: what they say waits in quarantine.`
    : `All ${count(answer.total)} values that were seen are known to a rule.`),
  answer.unknown > 0 && quarantineTrial(),
  table("Values seen", ["Kind", "Message", "Fact", "Value", { text: "Orders", number: true }, "Rule"], rows),
  answer.values.length < answer.total && h("p", { class: "quiet" },
    `The first ${count(answer.values.length)} of ${count(answer.total)} values.`)];
}

const revision = (one) => (one ? h("code", {}, one.revision.slice(0, 12)) : "–");

function history(answer, refresh) {
  const rows = [...answer.history].reverse().map((one) => row([
    [words(one.kind), one.active && [" ", badge("accepted", "in force")],
      one.standing && [" ", badge("expected", words(one.standing.state))]],
    when(one.recorded), one.by || "–", one.reason || "–",
    one.to ? [revision(one.from), " → ", revision(one.to)] : `request ${one.request}`,
    number(String(one.position))]));
  return [table("History", ["What", "When", "By", "Why", "Revisions", { text: "Entry", number: true }], rows),
    may("operate") && answer.history.filter((one) => one.to && one.kind !== "requested").length > 1 && rollback(refresh)];
}

function rollback(refresh) {
  const error = h("div", { role: "alert" });
  const reason = h("input", { id: "why", required: true, maxlength: "500", autocomplete: "off" });
  return h("form", { class: "rollback", onsubmit: async (event) => {
    event.preventDefault();
    if (!confirm("Go back to the rulebook before?")) return;
    try {
      await post("/v1/rulebook/rollback", { reason: reason.value });
      refresh();
    } catch (fault) {
      replace(error, sorry(fault));
    }
  } }, h("label", { for: "why" }, "Go back to the rulebook before, because"),
  h("div", { class: "buttons" }, reason, h("button", { type: "submit", class: "danger" }, "Roll back")), error);
}

// A file with numbered lines; the one that a rule was cited by is marked.
function files(answer, query) {
  const all = answer.files ?? answer;
  const paths = Object.keys(all).sort();
  const path = paths.includes(query.file) ? query.file : paths[0];
  const wanted = Number(query.line);
  const lines = all[path].split("\n");
  if (lines.at(-1) === "") lines.pop();
  const list = h("div", { class: "source", tabindex: "0", role: "region", "aria-label": path }, lines.map((text, index) =>
    h("div", { class: index + 1 === wanted ? "cited" : undefined, "aria-current": index + 1 === wanted && "true" },
      h("span", { class: "line-number", "aria-hidden": "true" }, index + 1), h("code", {}, text || " "))));
  requestAnimationFrame(() => {
    const cited = list.querySelector(".cited");
    if (cited) list.scrollTop = cited.offsetTop - list.clientHeight / 3;
  });
  return h("div", { class: "files" },
    h("ul", { class: "list" }, paths.map((one) => h("li", {}, h("a", { class: "place",
      href: `#/rulebook?file=${encodeURIComponent(one)}`, "aria-current": one === path && "true" }, one)))),
    h("div", {}, h("h3", {}, path, wanted ? `, line ${wanted}` : ""), list));
}

export async function show(main, { query, signal }) {
  const tab = query.file ? "files" : query.tab in tabs ? query.tab : "matrix";
  document.title = `${tabs[tab]} – Rulebook – OrderLedger`;
  const load = (path) => () => askJSON(path, { signal });
  const part = {
    matrix: () => panel(tabs.matrix, { signal, load: load("/v1/rulebook"), draw: (data) => matrix(data, query) }),
    coverage: () => panel(sentence("values seen"), { signal, load: load("/v1/rulebook/coverage"), draw: coverage }),
    history: () => {
      const one = panel(tabs.history, { signal, load: load("/v1/rulebook/history"),
        draw: (data) => history(data, () => one.refresh()) });
      return one;
    },
    files: () => panel(tabs.files, { signal, load: load("/v1/rulebook/files"), draw: (data) => files(data, query) }),
  }[tab]();
  replace(main, h("h1", { tabindex: "-1" }, "Rulebook"),
    h("div", { class: "windows tabs", role: "navigation", "aria-label": "Parts of the rulebook" },
      Object.entries(tabs).map(([name, text]) => h("a", { href: `#/rulebook?tab=${name}`,
        "aria-current": name === tab && "page" }, text))), part);
}
