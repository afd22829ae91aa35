// The frame: which view the address names, search, and who is signed in.

import { askJSON, onSignedOut, orderPath, Refusal } from "./api.js";
import { h, replace, say } from "./dom.js";
import { sorry } from "./panel.js";
import { forget, principal, resume, showSignIn, signOut } from "./session.js";

const views = {
  now: () => import("./now.js"),
  orders: () => import("./orders.js"),
  mismatches: () => import("./mismatches.js"),
  replay: () => import("./replay.js"),
  rulebook: () => import("./rulebook.js"),
};
// One order has a view of its own.
const orderView = () => import("./order.js");

const main = document.getElementById("main");
const account = document.getElementById("account");
let current = new AbortController();
let signedIn = false;

export function route(hash) {
  const [address, search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view = "", ...path] = address.split("/").map(decodeURIComponent);
  return { view: view || "now", path, query: Object.fromEntries(new URLSearchParams(search)) };
}

function showAccount() {
  const who = principal();
  replace(account, signedIn && [
    who?.name && h("span", { class: "quiet" }, who.name.replace(/^(token|oidc):/, "")),
    h("button", { type: "button", class: "plain", onclick: async () => { await signOut(); gate(); } },
      "Sign out")]);
}

function markView(view) {
  for (const link of document.querySelectorAll("#views a")) {
    if (link.getAttribute("href") === `#/${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function showNothing() {
  document.title = "Not found – OrderLedger";
  replace(main, h("h1", { tabindex: "-1" }, "There is no such view"),
    h("p", {}, h("a", { href: "#/now" }, "See how things stand now")));
}

async function navigate({ first = false } = {}) {
  if (!signedIn) return;
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const where = route(location.hash);
  const load = where.view === "orders" && where.path.length ? orderView : views[where.view];
  markView(where.view);
  main.setAttribute("aria-busy", "true");
  try {
    const { show } = load ? await load() : { show: showNothing };
    if (signal.aborted) return;
    await show(main, { ...where, signal });
  } catch (fault) {
    if (fault.name === "AbortError" || signal.aborted) return;
    if (!(fault instanceof Refusal)) console.error(fault);
    replace(main, h("h1", { tabindex: "-1" }, "This cannot be shown"),
      fault instanceof Refusal ? sorry(fault, () => navigate())
        : h("p", { class: "note fault" }, "The page has a fault. Loading it again may help."));
  }
  if (signal.aborted) return;
  main.removeAttribute("aria-busy");
  if (first) return;
  scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
  say(document.title.replace(" – OrderLedger", ""));
}

// One reference, one order: straight to it. Else the list of what may be meant.
async function find(event) {
  event.preventDefault();
  const field = document.getElementById("reference");
  const text = field.value.trim();
  if (!text || !signedIn) return;
  try {
    const report = await askJSON(orderPath(text));
    location.hash = `#/orders/${encodeURIComponent(report.order.order)}`;
    field.value = "";
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    location.hash = `#/orders?q=${encodeURIComponent(text)}`;
  }
}

function gate() {
  current.abort();
  signedIn = false;
  main.removeAttribute("aria-busy");
  showAccount();
  showSignIn(main, enter);
}

function enter() {
  signedIn = true;
  showAccount();
  navigate();
}

onSignedOut(() => {
  if (!signedIn) return;
  forget();
  gate();
});

document.getElementById("search").addEventListener("submit", find);
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", () => navigate());
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.getElementById("reference").focus();
});

const who = await resume();
if (who) {
  signedIn = true;
  showAccount();
  await navigate({ first: true });
} else {
  gate();
}
