// What others can check without this server: the proof of an order, and all that there is of it.

import { ask, orderPath, post } from "./api.js";
import { h, keep, replace, say } from "./dom.js";
import { sorry } from "./panel.js";
import { may } from "./session.js";

const files = [
  { name: "Audit bundle", part: "/audit", ending: "audit.tar",
    about: "Every message as it came, the rules, proofs, and a page that says how to check them, in one tar "
      + "file. It may name persons, so who takes it is on record." },
  { name: "Proof", part: "/proof", ending: "order-proof.json",
    about: "That these are all events filed for this order up to a signed checkpoint. It holds no messages." },
];

// `again` does what was asked for, once a checkpoint is signed.
function checkpointNeeded(again) {
  const words = "The last signed checkpoint does not cover all of this order yet.";
  if (!may("operate")) return h("p", { class: "note denied" }, `${words} An operator can sign one.`);
  const error = h("div", { role: "alert" });
  return h("div", { class: "note denied" }, h("p", {}, words), h("button", { type: "button",
    onclick: async (event) => {
      const pressed = event.currentTarget;
      pressed.disabled = true;
      replace(error);
      try {
        await post("/v1/checkpoint", {});
        say("A checkpoint was signed");
        await again();
      } catch (fault) {
        replace(error, sorry(fault));
      } finally {
        pressed.disabled = false;
      }
    } }, "Sign a checkpoint, and go on"), error);
}

function offer({ name, part, ending, about }, order) {
  const outcome = h("div", { role: "alert" });
  const button = h("button", { type: "button", onclick: fetchIt }, name);
  async function fetchIt() {
    button.disabled = true;
    replace(outcome);
    try {
      const response = await ask(orderPath(order, part));
      const file = `${order}.${ending}`;
      keep(await response.blob(), file);
      say(`${file} was downloaded`);
    } catch (fault) {
      replace(outcome, fault.code === "checkpoint_needed" ? checkpointNeeded(fetchIt) : sorry(fault));
    } finally {
      button.disabled = false;
    }
  }
  return h("div", { class: "offer" }, h("p", { class: "buttons" }, button),
    h("p", { class: "quiet" }, about), outcome);
}

export function proofs(order, query) {
  return h("section", { class: "panel", "aria-labelledby": "proof-title" },
    h("div", { class: "panel-head" }, h("h2", { id: "proof-title" }, "Proof"),
      h("p", { class: "quiet" }, "Anybody can check it without this server")),
    may("bodies") ? h("div", { class: "offers" }, files.map((file) => offer(file, order)))
      : h("p", { class: "note denied" }, "Proofs and audit bundles are for auditors and operators."),
    query.as_of && h("p", { class: "quiet" }, "They are of the order as it is now."));
}
