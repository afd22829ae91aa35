// The picture of an order: a lane for each system, time from left to right. The table of events below
// says the same to those who do not see it.

import { freshId, h, replace, svg } from "./dom.js";
import { clock, day, exactly, moment, span, words } from "./format.js";
import { axisHeight, eventKey, happened, lanePadding, layout, rowHeight } from "./picture-layout.js";

// Below the lanes stands how long the folds are.
const footHeight = 20;

const middle = (lane, row) => lane.y + lanePadding + row * rowHeight + rowHeight / 2;

function axis(plan) {
  const nodes = [];
  let lastDay = null;
  plan.scale.parts.forEach((part, index) => {
    plan.scale.ticks[index].forEach((tick) => {
      const date = day(tick.ms);
      if (date !== lastDay) nodes.push(svg("text", { class: "date", x: tick.x, y: 14 }, date));
      lastDay = date;
      const text = clock(tick.ms, { seconds: tick.exact || tick.step < 60_000 });
      nodes.push(svg("text", { class: "tick", x: tick.x, y: 32 }, text),
        svg("line", { class: "grid", x1: tick.x, x2: tick.x, y1: 38, y2: plan.height }));
    });
    nodes.push(svg("line", { class: "axis", x1: part.x, x2: part.x + part.width, y1: 40, y2: 40 }));
  });
  return nodes;
}

function folds(plan) {
  return plan.scale.folds.map((fold) => {
    const center = fold.x + fold.width / 2;
    return svg("g", { class: "fold" },
      svg("rect", { x: fold.x + 6, y: axisHeight - 6, width: fold.width - 12,
        height: plan.height - axisHeight + 6 }),
      svg("path", { d: `M${fold.x} 40h6l4 -5l6 10l6 -10l6 10l6 -10l4 5h${fold.width - 38}` }),
      svg("text", { x: center, y: plan.height + 14, "text-anchor": "middle" }, span(fold.length)),
      svg("title", {}, `${span(fold.length)} in which nothing happened`));
  });
}

function shape(mark) {
  const { event } = mark;
  const late = event.changes.some((change) => change.startsWith("late:"));
  const changed = event.changes.some((change) => /^[a-z_]+: /.test(change)) && !late;
  const state = ["quarantined", "conflict", "refused"].includes(event.outcome) ? "bad"
    : changed ? "changed" : event.outcome === "noted" || late ? "hollow" : "said";
  if (state === "bad") return svg("path", { class: `dot ${state}`, d: "M0 -7L7 0L0 7L-7 0Z" });
  if (event.hearsay) {
    return svg("rect", { class: `dot ${state}`, x: -5, y: -5, width: 10, height: 10, rx: 1.5 });
  }
  return svg("circle", { class: `dot ${state}`, r: state === "changed" ? 6 : 5 });
}

export function describe(event) {
  const said = event.claims.map((claim) => words(claim.text)).join(", ");
  const lag = event.occurred ? `, learned ${span(moment(event.learned) - happened(event))} later` : "";
  return `${event.system || event.channel}: ${said || words(event.shape)}. `
    + `${exactly(event.occurred ?? event.learned)}${lag}. ${words(event.outcome)}`;
}

function drawMark(lane, mark, diverging) {
  const y = middle(lane, mark.row);
  const textX = mark.below ? mark.x - 5 : Math.max(mark.x + 12, mark.learnedX + 7);
  const first = y + (mark.below ? rowHeight : 0) + 4;
  const ahead = mark.learnedX < mark.x - 0.5;
  return svg("g", { class: "mark", "data-key": mark.key, role: "button", tabindex: "-1",
    "aria-pressed": "false", "aria-label": describe(mark.event) },
  mark.learnedX !== mark.x && svg("path", { class: `tail ${ahead ? "ahead" : ""}`,
    d: `M${mark.x} ${y}H${mark.learnedX}m0 -5v10` }),
  svg("g", { transform: `translate(${mark.x} ${y})` },
    svg("circle", { class: "reach", r: 11 }),
    diverging && svg("circle", { class: "ring", r: 9.5 }),
    shape(mark)),
  mark.lines.map((line, index) => svg("text", { class: `said ${line.loud ? "loud" : ""}`, x: textX,
    y: first + index * rowHeight },
  line.facet && svg("tspan", { class: "facet" }, line.facet + " "), svg("tspan", {}, line.state))));
}

