import type { Health, HealthPart, HealthState } from './api';
import type { State } from './state';

export interface PartView {
  state: HealthState | 'unknown';
  worst?: HealthPart;
}

export interface HealthView {
  sensorsOk: number;
  sensorsAll: number;
  queued?: number;
  broker: PartView;
  store: PartView;
  /** The first thing that needs a look, with its reason. */
  problem?: HealthPart;
}

const order: HealthState[] = ['ok', 'warn', 'down'];

/** The few words of the health strip, from the health answer and what the stream said since. */
export function healthView(state: State): HealthView {
  const parts = state.health?.parts ?? [];
  const sensors = Object.values(state.sensors).filter((sensor) => sensor.status !== 'absent' || sensor.kind !== 'event');
  const outboxes = parts.filter((part) => part.part.endsWith('/outbox'));
  const broker = worst(state.health, (part) => part.endsWith('/broker') || part === 'dashboard/link');
  const brokerNow: PartView = state.broker?.link === 'down' ? down(broker, state.broker.reason) : broker;
  const store = worst(state.health, (part) => part.endsWith('/store'));
  const problem = [brokerNow.worst, store.worst, ...parts].find((part) => part && part.state !== 'ok' && (part.reason ?? '') !== '');
  return {
    sensorsOk: sensors.filter((sensor) => sensor.status === 'ok').length,
    sensorsAll: sensors.length,
    ...(outboxes.length ? { queued: outboxes.reduce((sum, part) => sum + (part.counts?.queued ?? 0), 0) } : {}),
    broker: brokerNow,
    store,
    ...(problem ? { problem } : {}),
  };
}

function worst(health: Health | undefined, wanted: (part: string) => boolean): PartView {
  const parts = (health?.parts ?? []).filter((part) => wanted(part.part));
  const found = parts.reduce<HealthPart | undefined>((a, b) => (a && order.indexOf(a.state) >= order.indexOf(b.state) ? a : b), undefined);
  return found ? { state: found.state, worst: found } : { state: 'unknown' };
}

function down(view: PartView, reason: string | undefined): PartView {
  return view.state === 'down' ? view : { state: 'down', worst: { part: 'dashboard/link', state: 'down', ...(reason ? { reason } : {}) } };
}

/** How far a first start's history is: from the stream, else from the health answer. Absent once it is whole. */
export function backfill(state: State): { acknowledged: number; total: number } | undefined {
  const counts = state.health?.parts.find((part) => part.part.endsWith('/backfill'))?.counts;
  const fromHealth = counts?.total ? { acknowledged: counts.acknowledged ?? 0, total: counts.total } : undefined;
  const newest = [state.progress, fromHealth]
    .filter((progress) => progress !== undefined)
    .sort((a, b) => b.acknowledged - a.acknowledged)[0];
  return newest && newest.acknowledged < newest.total ? { acknowledged: newest.acknowledged, total: newest.total } : undefined;
}
