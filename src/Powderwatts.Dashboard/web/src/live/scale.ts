/** Their halves have one decimal at most, so that every mark reads exactly. */
const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is at least the value, for a chart's top; never below `least`. */
export function niceTop(value: number, least = 1): number {
  const wanted = Math.max(value * 1.08, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return (steps.find((step) => step * power >= wanted) ?? 10) * power;
}

/** Two or three marks from zero to the top. */
export function marks(top: number): number[] {
  return [0, top / 2, top];
}

/** Instants of a window's marks, round in the site's zone. `offsetMinutes` is the zone's distance from UTC. */
export function timeMarks(from: number, to: number, stepMs: number, offsetMinutes: number): number[] {
  const offset = offsetMinutes * 60_000;
  const found: number[] = [];
  for (let t = Math.ceil((from + offset) / stepMs) * stepMs - offset; t <= to; t += stepMs) {
    found.push(t);
  }
  return found;
}

/** A cable's drawing from its load (README of the drawing: small differences near full load stay visible). */
export function glow(load: number): { core: number; halo: number; opacity: number; hot: number; colour: string } {
  const step = Math.round(Math.min(1, Math.max(0, load)) * 50) / 50; // steps of 2 %, so that noise moves nothing
  const n = step * step;
  return {
    core: (4 + 9 * n) * scale,
    halo: (14 + 40 * n) * scale,
    opacity: 0.14 + 0.36 * n,
    hot: Math.max(0, (n - 0.3) * 6 * scale),
    colour: n < 0.5 ? blend([194, 84, 15], [255, 138, 61], n * 2) : blend([255, 138, 61], [255, 177, 121], (n - 0.5) * 2),
  };
}

const scale = 0.72;

function blend(a: [number, number, number], b: [number, number, number], share: number): string {
  const [red, green, blue] = a.map((from, i) => Math.round(from + ((b[i] ?? from) - from) * share));
  return `rgb(${red} ${green} ${blue})`;
}
