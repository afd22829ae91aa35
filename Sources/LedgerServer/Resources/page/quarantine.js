// What is in quarantine, tried again by the rules in force: why it stays, and which table would have to know it.

import { askJSON } from "./api.js";
import { h, number, replace, row, table } from "./dom.js";
import { count, plural, words } from "./format.js";
import { ruleLink } from "./event.js";
import { sorry } from "./panel.js";
import { may } from "./session.js";

// What is alike in one row, the most first.
function groups(staying) {
  const found = new Map();
  for (const one of staying) {
    const why = one.would_stay_because;
    const key = JSON.stringify([one.channel, one.facet, why.reason, why.fact, why.value, why.file, why.line]);
    if (!found.has(key)) found.set(key, { ...one, why, count: 0 });
    found.get(key).count += 1;
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function outcome(answer) {
  if (!answer.quarantined) return h("p", { class: "note good" }, "Nothing is in quarantine.");
  return [h("p", {}, `${plural(answer.quarantined, "claim")} tried: ${count(answer.released)} would be released, `
    + `${count(answer.staying)} would stay. Nothing was changed: rules that know more release it, when they come `
    + "into force."),
  answer.staying > 0 && table("Would stay", [{ text: "Claims", number: true }, "Channel", "Facet", "Why", "Value",
    "To be known by"], groups(answer.still_quarantined).map((one) => row([
    number(count(one.count)), one.channel, one.facet ? words(one.facet) : "–",
    [words(one.why.reason), one.why.fact && `: ${one.why.fact}`], h("code", {}, one.why.value || "–"),
    ruleLink(one.why.file, one.why.line) || "–"])))];
}

// Nothing for those who may not.
export function quarantineTrial() {
  if (!may("operate")) return null;
  const body = h("div", { role: "status" });
  const button = h("button", { type: "button", onclick: async () => {
    button.disabled = true;
    replace(body, h("p", { class: "waiting" }, "Asking…"));
    try {
      replace(body, outcome(await askJSON("/v1/quarantine/retry", { method: "POST" })));
    } catch (fault) {
      replace(body, sorry(fault));
    } finally {
      button.disabled = false;
    }
  } }, "Why is it in quarantine?");
  return h("div", { class: "trial" }, h("p", { class: "buttons" }, button), body);
}
