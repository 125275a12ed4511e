import type { History } from './api';

export interface Span {
  from: number;
  to: number;
}

/** One circuit's watts over time. Between two points lies a straight line, unless a gap lies there. */
export interface Series {
  t: number[];
  w: number[];
  gaps: Span[];
  /** How long the newest point holds after its instant. */
  holdMs: number;
}

/** What a chart draws: watts at each instant, where all circuits are known, and where only some are. */
export interface Lines {
  t: number[];
  whole: (number | null)[];
  partial: (number | null)[];
}

export function fromHistory(history: History, staleMs: number): Series {
  const t: number[] = [];
  const w: number[] = [];
  for (const bucket of history.buckets) {
    const value = bucket.mean ?? bucket.last;
    if (value !== undefined && bucket.count > 0) {
      t.push(bucket.t);
      w.push(value);
    }
  }
  return { t, w, gaps: history.gaps, holdMs: Math.max(staleMs, 1.5 * history.bucket_ms) };
}

/** Adds a live sample and drops what is older than the window. A distance beyond the stale limit is a gap. */
export function append(series: Series, t: number, watts: number, staleMs: number, from: number): Series {
  const last = series.t.at(-1);
  if (last !== undefined && t <= last) {
    return series;
  }
  const first = Math.max(0, series.t.findIndex((instant) => instant >= from) - 1);
  const gaps = last !== undefined && t - last > staleMs ? [...series.gaps, { from: last, to: t }] : series.gaps;
  return {
    t: [...series.t.slice(first), t],
    w: [...series.w.slice(first), watts],
    gaps: gaps.filter((gap) => gap.to >= from),
    holdMs: staleMs,
  };
}

/** The watts at an instant, or null where the circuit is not known. `start` is where the search may begin. */
function at(series: Series, instant: number, start: number): { value: number | null; index: number } {
  let index = start;
  while (index + 1 < series.t.length && (series.t[index + 1] as number) <= instant) {
    index++;
  }
  const t0 = series.t[index];
  const w0 = series.w[index];
  if (t0 === undefined || w0 === undefined || instant < t0) {
    return { value: null, index };
  }
  const t1 = series.t[index + 1];
  const w1 = series.w[index + 1];
  if (t1 === undefined || w1 === undefined) {
    return { value: instant - t0 <= series.holdMs ? w0 : null, index };
  }
  if (instant > t0 && series.gaps.some((gap) => gap.from < t1 && gap.to > t0)) {
    return { value: null, index };
  }
  return { value: w0 + ((w1 - w0) * (instant - t0)) / (t1 - t0), index };
}

/** The sum of several circuits on an even grid. */
export function sum(all: Series[], from: number, to: number, stepMs: number): Lines {
  const lines: Lines = { t: [], whole: [], partial: [] };
  const cursors = all.map(() => 0);
  const counted = all.filter((series) => series.t.length > 0).length;
  for (let instant = Math.ceil(from / stepMs) * stepMs; instant <= to; instant += stepMs) {
    let watts = 0;
    let known = 0;
    all.forEach((series, i) => {
      const found = at(series, instant, cursors[i] ?? 0);
      cursors[i] = found.index;
      if (found.value !== null) {
        watts += found.value;
        known++;
      }
    });
    lines.t.push(instant);
    lines.whole.push(known > 0 && known === counted && counted === all.length ? watts : null);
    lines.partial.push(known > 0 && !(known === counted && counted === all.length) ? watts : null);
  }
  join(lines);
  return lines;
}

/** The two lines meet where one ends and the other begins, so that the eye sees no break that is none. */
function join({ whole, partial }: Lines): void {
  const wasWhole = whole.map((value) => value !== null);
  for (let i = 1; i < whole.length; i++) {
    if (wasWhole[i - 1] && partial[i] !== null && !wasWhole[i]) {
      partial[i - 1] = whole[i - 1] ?? null;
    } else if (wasWhole[i] && !wasWhole[i - 1] && partial[i - 1] !== null && !wasWhole[i - 1]) {
      partial[i] = whole[i] ?? null;
    }
  }
}

export function extremes({ whole, partial }: Lines): { lowest?: number; highest?: number; gaps: number } {
  const values = whole.map((value, i) => value ?? partial[i] ?? null);
  const known = values.filter((value): value is number => value !== null);
  const first = values.findIndex((value) => value !== null);
  const gaps = values.filter((value, i) => i > first && first >= 0 && value === null && values[i - 1] !== null).length;
  return known.length ? { lowest: Math.min(...known), highest: Math.max(...known), gaps } : { gaps };
}

export interface Turn {
  t: number;
  on: boolean;
}

/** When a circuit began or ceased to heat, as its samples show it; a change across a gap is not known. */
export function turns(series: Series, isOn: (watts: number) => boolean): Turn[] {
  const found: Turn[] = [];
  for (let i = 1; i < series.t.length; i++) {
    const before = isOn(series.w[i - 1] as number);
    const now = isOn(series.w[i] as number);
    const t0 = series.t[i - 1] as number;
    const t1 = series.t[i] as number;
    if (before !== now && !series.gaps.some((gap) => gap.from < t1 && gap.to > t0)) {
      found.push({ t: t1, on: now });
    }
  }
  return found;
}
