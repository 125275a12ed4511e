import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorNow, Site } from '../src/live/api';
import { circuits, climate, isHeating, median, siteTime, total } from '../src/live/circuits';
import { backfill, healthView } from '../src/live/health';
import { type Action, latenciesKept, reduce, type State, start } from '../src/live/state';

const after = (...actions: Action[]): State => actions.reduce(reduce, start);
const at = 10_000;
const t = 1_796_112_732_412;

const site: Site = {
  site: 'lodge',
  name: 'Lodge roof',
  zone: 'America/Denver',
  mode: 'sim',
  version: '0.1.0',
  sensors: ['gutter-north', 'valley-1', 'downspout'].map((id) => ({
    sensor: `booth-pi/${id}`,
    name: id,
    kind: 'circuit',
    rated_w: 36,
    interval_s: 1,
  })),
};

const sensor = (id: string, power_w?: number, more: Partial<SensorNow> = {}): SensorNow => ({
  sensor: `booth-pi/${id}`,
  kind: 'circuit',
  status: 'ok',
  origin: 'sim',
  ...(power_w === undefined ? {} : { age_ms: 100, reading: { t, power_w } }),
  ...more,
});

const snapshot = (...sensors: SensorNow[]): Action => ({ type: 'snapshot', now: { t, mode: 'sim', sensors }, at });
const sum = (state: State, when = at) => total(circuits(state, when), state);

test('the total is the sum of the circuits that are in order', () => {
  const state = after({ type: 'site', site }, snapshot(sensor('gutter-north', 26.7), sensor('valley-1', 0), sensor('downspout', 3.2)));
  const { watts, heating, reporting, all, atLeast } = sum(state);
  assert.ok(Math.abs((watts ?? 0) - 29.9) < 1e-9);
  assert.deepEqual({ heating, reporting, all, atLeast }, { heating: 2, reporting: 3, all: 3, atLeast: false });
});

for (const status of ['stale', 'failed', 'absent'] as const) {
  test(`a circuit that is ${status} is not in the total, and the total says at least`, () => {
    const more = status === 'absent' ? { status, reading: undefined } : { status };
    const state = after(snapshot(sensor('gutter-north', 26.7), sensor('downspout', 3.2, more as Partial<SensorNow>)));
    const { watts, atLeast, reporting, all } = sum(state);
    assert.deepEqual({ watts, atLeast, reporting, all }, { watts: 26.7, atLeast: true, reporting: 1, all: 2 });
  });
}

test('a clipped reading makes the total a lower bound', () => {
  const state = after(snapshot(sensor('gutter-north', 26.7, { reading: { t, power_w: 26.7, q: ['clipped'] } })));
  assert.equal(sum(state).atLeast, true);
  assert.equal(circuits(state, at)[0]?.look, 'clipped');
});

test('nothing heard gives no number, and neither does a roof where no circuit reports', () => {
  assert.equal(sum(start).watts, undefined);
  assert.equal(sum(after(snapshot(sensor('gutter-north', 26.7, { status: 'failed' })))).watts, undefined);
});

test('a stale circuit keeps its number and its age ticks', () => {
  const state = after(snapshot(sensor('downspout', 3.2, { status: 'stale', age_ms: 42_000 })));
  const [circuit] = circuits(state, at + 3000);
  assert.equal(circuit?.watts, 3.2);
  assert.equal(circuit?.ageMs, 45_000);
});

test('a new reading replaces the old one exactly', () => {
  const state = after(snapshot(sensor('valley-1', 1)), {
    type: 'reading',
    sensor: sensor('valley-1', 24.612345678, { reading: { t: t + 1000, power_w: 24.612345678 } }),
    at,
    wall: t + 1040,
  });
  assert.equal(circuits(state, at)[0]?.watts, 24.612345678);
  assert.deepEqual(state.latencies, [40]);
});

test('a late reading does not move the screen back', () => {
  const state = after(snapshot(sensor('valley-1', 20)), {
    type: 'reading',
    sensor: sensor('valley-1', 5, { reading: { t: t - 1, power_w: 5 } }),
    at,
    wall: t,
  });
  assert.equal(circuits(state, at)[0]?.watts, 20);
});

test('readings of a recording turn the page into a replay', () => {
  const state = after(snapshot(sensor('valley-1', 20)), {
    type: 'reading',
    sensor: sensor('valley-1', 5, { origin: 'replay', reading: { t: t - 9_000_000, power_w: 5 } }),
    at,
    wall: t,
  });
  assert.equal(state.mode, 'replay');
  assert.equal(circuits(state, at)[0]?.watts, 5);
});

