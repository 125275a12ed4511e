/** The answers of the HTTP API, version 1, as this page reads them. An absent value is an absent key. */

export type Mode = 'live' | 'replay' | 'sim';
export type Status = 'ok' | 'stale' | 'failed' | 'absent';
export type Kind = 'circuit' | 'climate' | 'event';
export type HealthState = 'ok' | 'warn' | 'down';

export interface Reading {
  t: number;
  power_w?: number;
  voltage_v?: number;
  current_a?: number;
  energy_wh?: number;
  temperature_c?: number;
  humidity_pct?: number;
  interval_s?: number;
  q?: string[];
}

export interface SensorNow {
  sensor: string;
  kind: Kind;
  status: Status;
  origin?: Mode;
  age_ms?: number;
  reason?: string;
  reading?: Reading;
}

/** The recording that is shown. Its instants are as recorded, but `clock`, which is as its readings carry it. */
export interface Tape {
  name: string;
  /** 0 while it stands; absent when it goes as fast as it can. */
  speed?: number;
  /** How far the readings' instants are moved to be now. */
  shift_ms?: number;
  first: number;
  last: number;
  clock?: number;
}

export interface Now {
  t: number;
  mode: Mode;
  tape?: Tape;
  sensors: SensorNow[];
}

export interface SensorAbout {
  sensor: string;
  name: string;
  kind: Kind;
  origin?: Mode;
  rated_w?: number;
  interval_s?: number;
}

export interface Site {
  site: string;
  name: string;
  zone: string;
  mode: Mode;
  version: string;
  sensors: SensorAbout[];
}

export interface StatusChange {
  link: 'up' | 'down';
  reason?: string;
  sensors?: { sensor: string; status: Status; age_ms?: number; reason?: string }[];
}

export interface Progress {
  part: string;
  acknowledged: number;
  total: number;
}

export interface Bucket {
  t: number;
  min?: number;
  mean?: number;
  max?: number;
  last?: number;
  count: number;
}

export interface History {
  sensor: string;
  from: number;
  to: number;
  bucket_ms: number;
  buckets: Bucket[];
  gaps: { from: number; to: number }[];
}

export interface Energy {
  zone: string;
  from: number;
  to: number;
  total: { energy_wh: number; coverage: number; lower_bound: boolean };
}

export interface HealthPart {
  part: string;
  state: HealthState;
  reason?: string;
  next?: string;
  counts?: Record<string, number>;
}

export interface Health {
  t: number;
  state: HealthState;
  parts: HealthPart[];
}

/** Asks the API. Throws when there is no answer within ten seconds or the answer is not a 200. */
export async function ask<T>(path: string, query: Record<string, string | number> = {}): Promise<T> {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const address = `/api/v1/${path}${search.size ? `?${search}` : ''}`;
  const response = await fetch(address, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
  if (!response.ok) {
    throw new Error(`cannot read '${address}': the answer is ${response.status}`);
  }
  return (await response.json()) as T;
}
