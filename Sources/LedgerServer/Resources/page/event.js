// One event of an order: what it says and by which rule, beside its original bytes.

import { ask, askJSON, Refusal } from "./api.js";
import { badge } from "./badges.js";
import { h, keep, replace, row, table } from "./dom.js";
import { bytes, exactly, moment, place, plural, span, when, words } from "./format.js";
import { sorry } from "./panel.js";
import { may } from "./session.js";

export const ruleLink = (file, line) => file && h("a", { class: "place",
  href: `#/rulebook?file=${encodeURIComponent(file)}&line=${line}` }, place(file, line));

// Reading original bytes is on record, so it is done only when asked for; then for each event looked at.
let wantsBytes = false;

const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

function lagOf(event) {
  if (!event.occurred) return "its sender gave no time";
  const lag = moment(event.learned) - moment(event.occurred);
  return lag < 0 ? `${span(lag)} before it happened: the sender's clock is ahead` : `${span(lag)} later`;
}

function facts(event) {
  return h("dl", { class: "facts" },
    fact("Happened", exactly(event.occurred)),
    fact("Learned", exactly(event.learned), h("span", { class: "quiet" }, ` ${lagOf(event)}`)),
    fact("Channel", event.channel, event.account && h("span", { class: "quiet" }, ` account ${event.account}`)),
    fact("Outcome", badge(event.outcome)),
    fact("Evidence", event.evidence, event.authentication && `, ${event.authentication}`,
      event.key_fingerprint && [" key ", h("code", {}, event.key_fingerprint)]),
    fact("Entry", h("span", { class: "mono" }, `${event.position}`),
      event.item > 0 && `, item ${event.item} of it`, h("span", { class: "quiet" },
        ` by ${event.actor}`)),
    event.hearsay && fact("Hearsay", `what ${event.channel} says of ${event.system}`,
      event.hop && ` (${event.hop})`),
    event.caused_by && fact("Caused by", h("code", {}, event.caused_by)),
    event.repeats && fact("Came again", `${plural(event.repeats.count, "time")}, last `,
      when(event.repeats.last.learned)),
    event.conflict_with !== null && fact("Conflicts with", `entry ${event.conflict_with}`),
    event.shared && fact("Shared", "with other orders"));
}

function claims(event) {
  if (!event.claims.length) return h("p", { class: "quiet" }, "It says nothing about this order.");
  return table("What it says", ["Says", "Rule"], event.claims.map((claim) =>
    row([words(claim.text), ruleLink(claim.file, claim.line) || h("span", { class: "quiet" }, "a fact")])));
}

function changes(event) {
  if (!event.changes.length) return h("p", { class: "quiet" }, "Truth stays as it was.");
  return h("ul", { class: "changes" }, event.changes.map((change) => h("li", {}, words(change))));
}

// JSON is laid out for reading; the file that can be downloaded is as it came.
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function original(event, signal) {
  const [response, headers] = await Promise.all([
    ask(`/v1/events/${event.position}/body`, { signal }),
    askJSON(`/v1/events/${event.position}/headers`, { signal }).catch((fault) => {
      if (fault instanceof Refusal) return null;
      throw fault;
    }),
  ]);
  const blob = await response.blob();
  const text = await blob.text();
  const list = Array.isArray(headers?.headers ?? headers) ? headers.headers ?? headers
    : Object.entries(headers?.headers ?? headers ?? {});
  return [
    list.length > 0 && h("dl", { class: "headers" }, list.map((header) => {
      const [name, value] = Array.isArray(header) ? header : [header.name, header.value];
      return h("div", {}, h("dt", {}, name), h("dd", {}, String(value)));
    })),
    h("pre", { class: "bytes", tabindex: "0", "aria-label": "Body" }, readable(text)),
    h("p", {}, h("button", { type: "button",
      onclick: () => keep(blob, `entry-${event.position}.body`) }, `Download ${bytes(blob.size)} as they came`)),
  ];
}

function bytesPart(event, signal) {
  const body = h("div", { class: "raw-body" });
  async function show() {
    wantsBytes = true;
    replace(body, h("p", { class: "waiting" }, "Asking…"));
    try {
      replace(body, await original(event, signal));
    } catch (fault) {
      if (fault.name === "AbortError") return;
      if (fault.status === 410) replace(body, h("p", { class: "note" }, "The bytes were erased. What was "
        + "read from them stays, and so do all proofs."));
      else replace(body, sorry(fault, show));
    }
  }
  if (wantsBytes) show();
  else if (!may("bodies")) {
    put403(body);
  } else {
    replace(body, h("p", { class: "quiet" }, `${bytes(event.body_bytes)}. Who reads them is on record, as `
      + "they may name persons."), h("button", { type: "button", onclick: show }, "Show the original bytes"));
  }
  return h("div", { class: "raw" }, h("h3", {}, "Original bytes"), body);
}

function put403(body) {
  replace(body, h("p", { class: "note denied" }, "The original bytes may name persons, so they are for "
    + "auditors and operators. All that was read from them is on the left."));
}

// The number of an event in its order is told, so that one can speak of it.
export function eventDetail(event, index, total, signal) {
  return [
    h("div", { class: "panel-head" },
      h("h2", {}, `${words(event.system || event.channel)} · ${words(event.shape)}`),
      h("p", { class: "quiet" }, `event ${index + 1} of ${total}`)),
    h("div", { class: "facts-and-bytes" },
      h("div", {}, h("h3", {}, "Facts"), facts(event),
        h("h3", {}, "Says"), claims(event), h("h3", {}, "Changes"), changes(event)),
      bytesPart(event, signal)),
  ];
}
