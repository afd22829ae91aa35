// A part of a view that asks for one thing, and says so where it is not to be had.

import { Refusal } from "./api.js";
import { freshId, h, replace } from "./dom.js";

export function sorry(fault, retry) {
  if (!(fault instanceof Refusal)) throw fault;
  if (fault.isMissingPart) return h("p", { class: "note missing" }, "Not available on this server.");
  if (fault.status === 403) {
    const roles = fault.problem.roles?.join(", ");
    return h("p", { class: "note denied" }, "Your token does not allow this.",
      roles ? ` It needs one of the roles ${roles}: ask whoever runs this ledger.` : "");
  }
  return h("div", { class: "note fault", role: "alert" }, h("p", {}, fault.message),
    retry && h("button", { type: "button", onclick: retry }, "Try again"));
}

// `load` is asked for the data, `draw` makes nodes of it. `refresh()` of the result asks again; what
// is shown stays until the new is there.
export function panel(title, { load, draw, signal, level = 2, className = "", aside, tall = false }) {
  const id = freshId("panel");
  const body = h("div", { class: "panel-body" }, h("p", { class: "waiting" }, "Asking…"));
  const element = h("section", { class: `panel ${className} ${tall ? "tall" : ""}`,
    "aria-labelledby": id, "aria-busy": "true" },
  h("div", { class: "panel-head" }, h(`h${level}`, { id }, title), aside), body);
  let turn = 0;
  async function refresh() {
    const mine = ++turn;
    let content;
    try {
      const data = await load();
      if (mine !== turn || signal?.aborted) return;
      content = await draw(data);
    } catch (fault) {
      if (fault.name === "AbortError" || signal?.aborted || mine !== turn) return;
      content = sorry(fault, refresh);
    }
    replace(body, content);
    element.setAttribute("aria-busy", "false");
  }
  element.refresh = refresh;
  element.ready = refresh();
  return element;
}
