// All events of an order as a table: the picture in words.

import { badge } from "./badges.js";
import { h, number, row, table } from "./dom.js";
import { exactly, moment, span, words } from "./format.js";
import { ruleLink } from "./event.js";
import { eventKey } from "./picture-layout.js";

function says(event) {
  return h("ul", { class: "plain" }, event.claims.map((claim) =>
    h("li", {}, words(claim.text), claim.file && [" ", ruleLink(claim.file, claim.line)])));
}

export function eventsTable(trace, href) {
  const rows = trace.events.map((event) => row([
    h("a", { href: href(event) }, exactly(event.occurred ?? event.learned)),
    event.occurred ? span(moment(event.learned) - moment(event.occurred)) : "–",
    [words(event.system || event.channel), event.hearsay && h("span", { class: "quiet" },
      ` said by ${event.channel}`)],
    words(event.shape), badge(event.outcome), says(event),
    h("ul", { class: "plain" }, event.changes.map((change) => h("li", {}, words(change)))),
    number(eventKey(event).replace(/\.0$/, "")),
  ]));
  return table("All events", ["Happened", "Learned after", "System", "Message", "Outcome", "Says",
    "Changes", { text: "Entry", number: true }], rows, { class: "events" });
}
