// Who is signed in, and the form to do so.

import { ask, askJSON, post, Refusal, setToken } from "./api.js";
import { h, replace } from "./dom.js";

let who = null;
export const principal = () => who;

const readers = {
  bodies: ["auditor", "operator", "admin"],
  replay: ["engineer", "operator", "admin"],
  operate: ["operator", "admin"],
};

// Whether a right may be there. Where the server does not tell roles: it will say so when asked.
export const may = (right) =>
  !who?.roles || who.roles.some((role) => readers[right].includes(role));

// Not the token, only that there may be a session to ask for, or that a proxy has signed one in.
const hint = "orderledger-session";
const isKnown = () => localStorage.getItem(hint) || document.cookie.includes("orderledger_known=1");

export async function resume() {
  if (!isKnown()) return null;
  try {
    who = await askJSON("/v1/session");
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    forget();
  }
  return who;
}

async function signIn(token) {
  try {
    await post("/v1/session", { token });
  } catch (refusal) {
    if (!refusal.isMissingPart) throw refusal;
    // No sessions here: the token goes along with each request instead.
    setToken(token);
    try {
      await ask("/v1/orders", { query: { limit: 1 } });
    } catch (fault) {
      setToken(null);
      throw fault;
    }
    who = { name: null, roles: null };
    return;
  }
  localStorage.setItem(hint, "1");
  await resume();
}

export async function signOut() {
  forget();
  await ask("/v1/session", { method: "DELETE" }).catch(() => {});
}

export function forget() {
  localStorage.removeItem(hint);
  setToken(null);
  who = null;
}

// Draws the form; `done` is called when somebody is signed in.
export function showSignIn(main, done) {
  const error = h("p", { class: "error", role: "alert" });
  const field = h("input", { id: "token", name: "token", type: "password", required: true,
    autocomplete: "current-password", spellcheck: "false", "aria-describedby": "token-help" });
  const button = h("button", { class: "primary", type: "submit" }, "Sign in");
  async function submit(event) {
    event.preventDefault();
    const token = field.value.trim();
    if (!token) return;
    button.disabled = true;
    error.textContent = "";
    try {
      await signIn(token);
      done();
    } catch (fault) {
      error.textContent = fault.status === 401
        ? "The server does not know this token. It may be mistyped, expired or revoked."
        : fault.message;
      field.select();
    } finally {
      button.disabled = false;
    }
  }
  document.title = "Sign in – OrderLedger";
  replace(main, h("form", { class: "sign-in", onsubmit: submit },
    h("h1", { tabindex: "-1" }, "Sign in"),
    h("p", {}, "What every system says about every order, what is true, and where they disagree."),
    h("label", { for: "token" }, "Token"), field,
    h("p", { class: "quiet", id: "token-help" }, "The server shows one when it starts for the first time; ",
      h("code", {}, "orderledger token create"), " makes more. A JWT of the issuer that the server trusts does, too."),
    error, button));
  field.focus();
}
