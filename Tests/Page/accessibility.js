// Looks for what shuts people out, and returns a sentence for each finding. Run in the page.

const findings = [];
const tell = (element, what) => findings.push(
  `${what}: <${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> `
  + (element.textContent ?? "").trim().slice(0, 60));

function isVisible(element) {
  if (element.closest("[hidden], [aria-hidden=true], datalist, option, .hidden, script, style, noscript, title")) return false;
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility === "visible";
}

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by) return by.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label").trim();
  const label = element.labels?.[0];
  if (label) return label.textContent.trim();
  if (element.tagName === "INPUT" || element.tagName === "SELECT" || element.tagName === "TEXTAREA") return "";
  return [element.textContent, ...[...element.querySelectorAll("img")].map((one) => one.alt)].join("").trim();
}

// WCAG 2.2, relative luminance and contrast ratio.
function luminance([r, g, b]) {
  const [x, y, z] = [r, g, b].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};
function colorOf(text) {
  const parts = text.match(/[\d.]+/g)?.map(Number);
  return parts && text.startsWith("rgb") ? { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 } : null;
}
const over = (top, alpha, below) => top.map((value, i) => value * alpha + below[i] * (1 - alpha));

// What is painted behind: backgrounds of those around it, and in the picture the box of its group.
function background(element) {
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    const color = one instanceof SVGElement ? null : colorOf(style.backgroundColor);
    if (color && color.alpha > 0) layers.push(color);
    const rect = one instanceof SVGGElement && one.querySelector(":scope > rect");
    if (rect) {
      const fill = colorOf(getComputedStyle(rect).fill);
      if (fill) layers.push({ rgb: fill.rgb, alpha: fill.alpha * Number(getComputedStyle(rect).opacity) });
    }
    if (layers.at(-1)?.alpha === 1) break;
  }
  let rgb = colorOf(getComputedStyle(document.body).backgroundColor).rgb;
  for (const layer of layers.reverse()) rgb = over(layer.rgb, layer.alpha, rgb);
  return rgb;
}

for (const element of document.querySelectorAll("a[href], button, input, select, textarea, [role=button], [role=region], [role=img], progress, nav, [role=search]")) {
  const isSubject = isVisible(element) || element.matches(".mark");
  if (isSubject && !nameOf(element)) tell(element, "no accessible name");
}
for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) tell(image, "no alt");
for (const heading of document.querySelectorAll("section[aria-labelledby]")) {
  if (!document.getElementById(heading.getAttribute("aria-labelledby"))) tell(heading, "labelled by nothing");
}

if (document.querySelectorAll("h1").length !== 1) findings.push("not one h1");
let level = 0;
for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
  const its = Number(heading.tagName[1]);
  if (its > level + 1) tell(heading, `heading of level ${its} after ${level}`);
  level = its;
}
for (const landmark of ["header", "nav", "main", "footer"]) {
  if (document.querySelectorAll(landmark).length !== 1) findings.push(`not one ${landmark}`);
}
if (!document.documentElement.lang) findings.push("no language");
if (!document.title) findings.push("no title");

const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) findings.push(`id ${id} twice`);
for (const element of document.querySelectorAll("[tabindex]")) {
  if (Number(element.getAttribute("tabindex")) > 0) tell(element, "tabindex above 0");
}
for (const table of document.querySelectorAll("table")) {
  if (!table.caption?.textContent.trim()) tell(table, "table without caption");
  if (!table.querySelector("thead th[scope=col]")) tell(table, "table without column headers");
}

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let checked = 0;
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !isVisible(element) || element.closest(":disabled")) continue;
  const style = getComputedStyle(element);
  const ink = colorOf(element instanceof SVGElement ? style.fill : style.color);
  if (!ink || ink.alpha === 0) continue;
  const behind = background(element);
  const ratio = contrast(over(ink.rgb, ink.alpha, behind), behind);
  checked += 1;
  if (ratio < 4.5) tell(element, `contrast ${ratio.toFixed(2)}`);
}
if (checked === 0) findings.push("no text was looked at");
return [...new Set(findings)];
