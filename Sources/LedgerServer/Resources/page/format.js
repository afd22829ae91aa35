// Words for times, ages, money and names. All times are UTC.

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value) => String(value).padStart(2, "0");

export const moment = (text) => (text ? Date.parse(text) : null);

export function day(ms) {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

export function clock(ms, { seconds = true, millis = false } = {}) {
  const date = new Date(ms);
  let text = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  if (seconds) text += `:${two(date.getUTCSeconds())}`;
  if (millis) text += `.${String(date.getUTCMilliseconds()).padStart(3, "0")}`;
  return text;
}

// For people: to the second.
export const when = (text) => text ? `${day(moment(text))}, ${clock(moment(text))}` : "–";
// For people who look closely: to the millisecond.
export const exactly = (text) =>
  text ? `${day(moment(text))}, ${clock(moment(text), { millis: true })} UTC` : "–";

const units = [[86_400_000, "d"], [3_600_000, "h"], [60_000, "min"], [1_000, "s"]];

// A length of time in its two largest units.
export function span(ms) {
  const length = Math.abs(ms);
  if (length < 1_000) return `${Math.round(length)} ms`;
  if (length < 10_000) return `${(length / 1_000).toFixed(1)} s`;
  const at = units.findIndex(([size]) => length >= size);
  const [size, name] = units[at];
  const whole = Math.floor(length / size);
  const next = units[at + 1];
  if (!next || whole >= 10) return `${Math.round(length / size)} ${name}`;
  const rest = Math.floor((length - whole * size) / next[0]);
  return rest ? `${whole} ${name} ${rest} ${next[1]}` : `${whole} ${name}`;
}

export const age = (text, now) => (text ? span(Math.max(0, now - moment(text))) : "–");

const grouped = new Intl.NumberFormat("en", { useGrouping: true });
export const count = (value) => (value == null ? "–" : grouped.format(value));
export const plural = (value, one, many = one + "s") => `${count(value)} ${value === 1 ? one : many}`;

// Exact decimals stay text: a number would round them.
export function decimal(text) {
  const [, sign, whole, fraction] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ?? "");
}
export const money = (amount) =>
  amount ? `${decimal(amount.value)}${amount.currency ? " " + amount.currency : ""}` : "–";

// By currency, as reports have it: {"USD": {"value": "1.00"}}.
export const moneyList = (byCurrency) => Object.entries(byCurrency ?? {})
  .map(([currency, amount]) => `${decimal(amount.value ?? String(amount))} ${currency}`).join(", ") || "–";

export const percent = (part, whole) =>
  whole ? `${(Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %` : "–";

export function bytes(value) {
  if (value == null) return "–";
  if (value < 1_024) return `${value} B`;
  if (value < 1_048_576) return `${(value / 1_024).toFixed(1)} KiB`;
  return value < 1_073_741_824
    ? `${(value / 1_048_576).toFixed(1)} MiB` : `${(value / 1_073_741_824).toFixed(1)} GiB`;
}

// `checkout_disconnect` as people say it.
export const words = (name) => String(name ?? "–").replaceAll("_", " ");
export const sentence = (name) => { const text = words(name); return text[0].toUpperCase() + text.slice(1); };
export const place = (file, line) => (file ? `${file}:${line}` : "");

// What people call an order: the first name that looks like one of theirs.
export const orderName = (names, fallback) => names?.find((name) => name.startsWith("#"))
  ?? names?.find((name) => /\D/.test(name)) ?? names?.[0] ?? fallback;
