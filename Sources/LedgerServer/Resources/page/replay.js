// Replay: the whole history through a revised rulebook, before it is put into force.

import { ask, askJSON, post, Refusal } from "./api.js";
import { badge } from "./badges.js";
import { h, number, replace, row, say, table } from "./dom.js";
import { count, plural, when, words } from "./format.js";
import { panel, sorry } from "./panel.js";
import { report } from "./replay-report.js";
import { may } from "./session.js";

const pollEvery = 700;
const filesMax = 2_000;
const finished = ["done", "failed"];
const forms = ["html", "md", "csv", "json", "ndjson"];

// A folder of the user's disk as paths below that folder.
async function readFolder(list) {
  const chosen = [...list].filter((file) => !/(^|\/)\./.test(file.webkitRelativePath));
  if (chosen.length > filesMax) throw new Refusal(0, { detail: `A rulebook has at most ${filesMax} files.` });
  const files = {};
  for (const file of chosen) {
    const path = file.webkitRelativePath.split("/").slice(1).join("/") || file.name;
    files[path] = await file.text();
  }
  if (!Object.keys(files).some((path) => path.endsWith(".yaml"))) {
    throw new Refusal(0, { detail: "There is no rulebook in this folder: it has no .yaml file." });
  }
  return files;
}

async function start(order) {
  const { id } = await (await post("/v1/replays", order)).json();
  location.hash = `#/replay/${encodeURIComponent(id)}`;
}

function starter(work) {
  const error = h("div", { role: "alert" });
  const button = h("button", { type: "submit", class: "primary" }, "Replay");
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    replace(error);
    try {
      await start(await work());
    } catch (fault) {
      replace(error, sorry(fault));
    } finally {
      button.disabled = false;
    }
  } });
  return { form, error, button };
}

function upload() {
  const field = h("input", { id: "folder", type: "file", webkitdirectory: true, multiple: true, required: true });
  const { form, error, button } = starter(async () => ({ files: await readFolder(field.files) }));
  form.append(h("label", { for: "folder" }, "Folder of the rulebook"),
    h("div", { class: "buttons" }, field, button), error);
  return form;
}

// The rulebook in force with one file changed by hand.
function editor(files) {
  const paths = Object.keys(files).sort();
  const edited = { ...files };
  const area = h("textarea", { id: "text", rows: 18, spellcheck: "false", class: "editor" });
  const choice = h("select", { id: "file" }, paths.map((path) => h("option", { value: path }, path)));
  const changed = h("p", { class: "quiet", role: "status" });
  const load = () => { area.value = edited[choice.value]; };
  const tell = () => {
    const names = paths.filter((path) => edited[path] !== files[path]);
    changed.textContent = names.length ? `Changed: ${names.join(", ")}` : "Nothing is changed yet.";
  };
  // Most changes are of what a value means.
  choice.value = paths.find((path) => path.startsWith("channels/")) ?? paths[0];
  choice.addEventListener("change", load);
  area.addEventListener("input", () => { edited[choice.value] = area.value; tell(); });
  load();
  tell();
  const { form, error, button } = starter(async () => ({ files: edited }));
  form.append(h("label", { for: "file" }, "File"), h("div", {}, choice), h("label", { for: "text" }, "Text"),
    area, changed, h("div", { class: "buttons" }, button), error);
  return form;
}

// One that was in force before, or the one that comes with the program.
function picker(answer) {
  const former = answer.history.filter((one) => one.to && one.kind !== "requested" && !one.active).reverse();
  const choice = h("select", { id: "former" }, h("option", { value: "shipped" }, "the one that is shipped"),
    former.map((one) => h("option", { value: one.position },
      `${one.to.name} ${one.to.revision.slice(0, 12)}, in force from ${when(one.recorded)}`)));
  const { form, error, button } = starter(async () =>
    ({ rulebook: choice.value === "shipped" ? "shipped" : Number(choice.value) }));
  form.append(h("label", { for: "former" }, "Rulebook"), h("div", { class: "buttons" }, choice, button), error);
  return form;
}

function earlier(answer) {
  if (!answer.replays.length) return h("p", { class: "quiet" }, "There are none yet.");
  return table("Replays", ["Asked", "By", "Rulebook", "State", { text: "Orders that change", number: true }],
    answer.replays.map((one) => row([
      h("a", { href: `#/replay/${encodeURIComponent(one.id)}` }, when(one.asked)), one.by.replace(/^(token|oidc):/, ""),
      [one.rulebook.name, " ", h("code", {}, one.rulebook.revision.slice(0, 12))], badge(one.state),
      number(one.changed === null ? "–" : `${count(one.changed)} of ${count(one.orders)}`)])));
}

