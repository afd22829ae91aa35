// Names that filters propose: from the rulebook and the channels, where this server tells them.

import { askJSON, Refusal } from "./api.js";

let asked = null;

async function load() {
  const quiet = (promise) => promise.catch((fault) => {
    if (fault instanceof Refusal) return null;
    throw fault;
  });
  const [rulebook, channels, summary] = await Promise.all([
    quiet(askJSON("/v1/rulebook")), quiet(askJSON("/v1/channels")),
    quiet(askJSON("/v1/mismatches/summary"))]);
  const patterns = new Map((summary?.groups ?? []).map((one) => [one.pattern, one.title]));
  for (const one of rulebook?.patterns ?? []) patterns.set(one.pattern, one.title);
  return {
    facets: (rulebook?.facets ?? []).map((one) => one.facet),
    states: new Map((rulebook?.facets ?? []).map((one) =>
      [one.facet, one.states])),
    channels: (channels?.channels ?? []).map((one) => one.channel),
    patterns: [...patterns].map(([value, text]) => ({ value, text }))
      .sort((a, b) => a.text.localeCompare(b.text)),
  };
}

// Asked once for a while: a new rulebook changes them.
export function knownNames() {
  if (!asked || Date.now() - asked.at > 60_000) {
    const promise = load();
    asked = { at: Date.now(), promise };
    promise.catch(() => { asked = null; });
  }
  return asked.promise;
}

export const causes = ["unobservable", "duplicate", "mapping", "sequencing", "edit_not_propagated",
  "rejected", "lost_at_connector", "missing_event", "missing_to_ledger", "undetermined"];
