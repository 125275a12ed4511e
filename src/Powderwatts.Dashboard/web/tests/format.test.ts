import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../src/format';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('watts have one decimal below a hundred and none from there', () => {
  assert.equal(plain(format.watts(31.24)), '31.2 W');
  assert.equal(plain(format.watts(99.94)), '99.9 W');
  assert.equal(plain(format.watts(99.96)), '100 W');
  assert.equal(plain(format.watts(540.3)), '540 W');
  assert.equal(plain(format.watts(1840.4)), '1,840 W');
});

test('a zero is a plain zero, also when it is a rounded or a negative one', () => {
  for (const zero of [0, -0, 0.04, -0.04]) {
    assert.equal(plain(format.watts(zero)), '0 W');
  }
});

test('a negative value has a true minus', () => {
  assert.equal(plain(format.temperature(-4.23)), '−4.2 °C');
  assert.equal(plain(format.watts(-12.3)), '−12.3 W');
});

test('kilowatts begin at ten thousand and end at nine and a half thousand', () => {
  assert.equal(format.powerUnit(9999.9, 'W'), 'W');
  assert.equal(format.powerUnit(10_000, 'W'), 'kW');
  assert.equal(format.powerUnit(9700, 'kW'), 'kW');
  assert.equal(format.powerUnit(9499, 'kW'), 'W');
  assert.equal(plain(format.watts(12_345, 'kW')), '12.35 kW');
});

test('the parts of a power joined are its number', () => {
  for (const value of [0, 3.26, 65.8, -12.3, 540, 1840, 9999, 12_345, 1_234_567]) {
    for (const unit of ['W', 'kW'] as const) {
      const parts = format.wattsParts(value, unit);
      assert.equal(parts.map((part) => part.text).join(''), format.wattsNumber(value, unit));
      assert.ok(parts.every((part) => part.role !== 'digits' || /^[\d−]*$/.test(part.text)));
    }
  }
  assert.deepEqual(format.wattsParts(1840), [
    { text: '1', role: 'digits' },
    { text: ',', role: 'separator' },
    { text: '840', role: 'digits' },
  ]);
});

test('the marks of an axis share a unit and are exact', () => {
  assert.deepEqual(
    [0, 60, 120].map((mark) => plain(format.axisWatts(mark, 60, 120))),
    ['0 W', '60 W', '120 W'],
  );
  assert.deepEqual(
    [0, 1.5, 3].map((mark) => plain(format.axisWatts(mark, 1.5, 3))),
    ['0 W', '1.5 W', '3.0 W'],
  );
  assert.deepEqual(
    [0, 8000, 16_000].map((mark) => plain(format.axisWatts(mark, 8000, 16_000))),
    ['0 kW', '8 kW', '16 kW'],
  );
});

test('energy changes its unit where a thousand watt hours would be read', () => {
  assert.equal(plain(format.energy(8.04)), '8.0 Wh');
  assert.equal(plain(format.energy(512.4)), '512 Wh');
  assert.equal(plain(format.energy(999.6)), '1.00 kWh');
  assert.equal(plain(format.energy(19_612)), '19.6 kWh');
});

test('only what is whole reads as a hundred percent', () => {
  assert.equal(plain(format.share(1)), '100 %');
  assert.equal(plain(format.share(0.9999)), '99 %');
  assert.equal(plain(format.share(0.9989, 1)), '99.8 %');
  assert.equal(plain(format.share(126_000 / 302_400)), '41 %');
});

test('an age ticks in seconds, then in larger units', () => {
  assert.equal(plain(format.age(42_900)), '42 s');
  assert.equal(plain(format.age(61_000)), '1 min');
  assert.equal(plain(format.age(3 * 3_600_000)), '3 h');
  assert.equal(plain(format.age(-5)), '0 s');
});

test('the clock is the zone of the site, also over a change to summer time', () => {
  const winter = Date.UTC(2027, 0, 12, 21, 32);
  assert.equal(format.clock(winter, 'America/Denver'), '14:32');
  assert.equal(format.zoneOffset(winter, 'America/Denver'), -420);
  assert.equal(format.zoneOffset(Date.UTC(2027, 6, 12), 'America/Denver'), -360);
  assert.equal(format.zoneOffset(winter, 'Asia/Kathmandu'), 345);
});

test('midnight is the zone of the site, also on a day that changes the clock', () => {
  assert.equal(format.midnight(Date.UTC(2027, 0, 12, 21, 32), 'America/Denver'), Date.UTC(2027, 0, 12, 7));
  assert.equal(format.midnight(Date.UTC(2027, 2, 14, 20), 'America/Denver'), Date.UTC(2027, 2, 14, 7));
  assert.equal(format.midnight(Date.UTC(2027, 10, 7, 20), 'America/Denver'), Date.UTC(2027, 10, 7, 6));
});

test('a zone that this browser does not know is shown in UTC', () => {
  assert.equal(format.clock(Date.UTC(2027, 0, 12, 21, 32), 'Nowhere/At_All'), '21:32');
});
