// A time axis on which stretches where nothing happens are folded. Between two folds it is linear, so
// distances can be compared; how long a fold lasts is written at it.

const foldWidth = 40;
const inset = 14;
const segmentsMax = 9;

// Cuts sorted moments at their longest gaps.
export function segments(moments) {
  const total = moments[moments.length - 1] - moments[0];
  const gaps = moments.slice(1)
    .map((ms, index) => ({ at: index + 1, length: ms - moments[index] }))
    .filter((gap) => gap.length > total / 60)
    .sort((a, b) => b.length - a.length)
    .slice(0, Math.min(segmentsMax - 1, Math.floor(moments.length / 2)));
  const cuts = gaps.map((gap) => gap.at).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => {
    const part = moments.slice(from, cuts[index] ?? moments.length);
    return { from: part[0], to: part[part.length - 1], moments: part.length };
  });
}

// What a segment wants, in pixels: room for its marks, and for one label of the axis at least.
const wanted = (segment) => (segment.from === segment.to ? 76 : 104 + 13 * Math.min(segment.moments, 14));

export function timescale(times, width) {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const parts = segments(moments);
  const folds = foldWidth * (parts.length - 1);
  const natural = parts.reduce((sum, part) => sum + wanted(part), 0);
  const factor = Math.max(1, (width - folds) / natural);
  let x = 0;
  for (const part of parts) {
    part.x = x;
    part.width = wanted(part) * factor;
    x += part.width + foldWidth;
  }
  const place = (ms) => {
    const part = parts.findLast((one) => one.from <= ms) ?? parts[0];
    const inner = part.width - 2 * inset;
    if (part.from === part.to) return part.x + inset;
    return part.x + inset + inner * Math.min(1, Math.max(0, (ms - part.from) / (part.to - part.from)));
  };
  return { parts, x: place, width: x - foldWidth, ticks: parts.map((part) => ticks(part, place)),
    folds: parts.slice(1).map((part, index) => ({
      x: parts[index].x + parts[index].width, width: foldWidth, length: part.from - parts[index].to })) };
}

const steps = [1, 2, 5, 10, 15, 30].map((n) => n * 1_000)
  .concat([1, 2, 5, 10, 15, 30].map((n) => n * 60_000), [1, 2, 3, 6, 12].map((n) => n * 3_600_000),
    [1, 2, 7, 14, 28].map((n) => n * 86_400_000));
const tickDistance = 66;

// Round times, as many as fit; the beginning itself where no round one does.
function ticks(part, place) {
  if (part.from === part.to) return [{ ms: part.from, x: place(part.from), exact: true }];
  const inner = part.width - 2 * inset;
  const step = steps.find((one) => (one / (part.to - part.from)) * inner >= tickDistance);
  const found = [];
  if (step) {
    for (let ms = Math.ceil(part.from / step) * step; ms <= part.to; ms += step) {
      if (place(ms) < part.x + part.width - 30) found.push({ ms, x: place(ms), step });
    }
  }
  return found.length ? found : [{ ms: part.from, x: place(part.from), exact: true }];
}
