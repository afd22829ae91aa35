// Small charts. Each says in words what it shows.

import { h, svg } from "./dom.js";
import { count } from "./format.js";

const width = 180;
const height = 34;

// One bar for each bucket: rates are counts of an interval, so a line would invent what lies between.
export function sparkline(values, label) {
  const known = values.map((value) => Number(value ?? 0));
  const most = Math.max(1, ...known);
  const step = width / Math.max(1, known.length);
  return svg("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `${label}: at most ${count(most)}, last ${count(known.at(-1) ?? 0)}`,
    preserveAspectRatio: "none" },
  svg("line", { x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }),
  known.map((value, index) => value > 0 && svg("rect", { x: index * step,
    width: Math.max(0.8, step - 0.6), y: height - Math.max(1.5, (value / most) * (height - 2)),
    height: Math.max(1.5, (value / most) * (height - 2)) })));
}

// A share of a whole as a bar; the number stands beside it.
export function share(part, whole, className = "") {
  const portion = whole ? Math.max(0, Math.min(1, part / whole)) : 0;
  return svg("svg", { class: `share ${className}`, viewBox: "0 0 100 6", preserveAspectRatio: "none",
    "aria-hidden": "true" },
  svg("rect", { class: whole ? "all" : "none", width: 100, height: 6 }), svg("rect", { width: portion * 100, height: 6 }));
}

export const figure = (value, name, detail) => h("div", { class: "figure" },
  h("dt", {}, name), h("dd", {}, h("span", { class: `value ${Array.isArray(value) ? "list-of" : ""}` },
    Array.isArray(value) ? value.map((one) => h("span", {}, one)) : value),
    h("span", { class: "quiet" }, detail ?? "")));
