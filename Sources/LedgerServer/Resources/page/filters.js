// A form whose fields stand in the address, so that what is filtered can be shared.

import { freshId, h } from "./dom.js";

export function address(view, query) {
  const parameters = Object.entries(query).filter(([, value]) => value != null && value !== "");
  return `#/${view}${parameters.length ? "?" + new URLSearchParams(parameters) : ""}`;
}

// `fields`: {name, label, options | known | flag}. `options` is all there can be, `known` are proposals.
export function filters(view, query, fields) {
  const form = h("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const kept = { ...query, ...Object.fromEntries(fields.map((field) => [field.name, ""])), ...values };
    delete kept.after;
    const next = address(view, kept);
    if (next === location.hash) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = next;
  } }, fields.map((field) => control(field, query[field.name] ?? "")),
  h("div", { class: "filter-buttons" }, h("button", { type: "submit" }, "Filter"),
    fields.some((field) => query[field.name]) && h("a", { href: `#/${view}` }, "All")));
  return form;
}

function control(field, value) {
  const id = freshId("filter");
  const label = h("label", { for: id }, field.label);
  if (field.flag) {
    return h("div", { class: "flag-field" },
      h("input", { id, type: "checkbox", name: field.name, value: "true", checked: value === "true" }), label);
  }
  if (field.options) {
    const options = value && !field.options.some((one) => one.value === value)
      ? [...field.options, { value, text: value }] : field.options;
    return h("div", {}, label, h("select", { id, name: field.name }, h("option", { value: "" }, "any"),
      options.map((one) => h("option", { value: one.value, selected: one.value === value }, one.text))));
  }
  const list = field.known?.length ? freshId("known") : undefined;
  return h("div", {}, label, h("input", { id, name: field.name, value, list, autocomplete: "off",
    spellcheck: "false", placeholder: field.placeholder }),
  list && h("datalist", { id: list }, field.known.map((one) => h("option", { value: one }))));
}

// On to the next page, and back to the first.
export const paging = (view, query, next) => (next || query.after) && h("p", { class: "buttons" },
  query.after && h("a", { href: address(view, { ...query, after: "" }) }, "First page"),
  next && h("a", { href: address(view, { ...query, after: String(next) }) }, "Next page"));
