// Where everything of the picture of an order goes. Decides only; picture.js draws.

import { moment, words } from "./format.js";
import { timescale } from "./timescale.js";

export const rowHeight = 18;
export const lanePadding = 9;
export const axisHeight = 46;

const pen = document.createElement("canvas").getContext("2d");
export function textWidth(text, weight = 400) {
  pen.font = `${weight} 12px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(text).width;
}

export const eventKey = (event) => `${event.position}.${event.item}`;
export const happened = (event) => moment(event.occurred ?? event.learned);
// Middleware speaks of other systems; what it says stands in its own lane.
export const laneOf = (event) => (event.hearsay ? event.channel : event.system || event.channel);

// What a claim says: `payment captured` is a state, `from_value = paid` a fact, `order present` neither.
export function stateOf(claim) {
  const text = claim.text.replace(/ \(said of .*\)$/, "");
  if (text.includes(" = ") || / (present|absent)$/.test(text)) return null;
  const at = text.indexOf(" ");
  return at < 0 ? null : { facet: text.slice(0, at), state: text.slice(at + 1) };
}

// States that say nothing yet are not worth a line in the picture.
const dull = new Set(["none", "unfulfilled", "unpaid"]);

// For each event, the states that its system had not claimed before.
function newStates(events) {
  const known = new Map();
  return events.map((event) => event.claims.map(stateOf).filter((claim) => {
    if (!claim) return false;
    const key = `${laneOf(event)}/${claim.facet}`;
    const before = known.get(key);
    known.set(key, claim.state);
    return before !== claim.state && !(before === undefined && dull.has(claim.state));
  }));
}

function linesOf(event, states) {
  const lines = states.slice(0, 3).map((one) => ({ facet: words(one.facet), state: words(one.state),
    loud: /^(rejected|failed|error)\b/.test(one.state) }));
  if (states.length > 3) lines.push({ facet: "", state: `and ${states.length - 3} more` });
  if (["quarantined", "conflict", "held", "refused"].includes(event.outcome)) {
    lines.push({ facet: "", state: words(event.outcome), loud: true });
  }
  return lines;
}

// The first rows in which a box of some lines is free from `left` to `right`.
class Rows {
  boxes = [];
  height = 1;
  place(left, right, lines, from = 0) {
    let row = from;
    while (this.boxes.some((box) => box.row < row + lines && row < box.row + box.lines
      && box.left < right && left < box.right)) row += 1;
    this.boxes.push({ left, right, row, lines });
    this.height = Math.max(this.height, row + lines);
    return row;
  }
}

function placeMark(rows, event, states, scale) {
  const x = scale.x(happened(event));
  const learnedX = scale.x(moment(event.learned));
  const lines = linesOf(event, states);
  const width = Math.max(0, ...lines.map((line) =>
    textWidth(`${line.facet} ${line.state}`.trim(), line.loud ? 600 : 400)));
  const tail = Math.abs(learnedX - x) > 12;
  // Beside a tail there is no room: what is said goes under it.
  const below = tail && lines.length > 0;
  const left = Math.min(x, learnedX) - 9;
  const right = Math.max(x + 9, learnedX + 6, lines.length ? (below ? x : Math.max(x, learnedX - 5)) + 16 + width : 0);
  const height = Math.max(1, lines.length + (below ? 1 : 0));
  const row = rows.place(left, right, height);
  return { event, key: eventKey(event), x, learnedX, row, lines, below, right, tail };
}

function lanes(trace, scale) {
  const states = newStates(trace.events);
  const byKey = new Map();
  const lane = (key) => {
    if (!byKey.has(key)) {
      const system = trace.systems.find((one) => one.system === key);
      byKey.set(key, { key, system, rows: new Rows(), marks: [], bands: [] });
    }
    return byKey.get(key);
  };
  trace.events.map((event, index) => ({ event, states: states[index] }))
    .sort((a, b) => happened(a.event) - happened(b.event) || a.event.position - b.event.position)
    .forEach(({ event, states }) => {
      const one = lane(laneOf(event));
      one.marks.push(placeMark(one.rows, event, states, scale));
    });
  for (const system of trace.systems) if (system.presence !== "not_expected") lane(system.system);
  return [...byKey.values()].sort((a, b) => rank(a) - rank(b));
}

// Lanes stand in the order in which an order runs through the systems.
const roles = ["storefront", "marketplace", "payment", undefined, "erp", "wms", "carrier", "notifier"];
const rank = (lane) => { const at = roles.indexOf(lane.system?.role); return at < 0 ? roles.length : at; };

// Disagreements worth a line: those that are open, and those that once were more than on their way.
// Missed deadlines are not: mostly they belong to one of these, and the list beside tells them.
export const divergences = (trace) => [
  ...trace.mismatches.filter((one) => one.status !== "in_flight" && !one.sla),
  ...trace.closed.filter((one) => one.was_mismatch && !one.sla),
];

// A side names a system, or a role where nobody has it yet.
const laneOfSide = (all, name) => name === null ? undefined
  : all.find((lane) => lane.key === name) ?? all.find((lane) => lane.system?.role === name);

function flags(trace, scale, all, rows) {
  return divergences(trace).map((mismatch) => {
    const x = scale.x(moment(mismatch.since));
    const text = `${mismatch.title} · ${words(mismatch.cause)}`;
    const open = !mismatch.closed_at;
    const right = x + 20 + textWidth(text, 600);
    const row = rows.place(x - 4, right, 1);
    const down = laneOfSide(all, mismatch.downstream.system);
    const end = open ? null : scale.x(moment(mismatch.closed_at));
    const due = scale.x(moment(mismatch.due));
    // Two that are due at once, as a refund and its credit memo, share their words.
    const same = down?.bands.find((band) => band.from === due);
    if (down && (end === null || end > due)) {
      down.bands.push({ mismatch, open, from: due, to: end,
        row: same ? same.row : down.rows.place(due, due + 62, 1) });
    }
    return { mismatch, x, text, open, row, right,
      lanes: [laneOfSide(all, mismatch.upstream.system), down].filter(Boolean),
      items: [mismatch.upstream.item, mismatch.downstream.item].filter(Boolean).map(eventKey) };
  });
}

// A lane that stays empty says why.
function silence(lane, scale) {
  if (lane.marks.length || !lane.system) return;
  const due = lane.system.due ? scale.x(moment(lane.system.due)) : null;
  const text = due === null ? words(lane.system.presence) : `expected by here: ${words(lane.system.presence)}`;
  lane.silence = { x: due ?? 14, text, right: (due ?? 14) + textWidth(text, 600) + 12, due };
}

function momentsOf(trace) {
  const times = trace.events.flatMap((event) => [happened(event), moment(event.learned)]);
  for (const one of divergences(trace)) {
    times.push(moment(one.since), moment(one.due), one.closed_at ? moment(one.closed_at) : NaN);
  }
  for (const system of trace.systems) if (system.due) times.push(moment(system.due));
  return times.filter(Number.isFinite);
}

function once(trace, width) {
  const scale = timescale(momentsOf(trace), width);
  const all = lanes(trace, scale);
  const flagRows = new Rows();
  const allFlags = flags(trace, scale, all, flagRows);
  let y = axisHeight + (allFlags.length ? flagRows.height * 24 + 6 : 0);
  for (const lane of all) {
    silence(lane, scale);
    lane.y = y;
    lane.height = Math.max(2, lane.rows.height) * rowHeight + 2 * lanePadding;
    y += lane.height;
  }
  const right = Math.max(scale.width,
    ...all.flatMap((lane) => [...lane.marks.map((mark) => mark.right), lane.silence?.right ?? 0]),
    ...allFlags.map((flag) => flag.right)) + 14;
  return { scale, lanes: all, flags: allFlags, width: right, height: y };
}

// Twice: only the first pass tells how much room the last labels want.
export function layout(trace, width) {
  if (momentsOf(trace).length === 0) return null;
  const first = once(trace, width);
  const over = first.width - width;
  return over > 1 ? once(trace, Math.max(120, first.scale.width - over)) : first;
}