test('a change of status keeps the reading and drops an old reason', () => {
  const failed = after(snapshot(sensor('valley-1', 20)), {
    type: 'status',
    at,
    change: { link: 'up', sensors: [{ sensor: 'booth-pi/valley-1', status: 'failed', reason: 'silent' }] },
  });
  assert.equal(circuits(failed, at)[0]?.reason, 'silent');
  assert.equal(circuits(failed, at)[0]?.watts, undefined);
  const back = reduce(failed, {
    type: 'status',
    at,
    change: { link: 'up', sensors: [{ sensor: 'booth-pi/valley-1', status: 'ok', age_ms: 0 }] },
  });
  assert.equal(circuits(back, at)[0]?.reason, undefined);
  assert.equal(circuits(back, at)[0]?.watts, 20);
});

test('with the link lost numbers stay, circuits age, and the total is the last one known', () => {
  const state = after({ type: 'site', site }, snapshot(sensor('gutter-north', 26.7)), { type: 'lost' });
  assert.equal(circuits(state, at + 2000)[0]?.status, 'ok');
  const [circuit] = circuits(state, at + 14_000);
  assert.equal(circuit?.status, 'stale');
  assert.equal(circuit?.watts, 26.7);
  assert.equal(sum(state, at + 14_000).watts, 26.7);
  assert.equal(state.link.heardAt, at);
});

test('any event means that the link is open again', () => {
  const state = after(snapshot(sensor('gutter-north', 1)), { type: 'lost' }, { type: 'ping', t: t + 20_000, at: at + 20_000 });
  assert.deepEqual(state.link, { phase: 'open', heardAt: at + 20_000 });
});

test('latencies are bounded and their median is of the newest', () => {
  const readings = Array.from(
    { length: latenciesKept + 30 },
    (_, i): Action => ({ type: 'reading', sensor: sensor('valley-1', 1, { reading: { t: t + i, power_w: 1 } }), at, wall: t + 2 * i }),
  );
  const { latencies } = after(...readings);
  assert.equal(latencies.length, latenciesKept);
  assert.equal(median(latencies), 39);
  assert.equal(median([]), undefined);
});

test('a cable heats from two percent of its rated power', () => {
  assert.equal(isHeating(0.5, 36), false);
  assert.equal(isHeating(0.8, 36), true);
  assert.equal(isHeating(0.3), true);
});

test('the site has the server clock, and in a replay the clock of the recording', () => {
  assert.equal(siteTime(after(snapshot()), at + 500), t + 500);
  assert.equal(siteTime(start, at), undefined);
  const replay = after({ type: 'snapshot', at, now: { t: t + 9_000_000, mode: 'replay', sensors: [sensor('valley-1', 1)] } });
  assert.equal(siteTime(replay, at), t);
});

test('the air is the first climate sensor that has spoken', () => {
  const air: SensorNow = {
    sensor: 'booth-pi/air',
    kind: 'climate',
    status: 'ok',
    age_ms: 300,
    reading: { t, temperature_c: -4.2, humidity_pct: 81 },
  };
  assert.deepEqual(climate(after(snapshot(air)), at), { stale: false, temperature: -4.2, humidity: 81, ageMs: 300 });
  assert.equal(climate(after(snapshot({ ...air, status: 'failed' })), at), undefined);
});

test('the back-fill is shown until it is whole, from whichever source is further', () => {
  const progress = (acknowledged: number): Action => ({
    type: 'progress',
    at,
    progress: { part: 'backfill', acknowledged, total: 302_400 },
  });
  const health: Action = {
    type: 'health',
    health: { t, state: 'ok', parts: [{ part: 'booth-pi/backfill', state: 'ok', counts: { acknowledged: 130_000, total: 302_400 } }] },
  };
  assert.equal(backfill(after(progress(126_000)))?.acknowledged, 126_000);
  assert.equal(backfill(after(progress(126_000), health))?.acknowledged, 130_000);
  assert.equal(backfill(after(progress(302_400), health)), undefined);
  assert.equal(backfill(start), undefined);
});

test('the health strip shows the worst part of a kind and its reason', () => {
  const state = after(snapshot(sensor('valley-1', 1), sensor('downspout', 1, { status: 'stale' })), {
    type: 'health',
    health: {
      t,
      state: 'down',
      parts: [
        { part: 'booth-pi/outbox', state: 'ok', counts: { queued: 40 } },
        { part: 'hut-pi/outbox', state: 'ok', counts: { queued: 2 } },
        { part: 'booth-pi/broker', state: 'ok' },
        { part: 'dashboard/store', state: 'ok' },
        { part: 'collector/c1/store', state: 'down', reason: 'the disk is full', next: 'free some' },
      ],
    },
  });
  const view = healthView(state);
  assert.deepEqual([view.sensorsOk, view.sensorsAll, view.queued], [1, 2, 42]);
  assert.equal(view.broker.state, 'ok');
  assert.equal(view.store.state, 'down');
  assert.equal(view.problem?.reason, 'the disk is full');
});

test('a broker that the stream calls down is down before health says so', () => {
  const view = healthView(after(snapshot(), { type: 'status', at, change: { link: 'down', reason: 'connection refused' } }));
  assert.equal(view.broker.state, 'down');
  assert.equal(view.problem?.reason, 'connection refused');
});
