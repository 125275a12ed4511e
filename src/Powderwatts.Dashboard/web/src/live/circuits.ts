import type { Status } from './api';
import type { State } from './state';
import { tapeInstant, tapePace } from './tape';

/** How a circuit is drawn: the server's status, refined by what was measured. */
export type Look = 'heating' | 'off' | 'clipped' | 'estimated' | 'stale' | 'failed' | 'absent';

export interface Circuit {
  /** `<node>/<sensor>` */
  sensor: string;
  /** The sensor's own id, which is its place on the roof. */
  id: string;
  name: string;
  status: Status;
  look: Look;
  watts?: number;
  ratedWatts?: number;
  /** Watts over rated watts, 0 to 1; 0 when either is not known. */
  load: number;
  ageMs?: number;
  reason?: string;
  intervalMs: number;
}

export interface Total {
  /** Absent when no circuit reports. */
  watts?: number;
  heating: number;
  reporting: number;
  all: number;
  /** Some circuit is missing or at its limit, so the truth is this or more. */
  atLeast: boolean;
  clipped: boolean;
}

/** Below this share of its rated power, or this many watts, a cable is not heating: meters have an offset. */
const idleShare = 0.02;
const idleWatts = 0.25;
const oldestIntervals = 3;
const oldestMs = 3000;

export function isHeating(watts: number, ratedWatts?: number): boolean {
  return watts >= Math.max(idleWatts, (ratedWatts ?? 0) * idleShare);
}

/** After this age a reading is stale: three intervals, at least three seconds. */
export function staleAfterMs(intervalMs: number): number {
  return Math.max(oldestIntervals * intervalMs, oldestMs);
}

/** The circuits in the site's order, at an instant of the page's monotonic clock. */
export function circuits(state: State, at: number): Circuit[] {
  const about = new Map(state.site?.sensors.map((sensor) => [sensor.sensor, sensor]));
  return state.order.flatMap((sensor) => {
    const now = state.sensors[sensor];
    if (now?.kind !== 'circuit') {
      return [];
    }
    const known = about.get(sensor);
    const id = sensor.slice(sensor.indexOf('/') + 1);
    const intervalMs = (now.reading?.interval_s ?? known?.interval_s ?? 1) * 1000;
    const ageMs = now.freshAt === undefined ? undefined : Math.max(0, at - now.freshAt);
    const status = statusNow(now.status, state, ageMs, intervalMs / tapePace(state));
    const watts = status === 'ok' || status === 'stale' ? now.reading?.power_w : undefined;
    const ratedWatts = known?.rated_w;
    return [
      {
        sensor,
        id,
        name: known?.name ?? id,
        status,
        look: look(status, watts, ratedWatts, now.reading?.q ?? []),
        load: watts === undefined || !ratedWatts ? 0 : Math.min(1, Math.max(0, watts / ratedWatts)),
        intervalMs,
        ...(watts === undefined ? {} : { watts }),
        ...(ratedWatts === undefined ? {} : { ratedWatts }),
        ...(ageMs === undefined ? {} : { ageMs }),
        ...(now.reason === undefined ? {} : { reason: now.reason }),
      },
    ];
  });
}

/** While the server speaks its word counts; once it is silent the page must age the readings itself. */
function statusNow(status: Status, state: State, ageMs: number | undefined, intervalMs: number): Status {
  const silent = state.link.phase !== 'open';
  return silent && status === 'ok' && ageMs !== undefined && ageMs > staleAfterMs(intervalMs) ? 'stale' : status;
}

function look(status: Status, watts: number | undefined, ratedWatts: number | undefined, quality: string[]): Look {
  if (status !== 'ok') {
    return status;
  }
  if (watts === undefined) {
    return 'absent';
  }
  if (quality.includes('clipped')) {
    return 'clipped';
  }
  if (quality.includes('estimated')) {
    return 'estimated';
  }
  return isHeating(watts, ratedWatts) ? 'heating' : 'off';
}

/** The sum of the circuits that are in order. With the link lost it is the last sum that was known. */
export function total(all: Circuit[], state: State): Total {
  const lost = state.link.phase !== 'open';
  const reporting = all.filter(
    (circuit) => circuit.watts !== undefined && (lost ? state.sensors[circuit.sensor]?.status : circuit.status) === 'ok',
  );
  const clipped = reporting.some((circuit) => state.sensors[circuit.sensor]?.reading?.q?.includes('clipped'));
  return {
    ...(reporting.length ? { watts: reporting.reduce((sum, circuit) => sum + (circuit.watts ?? 0), 0) } : {}),
    heating: reporting.filter((circuit) => isHeating(circuit.watts ?? 0, circuit.ratedWatts)).length,
    reporting: reporting.length,
    all: all.length,
    atLeast: reporting.length < all.length || clipped,
    clipped,
  };
}

export interface Climate {
  temperature?: number;
  humidity?: number;
  stale: boolean;
  ageMs?: number;
}

/** The first climate sensor that has said something. */
export function climate(state: State, at: number): Climate | undefined {
  for (const sensor of state.order) {
    const now = state.sensors[sensor];
    if (now?.kind === 'climate' && now.reading && (now.status === 'ok' || now.status === 'stale')) {
      const { temperature_c, humidity_pct } = now.reading;
      if (temperature_c !== undefined || humidity_pct !== undefined) {
        return {
          stale: now.status === 'stale',
          ...(temperature_c === undefined ? {} : { temperature: temperature_c }),
          ...(humidity_pct === undefined ? {} : { humidity: humidity_pct }),
          ...(now.freshAt === undefined ? {} : { ageMs: Math.max(0, at - now.freshAt) }),
        };
      }
    }
  }
  return undefined;
}

/** The site's time at an instant of the page's monotonic clock; in a replay, the recording's. */
export function siteTime(state: State, at: number): number | undefined {
  if (state.mode === 'replay') {
    return tapeInstant(state, at);
  }
  return state.serverAhead === undefined ? undefined : at + state.serverAhead;
}

export function median(values: number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
