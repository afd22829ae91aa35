// What is true and what each system says, side by side.

import { badge } from "./badges.js";
import { h, table } from "./dom.js";
import { exactly, moment, money, span, when, words } from "./format.js";
import { ruleLink } from "./event.js";

function because(reason) {
  return h("div", { class: "because" }, h("span", { class: "rule" }, reason.rule),
    h("span", {}, ruleLink(reason.file, reason.line), h("span", { class: "quiet" },
      ` entry ${reason.position}`)));
}

export function truthTable(report) {
  const rows = report.truth.map((one) => h("tr", {},
    h("th", { scope: "row" }, words(one.facet)),
    h("td", {}, h("strong", {}, words(one.state))),
    h("td", {}, words(one.system), one.skipped.length > 0 && h("span", { class: "quiet" },
      ` no word from ${one.skipped.map(words).join(", ")}`)),
    h("td", {}, because(one.because))));
  return table("Truth", ["Facet", "State", "Says who", "Because"], rows);
}

function cell(status, truth) {
  if (!status) return h("td", { class: "none" }, h("span", { class: "quiet" }, "–"));
  const differs = truth && truth.state !== status.state;
  return h("td", { class: differs ? "differs" : "agrees" },
    h("span", { title: `since ${exactly(status.since)}: ${status.because.rule}` }, words(status.state)),
    differs && h("span", { class: "hidden" }, " (differs from truth)"),
    status.held_until && h("span", { class: "quiet" }, ` held until ${when(status.held_until)}`));
}

export function systemsTable(report) {
  const facets = [...new Set([...report.truth.map((one) => one.facet),
    ...report.systems.flatMap((system) => system.facets.map((one) => one.facet))])];
  const systems = report.systems.filter((one) => one.presence !== "not_expected");
  const rows = systems.map((system) => h("tr", {},
    h("th", { scope: "row" }, words(system.system), h("span", { class: "role" }, words(system.role))),
    h("td", {}, badge(system.presence), system.reason && h("span", { class: "quiet" }, ` ${system.reason}`),
      system.due && h("span", { class: "quiet" }, ` due ${when(system.due)}`)),
    facets.map((facet) => cell(system.facets.find((one) => one.facet === facet),
      report.truth.find((one) => one.facet === facet)))));
  const truth = h("tr", { class: "truth" }, h("th", { scope: "row" }, "truth"), h("td", {}, ""),
    facets.map((facet) => {
      const one = report.truth.find((item) => item.facet === facet);
      return h("td", {}, one ? h("strong", {}, words(one.state)) : "–");
    }));
  return table("What each system says", ["System", "Presence", ...facets.map(words)],
    [truth, ...rows], { class: "matrix", wide: true });
}

const side = (one) => [one.system ? words(one.system) : "nobody", one.claim && `: ${words(one.claim)}`];

// A missed deadline in a line: mostly it goes along with a mismatch that is told at length.
export const deadline = (one) => h("li", {}, h("a", { href: `#/mismatches?pattern=${one.pattern}&slas=true` },
  one.title), ` ${words(one.status)}, due ${when(one.due)}, `, h("span", { class: "quiet" }, words(one.cause)));

export function disagreement(one, now) {
  const open = !one.closed_at;
  const length = (open ? now : moment(one.closed_at)) - moment(one.since);
  return h("article", { class: `disagreement ${open ? "open" : "over"}` },
    h("div", { class: "panel-head" },
      h("h3", {}, h("a", { href: `#/mismatches?pattern=${one.pattern}` }, one.title)),
      h("p", {}, badge(one.status), " ", badge(one.severity))),
    h("p", { class: "sides" }, h("span", {}, side(one.upstream)), h("span", { class: "against" }, "against"),
      h("span", {}, side(one.downstream))),
    h("dl", { class: "facts" },
      h("div", {}, h("dt", {}, "Cause"), h("dd", {}, words(one.cause))),
      h("div", {}, h("dt", {}, "Diverged"), h("dd", {}, when(one.since),
        h("span", { class: "quiet" }, open ? `, ${span(length)} ago` : `, lasted ${span(length)}`))),
      h("div", {}, h("dt", {}, "Due"), h("dd", {}, when(one.due))),
      one.closed_at && h("div", {}, h("dt", {}, "Closed"), h("dd", {}, when(one.closed_at),
        one.closing && ` ${words(one.closing)}`)),
      one.total && h("div", {}, h("dt", {}, "Money"), h("dd", {}, money(one.total))),
      h("div", {}, h("dt", {}, "Owner"), h("dd", {}, one.owner))),
    open && h("p", { class: "remedy" }, one.remedy));
}