function bands(plan, lane) {
  return lane.bands.map((band) => {
    const to = band.to ?? plan.width;
    if (to <= band.from) return null;
    return svg("g", { class: `band ${band.open ? "open" : "over"}` },
      svg("rect", { x: band.from, y: lane.y + 2, width: to - band.from, height: lane.height - 4 }),
      lane.marks.length > 0 && svg("text", { x: band.from + 6, y: middle(lane, band.row) + 4 }, "past due"));
  });
}

function drawFlags(plan) {
  return plan.flags.map((flag) => {
    const { lanes } = flag;
    const y = axisHeight + flag.row * 24 + 2;
    const bottom = lanes.length ? Math.max(...lanes.map((lane) => lane.y + lane.height)) : plan.height;
    return svg("g", { class: `flag ${flag.open ? "open" : "over"}` },
      svg("line", { x1: flag.x, x2: flag.x, y1: y, y2: bottom - 2 }),
      lanes.map((lane) => svg("path", { class: "joint",
        d: `M${flag.x - 4} ${lane.y + 2}h8M${flag.x - 4} ${lane.y + lane.height - 2}h8` })),
      svg("rect", { x: flag.x, y, width: flag.right - flag.x - 4, height: 20, rx: 3 }),
      svg("text", { x: flag.x + 8, y: y + 14 }, flag.text),
      svg("title", {}, `Diverged ${exactly(flag.mismatch.since)}, due ${exactly(flag.mismatch.due)}`));
  });
}

function labels(plan, width) {
  return svg("svg", { class: "lane-names", width, height: plan.height + footHeight, "aria-hidden": "true" },
    plan.lanes.map((lane) => svg("g", {},
      svg("line", { class: "rule", x1: 0, x2: width, y1: lane.y, y2: lane.y }),
      svg("text", { class: "name", x: 0, y: lane.y + lanePadding + 13 }, words(lane.key)),
      svg("text", { class: "role", x: 0, y: lane.y + lanePadding + 29 },
        words(lane.system?.role ?? "middleware")))),
    plan.scale.folds.length > 0 && svg("text", { class: "role", x: 0, y: plan.height + 14 }, "folded"));
}

function canvas(plan, container) {
  const ringed = new Set(plan.flags.filter((flag) => flag.open).flatMap((flag) => flag.items));
  return svg("svg", { class: "lanes", width: plan.width, height: plan.height + footHeight, role: "group",
    "aria-label": "Events by system over time. Arrow keys walk through them." },
  folds(plan), axis(plan),
  svg("line", { class: "cursor", x1: -10, x2: -10, y1: 40, y2: plan.height }),
  plan.lanes.map((lane) => [
    svg("line", { class: "rule", x1: 0, x2: plan.width, y1: lane.y, y2: lane.y }),
    bands(plan, lane),
    lane.silence && svg("g", { class: "silence" },
      lane.silence.due !== null && svg("path",
        { d: `M${lane.silence.x} ${lane.y + 4}v${lane.height - 8}` }),
      svg("text", { x: lane.silence.x + 6, y: middle(lane, 0) + 4 }, lane.silence.text)),
  ]),
  drawFlags(plan),
  plan.lanes.map((lane) => lane.marks.map((mark) => drawMark(lane, mark, ringed.has(mark.key)))));
}

// Draws the picture; `onselect(event)` is called when an event is walked to or pressed.
export class Picture {
  constructor(trace, onselect) {
    this.trace = trace;
    this.onselect = onselect;
    // Whether somebody wants to see the selected event; else the picture begins at its beginning.
    this.isAsked = false;
    this.tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
    this.scroller = h("div", { class: "picture-scroll" });
    this.names = h("div", { class: "picture-names" });
    this.element = h("div", { class: "picture", id: freshId("picture") }, this.names, this.scroller,
      this.tip);
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    this.scroller.addEventListener("click", (event) => this.pick(event.target));
    this.scroller.addEventListener("focusin", (event) => this.pick(event.target));
    this.scroller.addEventListener("pointerover", (event) => this.hint(event.target));
    this.scroller.addEventListener("pointerleave", () => { this.tip.hidden = true; });
  }

