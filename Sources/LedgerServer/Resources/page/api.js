// Asks the server. All of the page's traffic goes through `ask`.

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}`);
    this.status = status;
    this.problem = problem;
    this.code = (problem.type ?? "").split("/").pop();
  }
  // Nothing at this path: the server is of a version that does not have it.
  get isMissingPart() {
    return this.status === 405 || (this.status === 404 && this.code === "no_such_resource");
  }
}

// Held by this page alone, and gone when it is closed; only where the server keeps no sessions.
let token = null;
export const setToken = (text) => { token = text; };

let whenSignedOut = () => {};
export const onSignedOut = (action) => { whenSignedOut = action; };

export async function ask(path, { method = "GET", query, body, headers = {}, signal } = {}) {
  const parameters = Object.entries(query ?? {}).filter(([, value]) => value != null && value !== "");
  const search = parameters.length ? "?" + new URLSearchParams(parameters) : "";
  const all = { ...headers };
  if (token) all.Authorization = `Bearer ${token}`;
  if (method !== "GET") all["X-OrderLedger"] = "1";
  let response;
  try {
    response = await fetch(path + search, { method, body, headers: all, signal,
      credentials: "same-origin" });
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new Refusal(0, { detail: "The server does not answer. Is it running, and reachable?" });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) whenSignedOut();
  throw new Refusal(response.status, problem);
}

export async function askJSON(path, options) {
  const response = await ask(path, options);
  return response.status === 204 ? null : response.json();
}

export const post = (path, value, options = {}) => ask(path, {
  method: "POST", body: JSON.stringify(value), ...options,
  headers: { "Content-Type": "application/json", ...options.headers },
});

export const orderPath = (order, part = "") => `/v1/orders/${encodeURIComponent(order)}${part}`;
