import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorNow, Tape } from '../src/live/api';
import { siteTime } from '../src/live/circuits';
import { type Action, reduce, type State, start } from '../src/live/state';
import { tapeView } from '../src/live/tape';

const after = (...actions: Action[]): State => actions.reduce(reduce, start);
const t = 1_768_205_643_000;
const tape: Tape = { name: 'roof-storm', speed: 10, first: t - 123_000, last: t + 177_000 };

const reading = (id: string, instant: number, age_ms = 0): SensorNow => ({
  sensor: `booth-pi/${id}`,
  kind: 'circuit',
  status: 'ok',
  origin: 'replay',
  age_ms,
  reading: { t: instant, power_w: 12 },
});

const snapshot = (more: Partial<Tape>, at: number, ...sensors: SensorNow[]): Action => ({
  type: 'snapshot',
  now: { t: at, mode: 'replay', tape: { ...tape, ...more }, sensors },
  at,
});

const arrives = (sensor: SensorNow, at: number): Action => ({ type: 'reading', sensor, at, wall: at });

test("a recording's clock is its newest instant, and runs on at its speed for a moment", () => {
  const state = after(snapshot({}, 1000, reading('a', t), reading('b', t - 200)));
  assert.equal(siteTime(state, 1000), t);
  assert.equal(siteTime(state, 1100), t + 1000);
  assert.equal(siteTime(state, 60_000), t + 15_000);
});

test('a recording that begins anew takes its clock back with it', () => {
  const state = after(
    snapshot({}, 1000, reading('a', t + 177_000), reading('slow', t + 176_000)),
    arrives(reading('a', t - 123_000), 2500),
  );
  assert.equal(siteTime(state, 2500), t - 123_000);
});

test("a recording's clock never runs past its end", () => {
  const state = after(snapshot({}, 1000, reading('a', t + 176_900)));
  assert.equal(siteTime(state, 2000), t + 177_000);
});

test('the screen says the instant as recorded, also when the readings are moved to now', () => {
  const shift_ms = 27_000_000_000;
  const view = tapeView(after(snapshot({ speed: 1, shift_ms }, 1000, reading('a', t + shift_ms))), 1000);
  assert.deepEqual(view, { name: 'roof-storm', state: 'playing', speed: 1, recorded: t });
});

test('a recording stands where it was paused, and has ended at its end', () => {
  const paused = after(snapshot({ speed: 0 }, 1000, reading('a', t)));
  assert.equal(tapeView(paused, 9000)?.state, 'paused');
  assert.equal(siteTime(paused, 9000), t);
  assert.equal(tapeView(after(snapshot({ speed: 0 }, 1000, reading('a', t + 177_000))), 9000)?.state, 'ended');
});

test('what is measured has no recording', () => {
  const measured = after(snapshot({}, 1000, reading('a', t)), { type: 'snapshot', now: { t: 2000, mode: 'live', sensors: [] }, at: 2000 });
  assert.equal(tapeView(measured, 2000), undefined);
});
