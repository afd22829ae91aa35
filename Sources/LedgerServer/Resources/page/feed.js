// The live feed (Server-Sent Events), read with `fetch` so that it works with a token too. After a break
// it goes on behind the last event that it had.

import { ask, Refusal } from "./api.js";

const pauses = [1_000, 2_000, 5_000, 10_000, 30_000];
const pause = (ms, signal) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
});

// Cuts a stream into events: `id`, `event` and `data` of each.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { id: null, event: "message", data: "" };
      for (const line of block.split(/\r?\n/)) {
        const at = line.indexOf(":");
        if (at > 0) event[line.slice(0, at)] = line.slice(at + 1).replace(/^ /, "");
      }
      if (event.data || event.id) yield event;
    }
  }
}

// Calls `onevent` for each, and `onstate` with `live`, `broken` or `missing`. Ends with the signal.
export async function follow({ after, signal, onevent, onstate }) {
  let last = null;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const response = await ask("/v1/feed", { signal, query: last ? {} : { after },
        headers: { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) } });
      onstate("live");
      failures = 0;
      for await (const event of events(response)) {
        // A heartbeat has an id and no data: nothing that was passed over is looked at again.
        last = event.id ?? last;
        if (event.data) onevent(event);
      }
    } catch (fault) {
      if (signal.aborted) return;
      if (fault instanceof Refusal && (fault.isMissingPart || fault.status === 403)) {
        onstate("missing");
        return;
      }
    }
    if (signal.aborted) return;
    onstate("broken");
    await pause(pauses[Math.min(failures, pauses.length - 1)], signal);
    failures += 1;
  }
}
