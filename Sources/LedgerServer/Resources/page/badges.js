// Small marks with a word. The word says it all; colour only helps.

import { h } from "./dom.js";
import { words } from "./format.js";

const tones = {
  critical: "bad", high: "bad", medium: "warn", low: "calm",
  mismatch: "bad", delay: "warn", in_flight: "calm", unobservable: "calm", closed: "good",
  present: "good", absent: "bad", rejected: "bad", silent: "warn", expected: "calm",
  unobservable_system: "calm", deleted: "warn", not_expected: "calm",
  quarantined: "bad", conflict: "bad", refused: "bad", held: "warn", accepted: "good",
  running: "calm", done: "good", failed: "bad", within: "good", beyond: "bad",
};

export const badge = (name, text) =>
  h("span", { class: `badge ${tones[name] ?? "calm"}` }, text ?? words(name));

export const orderLink = (order, text, query = "") =>
  h("a", { href: `#/orders/${encodeURIComponent(order)}${query}` }, text ?? order);
