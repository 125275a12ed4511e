import type { Energy, Health, Mode, Now, Progress, SensorNow, Site, StatusChange, Tape } from './api';

/** A sensor as last heard. `freshAt` is when its reading was new, on this page's monotonic clock. */
export interface SensorState extends SensorNow {
  freshAt?: number;
}

export interface Link {
  /** `connecting` until the first answer, `open` while the stream speaks, `lost` after it fell silent. */
  phase: 'connecting' | 'open' | 'lost';
  /** When the stream was last heard, monotonic; absent before the first time. */
  heardAt?: number;
}

export interface State {
  site?: Site;
  mode?: Mode;
  /** The recording, in a replay. */
  tape?: Tape;
  /** Sensor ids in the order of the last snapshot. */
  order: string[];
  sensors: Record<string, SensorState>;
  link: Link;
  broker?: StatusChange;
  progress?: Progress;
  energy?: Energy;
  energyFailed: boolean;
  health?: Health;
  /** Server time less this page's monotonic time, ms. */
  serverAhead?: number;
  /** Sensor to screen, ms, of the newest readings; the oldest fall out. */
  latencies: number[];
}

/** `at` is the page's monotonic clock, `wall` its own wall clock, both ms. */
export type Action =
  | { type: 'site'; site: Site }
  | { type: 'snapshot'; now: Now; at: number }
  | { type: 'reading'; sensor: SensorNow; at: number; wall: number }
  | { type: 'status'; change: StatusChange; at: number }
  | { type: 'progress'; progress: Progress; at: number }
  | { type: 'ping'; t: number; at: number }
  | { type: 'lost' }
  | { type: 'energy'; energy: Energy }
  | { type: 'energy-failed' }
  | { type: 'health'; health: Health };

export const latenciesKept = 20;

export const start: State = { order: [], sensors: {}, link: { phase: 'connecting' }, energyFailed: false, latencies: [] };

/** What the page knows after an action. Pure: no clock, no I/O. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'site':
      return { ...state, site: action.site, mode: action.site.mode };
    case 'snapshot': {
      const { tape: _, ...rest } = state;
      return {
        ...rest,
        ...(action.now.tape ? { tape: action.now.tape } : {}),
        mode: action.now.mode,
        order: action.now.sensors.map((sensor) => sensor.sensor),
        sensors: Object.fromEntries(action.now.sensors.map((sensor) => [sensor.sensor, received(sensor, action.at)])),
        link: heard(action.at),
        serverAhead: action.now.t - action.at,
      };
    }
    case 'reading':
      return newReading(state, action.sensor, action.at, action.wall);
    case 'status':
      return {
        ...state,
        broker: action.change,
        sensors: changed(state.sensors, action.change, action.at),
        link: heard(action.at),
      };
    case 'progress':
      return { ...state, progress: action.progress, link: heard(action.at) };
    case 'ping':
      return { ...state, link: heard(action.at), serverAhead: action.t - action.at };
    case 'lost':
      return { ...state, link: { ...state.link, phase: 'lost' } };
    case 'energy':
      return { ...state, energy: action.energy, energyFailed: false };
    case 'energy-failed':
      return { ...state, energyFailed: true };
    case 'health':
      return { ...state, health: action.health };
  }
}

function heard(at: number): Link {
  return { phase: 'open', heardAt: at };
}

function received(sensor: SensorNow, at: number): SensorState {
  return sensor.reading ? { ...sensor, freshAt: at - (sensor.age_ms ?? 0) } : { ...sensor };
}

function newReading(state: State, sensor: SensorNow, at: number, wall: number): State {
  const known = state.sensors[sensor.sensor];
  const older =
    known?.reading && sensor.reading && sensor.reading.t < known.reading.t && known.origin === sensor.origin && sensor.origin !== 'replay'; // a tape may begin anew
  const next: State = { ...state, link: heard(at) };
  if (older) {
    return next; // a late sample must not move the screen back
  }
  next.sensors = { ...state.sensors, [sensor.sensor]: received(sensor, at) };
  if (!known) {
    next.order = [...state.order, sensor.sensor];
  }
  if (sensor.kind === 'circuit' && sensor.origin) {
    next.mode = sensor.origin; // a site that goes over to a recording says so with its readings
  }
  if (sensor.reading) {
    next.latencies = [...state.latencies, wall - sensor.reading.t].slice(-latenciesKept);
  }
  return next;
}

function changed(sensors: State['sensors'], change: StatusChange, at: number): State['sensors'] {
  const next = { ...sensors };
  for (const { sensor, status, age_ms, reason } of change.sensors ?? []) {
    const known = next[sensor];
    if (known) {
      const { reason: _, ...rest } = known;
      next[sensor] = {
        ...rest,
        status,
        ...(reason === undefined ? {} : { reason }),
        ...(age_ms === undefined ? {} : { freshAt: at - age_ms }),
      };
    }
  }
  return next;
}
