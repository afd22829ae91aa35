// What operators know of which messages are one order: joining, and undoing a join.

import { askJSON, orderPath, post } from "./api.js";
import { freshId, h, replace, say } from "./dom.js";
import { when } from "./format.js";
import { sorry } from "./panel.js";
import { may } from "./session.js";

// Shows the order anew, once readers see what was just recorded.
async function reopen(order, next) {
  await askJSON(orderPath(order), { query: { at_least: next - 1 } });
  const address = `#/orders/${encodeURIComponent(order)}`;
  if (location.hash === address) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = address;
}

// A form that records something, and says why: `fields` stand before the reason.
function recording(label, fields, submit) {
  const id = freshId("why");
  const error = h("div", { role: "alert" });
  const reason = h("input", { id, required: true, maxlength: "500", autocomplete: "off" });
  const button = h("button", { type: "submit" }, label);
  return h("form", { onsubmit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    replace(error);
    try {
      await submit(reason.value);
      say("It is recorded");
    } catch (fault) {
      replace(error, sorry(fault));
    } finally {
      button.disabled = false;
    }
  } }, fields, h("label", { for: id }, "Why, for the record"), h("div", { class: "buttons" }, reason, button),
  error);
}

export function joinOf(order, join) {
  const words = `Joined by ${join.actor} ${when(join.learned)}: ${join.reason}`;
  if (!may("operate")) return h("p", {}, words);
  return h("details", { class: "join" }, h("summary", {}, words),
    recording("Undo this join", [], async (reason) => {
      const { next_position: next } = await post("/v1/separations", { join: join.position, reason })
        .then((response) => response.json());
      await reopen(order, next);
    }));
}

// Nothing for those who may not.
export function joinWith(order) {
  if (!may("operate")) return null;
  const id = freshId("other");
  const other = h("input", { id, required: true, autocomplete: "off", spellcheck: "false",
    placeholder: "order number, parcel, @entry" });
  return h("details", { class: "join" }, h("summary", {}, "Join something to this order"),
    recording("Join", [h("label", { for: id }, "What belongs to it, by any reference of it"),
      h("div", { class: "buttons" }, other)], async (reason) => {
      const joined = await post("/v1/joins", { references: [order, other.value.trim()], reason })
        .then((response) => response.json());
      await reopen(joined.order, joined.next_position);
    }));
}
