import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, extremes, fromHistory, type Series, sum, turns } from '../src/live/series';

const series = (points: [number, number][], gaps: { from: number; to: number }[] = [], holdMs = 3000): Series => ({
  t: points.map(([t]) => t),
  w: points.map(([, w]) => w),
  gaps,
  holdMs,
});

test('circuits are summed on an even grid, between their samples on a straight line', () => {
  const a = series([
    [0, 10],
    [4000, 14],
  ]);
  const b = series([
    [0, 1],
    [2000, 1],
    [4000, 1],
  ]);
  const lines = sum([a, b], 0, 4000, 1000);
  assert.deepEqual(lines.t, [0, 1000, 2000, 3000, 4000]);
  assert.deepEqual(lines.whole, [11, 12, 13, 14, 15]);
  assert.ok(lines.partial.every((value) => value === null));
});

test('a gap of every circuit is a break, never a zero', () => {
  const a = series(
    [
      [0, 10],
      [1000, 10],
      [9000, 10],
    ],
    [{ from: 1000, to: 9000 }],
  );
  const lines = sum([a], 0, 9000, 1000);
  assert.deepEqual(lines.whole, [10, 10, null, null, null, null, null, null, null, 10]);
  assert.equal(extremes(lines).gaps, 1);
});

test('where one circuit of two is missing the sum is the dashed line, and it touches the whole one', () => {
  const a = series([
    [0, 10],
    [1000, 10],
    [2000, 10],
    [3000, 10],
  ]);
  const b = series(
    [
      [0, 5],
      [3000, 5],
    ],
    [{ from: 0, to: 3000 }],
  );
  const lines = sum([a, b], 0, 3000, 1000);
  assert.deepEqual(lines.whole, [15, null, null, 15]);
  assert.deepEqual(lines.partial, [15, 10, 10, 15]);
});

test('the newest sample holds for a while and then is no longer known', () => {
  const lines = sum([series([[0, 7]])], 0, 5000, 1000);
  assert.deepEqual(lines.whole, [7, 7, 7, 7, null, null]);
});

test('before the first sample nothing is known', () => {
  assert.deepEqual(
    sum(
      [
        series([
          [2000, 7],
          [3000, 7],
        ]),
      ],
      0,
      3000,
      1000,
    ).whole,
    [null, null, 7, 7],
  );
});

test('no circuits and no samples give empty lines', () => {
  assert.deepEqual(extremes(sum([], 0, 3000, 1000)), { gaps: 0 });
  assert.deepEqual(extremes(sum([series([])], 0, 3000, 1000)), { gaps: 0 });
});

test('a live sample joins the series, an older one does not, and what left the window is dropped', () => {
  const before = series([
    [0, 1],
    [1000, 2],
    [2000, 3],
  ]);
  const after = append(before, 3000, 4, 3000, 1500);
  assert.deepEqual(after.t, [1000, 2000, 3000]);
  assert.equal(append(after, 2500, 9, 3000, 0), after);
});

test('a sample that comes late leaves a gap behind it', () => {
  const after = append(series([[0, 1]]), 10_000, 2, 3000, -5000);
  assert.deepEqual(after.gaps, [{ from: 0, to: 10_000 }]);
});

test('a history becomes a series of its means, without empty buckets', () => {
  const made = fromHistory(
    {
      sensor: 's',
      from: 0,
      to: 3000,
      bucket_ms: 1000,
      gaps: [],
      buckets: [
        { t: 0, mean: 5, count: 2 },
        { t: 1000, count: 0 },
        { t: 2000, last: 6, count: 1 },
      ],
    },
    3000,
  );
  assert.deepEqual(made, { t: [0, 2000], w: [5, 6], gaps: [], holdMs: 3000 });
});

test('a turn is where heating begins or ends, but not across a gap', () => {
  const on = (watts: number) => watts > 1;
  assert.deepEqual(
    turns(
      series([
        [0, 0],
        [1000, 20],
        [2000, 20],
        [3000, 0],
      ]),
      on,
    ),
    [
      { t: 1000, on: true },
      { t: 3000, on: false },
    ],
  );
  assert.deepEqual(
    turns(
      series(
        [
          [0, 0],
          [9000, 20],
        ],
        [{ from: 0, to: 9000 }],
      ),
      on,
    ),
    [],
  );
});