function showStart(main, signal) {
  document.title = "Replay – OrderLedger";
  const get = (path) => () => askJSON(path, { signal });
  replace(main, h("h1", { tabindex: "-1" }, "Replay"),
    h("p", { class: "lead" }, "Runs the whole history through a revised rulebook and says which orders would "
      + "have ended differently. Nothing changes until it is promoted."),
    !may("replay") ? h("p", { class: "note denied" }, "Your token does not allow replays: they need the role "
      + "engineer or operator.") : [
      h("div", { class: "beside" }, h("div", { class: "stack" },
        h("section", { class: "panel", "aria-labelledby": "upload-title" },
          h("div", { class: "panel-head" }, h("h2", { id: "upload-title" }, "Upload a rulebook")),
          h("p", {}, "The folder that ", h("code", {}, "orderledger rules export"), " writes, as you changed it."),
          upload()),
        panel("Pick one", { signal, load: get("/v1/rulebook/history"), draw: picker })),
      panel("Change the one in force", { signal, load: get("/v1/rulebook/files"),
        draw: (answer) => editor(answer.files) })),
      panel("Replays of late", { signal, load: get("/v1/replays"), draw: earlier })]);
}

const phases = { reading: "Reading deliveries", comparing: "Comparing orders" };

function progress(state) {
  const { done, of: total, phase } = state.progress ?? {};
  const bar = h("progress", { "aria-label": "Progress of the replay", max: total || 1 });
  if (total) bar.value = done;
  return [h("p", {}, badge(state.state), total ? ` ${phases[phase] ?? words(phase)}: ${count(done)} of ${count(total)}`
    : " It begins as soon as those before it have ended."), bar];
}

// A promotion takes a while: the ledger is read anew while it goes on taking deliveries.
async function follow(path, body, signal) {
  for (;;) {
    const { promotion } = await askJSON(path, { signal });
    if (promotion?.state === "done") {
      say("The rulebook is in force, or awaits approval");
      return replace(body, h("p", { class: "note good" }, "It is recorded. ",
        h("a", { href: "#/rulebook?tab=history" }, "The history"), " says whether it is in force or awaits approval."));
    }
    if (promotion?.state === "failed") {
      return replace(body, h("p", { class: "note fault", role: "alert" }, promotion.problem.detail));
    }
    replace(body, h("p", { role: "status" }, badge("running"), " The ledger is read by the new rules."),
      h("progress", { "aria-label": "Promotion" }));
    await wait(signal);
    if (signal.aborted) return null;
  }
}

function promotionForm(path, body, signal) {
  const error = h("div", { role: "alert" });
  const reason = h("input", { id: "reason", required: true, maxlength: "500", autocomplete: "off" });
  const button = h("button", { type: "submit", class: "danger" }, "Promote this rulebook");
  return h("form", { onsubmit: async (event) => {
    event.preventDefault();
    if (!confirm("Put this rulebook into force? All orders are then judged by it.")) return;
    button.disabled = true;
    try {
      await post(`${path}/promotion`, { reason: reason.value });
      await follow(path, body, signal);
    } catch (fault) {
      if (fault.name !== "AbortError") replace(error, sorry(fault));
    } finally {
      button.disabled = false;
    }
  } }, h("label", { for: "reason" }, "Why, for the record"), h("div", { class: "buttons" }, reason, button), error);
}

function promote(path, state, signal) {
  const body = h("div", {});
  if (!may("operate")) {
    body.append(h("p", { class: "quiet" }, "To put this rulebook into force is for operators: send them the address "
      + "of this page."));
  } else if (state.promotion) follow(path, body, signal);
  else if (!state.promotable) {
    body.append(h("p", { class: "note denied" }, "It cannot be promoted on the grounds of this report: the rulebook in "
      + "force has changed since, or does not give the live state. Replay it again."));
  } else body.append(promotionForm(path, body, signal));
  return h("section", { class: "panel", "aria-labelledby": "promote-title" },
    h("div", { class: "panel-head" }, h("h2", { id: "promote-title" }, "Promote")), body);
}

const downloads = (id) => h("p", { class: "buttons" }, forms.map((form) => h("a", { class: "button",
  href: `/v1/replays/${encodeURIComponent(id)}/report.${form}`, download: `replay-${id}.${form}` },
form.toUpperCase())));

const wait = (signal) => new Promise((done) => {
  const timer = setTimeout(done, pollEvery);
  signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
});

async function showOne(main, id, query, signal) {
  document.title = `Replay ${id} – OrderLedger`;
  const path = `/v1/replays/${encodeURIComponent(id)}`;
  const body = h("div", { class: "stack" });
  const cancel = h("button", { type: "button", onclick: async () => {
    await ask(path, { method: "DELETE" }).catch(() => {});
    location.hash = "#/replay";
  } }, "Stop it");
  replace(main, h("div", { class: "title" }, h("h1", { tabindex: "-1" }, "Replay"),
    h("p", {}, h("a", { href: "#/replay" }, "Another one"))), body);
  let state = await askJSON(path, { signal });
  while (!finished.includes(state.state)) {
    replace(body, h("section", { class: "panel", "aria-label": "Progress" }, progress(state), cancel));
    await wait(signal);
    if (signal.aborted) return;
    state = await askJSON(path, { signal });
  }
  if (state.state === "failed") {
    replace(body, h("p", { class: "note fault", role: "alert" }, state.problem.detail));
    return;
  }
  const result = await askJSON(`${path}/report.json`, { signal });
  if (signal.aborted) return;
  say(`${plural(result.orders.changed, "order")} would change`);
  replace(body, report(result, { id, query, downloads: downloads(id) }), promote(path, state, signal));
}

export async function show(main, { path, query, signal }) {
  if (path[0]) await showOne(main, path[0], query, signal);
  else showStart(main, signal);
}
