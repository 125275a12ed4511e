import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glow, marks, niceTop, timeMarks } from '../src/live/scale';

test('the top of a chart is round and above every value', () => {
  for (const value of [0, 0.3, 9, 66, 99.5, 100, 150, 840, 9999]) {
    const top = niceTop(value);
    assert.ok(top >= value, `${top} for ${value}`);
    assert.ok(top <= Math.max(1, value * 2.2), `${top} for ${value}`);
    assert.deepEqual(marks(top), [0, top / 2, top]);
  }
});

test('marks in time are round in the zone of the site', () => {
  const from = Date.UTC(2027, 0, 12, 0, 20);
  const found = timeMarks(from, from + 12 * 3_600_000, 6 * 3_600_000, 345); // Kathmandu, 5:45 ahead
  assert.deepEqual(found, [Date.UTC(2027, 0, 12, 6, 15), Date.UTC(2027, 0, 12, 12, 15)]);
});

test('a cable grows brighter and thicker with its load, and noise moves nothing', () => {
  const loads = [0, 0.2, 0.5, 0.8, 1].map(glow);
  for (let i = 1; i < loads.length; i++) {
    assert.ok((loads[i]?.core ?? 0) > (loads[i - 1]?.core ?? 0));
    assert.ok((loads[i]?.opacity ?? 0) > (loads[i - 1]?.opacity ?? 0));
  }
  assert.deepEqual(glow(0.8), glow(0.804));
  assert.deepEqual(glow(7), glow(1));
  assert.equal(glow(0).colour, 'rgb(194 84 15)');
  assert.equal(glow(1).colour, 'rgb(255 177 121)');
});