  draw() {
    const narrow = this.element.clientWidth < 560;
    const namesWidth = narrow ? 78 : 116;
    const plan = layout(this.trace, this.element.clientWidth - namesWidth - 2);
    if (!plan) return replace(this.scroller, h("p", { class: "note" }, "Nothing was known of it then."));
    this.plan = plan;
    this.marks = plan.lanes.flatMap((lane) => lane.marks.map((mark) => ({ ...mark, lane })))
      .sort((a, b) => a.x - b.x || a.event.position - b.event.position || a.event.item - b.event.item);
    replace(this.names, labels(plan, namesWidth));
    replace(this.scroller, canvas(plan));
    this.select(this.selected ?? this.marks[0]?.key, { quiet: true, reveal: this.isAsked });
  }

  node(key) { return this.scroller.querySelector(`.mark[data-key="${key}"]`); }

  select(key, { quiet = false, focus = false, reveal = true } = {}) {
    const mark = this.marks?.find((one) => one.key === key);
    if (!mark) return;
    for (const node of this.scroller.querySelectorAll(".mark[tabindex='0']")) {
      node.setAttribute("tabindex", "-1");
      node.setAttribute("aria-pressed", "false");
    }
    const node = this.node(key);
    node.setAttribute("tabindex", "0");
    node.setAttribute("aria-pressed", "true");
    const cursor = this.scroller.querySelector(".cursor");
    cursor.setAttribute("x1", mark.x);
    cursor.setAttribute("x2", mark.x);
    if (focus) node.focus({ preventScroll: true });
    if (reveal) this.reveal(mark);
    if (this.selected !== key && !quiet) {
      this.isAsked = true;
      this.onselect(mark.event);
    }
    this.selected = key;
  }

  // Scrolls sideways only: the page stays where it is.
  reveal(mark) {
    const { scrollLeft, clientWidth } = this.scroller;
    if (mark.x < scrollLeft + 20) this.scroller.scrollLeft = mark.x - 40;
    else if (mark.x > scrollLeft + clientWidth - 40) this.scroller.scrollLeft = mark.x - clientWidth / 2;
  }

  pick(target) {
    const node = target.closest?.(".mark");
    if (node) this.select(node.dataset.key);
  }

  walk(event) {
    const at = this.marks.findIndex((mark) => mark.key === this.selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.marks.length - 1,
      ArrowDown: this.across(at, 1), ArrowUp: this.across(at, -1) }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const mark = this.marks[Math.max(0, Math.min(this.marks.length - 1, to))];
    this.select(mark.key, { focus: true });
    this.hint(this.node(mark.key));
  }

  // The event nearest in time of the next lane that has any.
  across(at, step) {
    const { lanes } = this.plan;
    const from = this.marks[at];
    let next = lanes.indexOf(from.lane) + step;
    while (lanes[next] && lanes[next].marks.length === 0) next += step;
    if (!lanes[next]) return at;
    const near = lanes[next].marks.reduce((best, mark) =>
      Math.abs(mark.x - from.x) < Math.abs(best.x - from.x) ? mark : best);
    return this.marks.findIndex((mark) => mark.key === near.key);
  }

  hint(target) {
    const node = target.closest?.(".mark");
    const mark = node && this.marks.find((one) => one.key === node.dataset.key);
    this.tip.hidden = !mark;
    if (!mark) return;
    const { event } = mark;
    replace(this.tip, h("strong", {}, `${words(event.system || event.channel)} · ${words(event.shape)}`),
      h("span", {}, exactly(event.occurred ?? event.learned)),
      h("span", {}, event.occurred
        ? `learned ${span(moment(event.learned) - happened(event))} later` : "learned then"),
      event.changes.slice(0, 4).map((change) => h("span", { class: "change" }, change)));
    const left = this.names.clientWidth + mark.x - this.scroller.scrollLeft + 14;
    const room = this.element.clientWidth - 240;
    this.tip.style.left = `${Math.max(0, Math.min(left, room))}px`;
    this.tip.style.top = `${middle(mark.lane, mark.row) + 16}px`;
  }
}

export { eventKey };
