// Makes elements. Text is always set as text, never parsed as markup: what channels send is shown as it is.

const svgSpace = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, children);
  return element;
}

// Adds children; what is null, undefined or false is left out.
export function put(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgSpace, tag), attributes, children);
}

export function replace(element, ...children) {
  element.replaceChildren();
  return put(element, children);
}

// A table with a caption for all, and header cells that say what they head. On a phone a row becomes a
// block of lines, each with the name of its column; roles are named since such layout takes them away.
export function table(caption, heads, rows, options = {}) {
  const columns = heads.map((cell) => (typeof cell === "string" ? { text: cell } : cell));
  const head = columns.map(({ text, number }) =>
    h("th", { scope: "col", role: "columnheader", class: number && "number" }, text));
  for (const row of rows) {
    row.setAttribute("role", "row");
    [...row.cells].forEach((cell, index) => {
      cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
      if (cell.tagName === "TH" || !columns[index]?.text) return;
      cell.dataset.column = columns[index].text;
      const content = document.createElement("div");
      content.append(...cell.childNodes);
      cell.append(content);
    });
  }
  const wide = options.wide;
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: `${options.class ?? ""} ${wide ? "" : "stacks"}`.trim(), role: "table" },
      h("caption", { class: options.caption ? undefined : "hidden" }, caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)),
      h("tbody", { role: "rowgroup" }, rows)));
}

export function row(cells, attributes = {}) {
  return h("tr", attributes, cells.map((cell, index) => {
    if (cell instanceof HTMLTableCellElement) return cell;
    return index === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell);
  }));
}

export const number = (content) => h("td", { class: "number" }, content);

// Says something to those who listen to the page.
export function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

let counter = 0;
export const freshId = (stem) => `${stem}-${++counter}`;

// Hands a file to the browser to keep.
export function keep(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
