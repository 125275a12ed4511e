// A stand-in for the dashboard's API, for work on the page: the shapes are the real ones, the numbers are invented.
// Scenes: ok, many, live, replay, stale, failed, empty, lost, backfill, kilowatts, down, unfitted.

const names = {
  'gutter-north': 'Gutter N',
  'gutter-south': 'Gutter S',
  'valley-1': 'Valley 1',
  'valley-2': 'Valley 2',
  'ridge-a': 'Ridge A',
  downspout: 'Downspout',
  'walkway-east': 'Walkway east',
  'walkway-west': 'Walkway west',
};
const rated = {
  'gutter-north': 36,
  'gutter-south': 36,
  'valley-1': 30,
  'valley-2': 30,
  'ridge-a': 24,
  downspout: 12,
  'walkway-east': 20,
  'walkway-west': 20,
};
const zone = 'America/Denver';

export class FakeApi {
  constructor(scene = 'ok') {
    this.scene = scene;
    this.scale = scene === 'kilowatts' ? 120 : 1;
    this.mode = scene === 'live' ? 'live' : scene === 'replay' ? 'replay' : 'sim';
    this.started = Date.now();
  }

  watts(id, t) {
    const seconds = t / 1000;
    const minuteOfFive = (seconds - this.started / 1000 + 300) % 300;
    const duty = {
      'gutter-north': true,
      'gutter-south': minuteOfFive > 84,
      'valley-1': true,
      'valley-2': false,
      'ridge-a': minuteOfFive < 208,
      downspout: false,
    }[id];
    if (!duty) {
      return 0;
    }
    const share = { 'gutter-north': 0.74, 'gutter-south': 0.93, 'valley-1': 0.82, 'ridge-a': 0.6 }[id] ?? 0.7;
    const inrush = id === 'gutter-south' ? 0.14 * Math.exp(-(minuteOfFive - 84) / 45) : 0;
    const noise = 0.004 * Math.sin(seconds * 1.7 + id.length) + 0.003 * Math.sin(seconds * 0.31);
    return Math.round(rated[id] * this.scale * (share + inrush + noise) * 1000) / 1000;
  }

  ids() {
    return this.scene === 'empty' ? [] : Object.keys(names).filter((id) => this.scene === 'many' || !id.startsWith('walkway'));
  }

  sensor(id, t) {
    const sensor = `booth-pi/${id}`;
    const base = { sensor, kind: 'circuit', origin: this.mode };
    if ((this.scene === 'stale' || this.scene === 'down') && id === 'downspout') {
      return { ...base, status: 'stale', age_ms: 42_000 + t - this.started, reading: this.reading(id, this.started - 42_000) };
    }
    if (this.scene === 'failed' && id === 'valley-1') {
      return { ...base, status: 'failed', age_ms: 9000, reason: '0x45 on i2c-1 is silent: check its plug' };
    }
    if (this.scene === 'unfitted' && id === 'ridge-a') {
      return { ...base, status: 'absent' };
    }
    return {
      ...base,
      status: 'ok',
      age_ms: 4,
      reading: { ...this.reading(id, t - 4), ...(this.scene === 'unfitted' && id === 'gutter-south' ? { q: ['clipped'] } : {}) },
    };
  }

  reading(id, t) {
    const power_w = this.watts(id, t);
    return { t: this.tape(t), power_w, voltage_v: 12.1, current_a: power_w / 12.1, energy_wh: 10_422.118, energy_from: t - 86_400_000 };
  }

  /** A replayed tape keeps its own instants. */
  tape(t) {
    return this.mode === 'replay' ? t - 4_233_600_000 : t;
  }

  climate(t) {
    return {
      sensor: 'booth-pi/air',
      kind: 'climate',
      status: 'ok',
      origin: this.mode,
      age_ms: 300,
      reading: { t: this.tape(t), temperature_c: -4.23, humidity_pct: 81.4, pressure_hpa: 742.1 },
    };
  }

  now(t = Date.now()) {
    const sensors = this.ids().map((id) => this.sensor(id, t));
    const tape = { name: 'roof-storm', speed: 1, first: this.tape(this.started), last: this.tape(this.started + 300_000) };
    return {
      t,
      mode: this.mode,
      ...(this.mode === 'replay' ? { tape } : {}),
      sensors: sensors.length ? [...sensors, this.climate(t)] : [],
    };
  }

  answer(path, query) {
    const t = Date.now();
    switch (path) {
      case '/api/v1/site':
        return {
          site: 'lodge',
          name: 'Lodge roof',
          zone,
          mode: this.mode,
          version: '0.1.0',
          nodes: [],
          sensors: [
            ...this.ids().map((id) => ({
              sensor: `booth-pi/${id}`,
              name: names[id],
              driver: 'ina226',
              kind: 'circuit',
              origin: this.mode,
              rated_w: rated[id] * this.scale,
              interval_s: 1,
            })),
            { sensor: 'booth-pi/air', name: 'Air', driver: 'bme280', kind: 'climate', origin: this.mode, interval_s: 5 },
          ],
        };
      case '/api/v1/now':
        return this.now(t);
      case '/api/v1/energy':
        return this.energy(t);
      case '/api/v1/health':
        return this.health(t);
      case '/api/v1/history':
        return this.history(query);
      default:
        return undefined;
    }
  }

  energy(t) {
    const coverage = this.scene === 'stale' ? 0.974 : this.scene === 'backfill' ? 0.42 : 0.99998;
    return {
      origin: this.mode,
      zone,
      from: t - 8 * 3_600_000,
      to: t,
      by: 'total',
      circuits: [],
      total: { energy_wh: 512.4 * this.scale, coverage, lower_bound: false },
    };
  }

  health(t) {
    const part = (name, state = 'ok', more = {}) => ({ part: name, state, since: t - 60_000, ...more });
    const down = this.scene === 'down';
    return {
      t,
      state: down ? 'down' : 'ok',
      parts: [
        part('booth-pi/outbox', 'ok', { counts: { queued: this.scene === 'backfill' ? 175_400 : 0 } }),
        part('booth-pi/broker'),
        part('dashboard/link'),
        part(
          'dashboard/store',
          down ? 'down' : 'ok',
          down ? { reason: 'the disk is full', next: 'free 200 MB in /var/lib/powderwatts' } : {},
        ),
      ],
      sensors: [],
    };
  }

  history(query) {
    const from = Number(query.get('from'));
    const to = Number(query.get('to'));
    const id = query.get('sensor').split('/')[1];
    const step =
      [1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 300_000, 600_000].find(
        (size) => (to - from) / size <= Number(query.get('points')) + 1,
      ) ?? 3_600_000;
    const long = to - from > 600_000;
    const gap = { from: from + (to - from) * 0.36, to: from + (to - from) * 0.4 };
    const buckets = [];
    for (let t = Math.ceil(from / step) * step; t < to; t += step) {
      if ((long && t > gap.from && t < gap.to) || (this.scene === 'stale' && id === 'downspout' && t > this.started - 42_000)) {
        continue;
      }
      const slow = 0.55 + 0.45 * Math.sin(t / 5_400_000 + id.length);
      const mean = long
        ? Math.max(0, rated[id] * this.scale * (slow > 0.35 ? slow : 0))
        : this.watts(id, t + (this.mode === 'replay' ? 4_233_600_000 : 0));
      buckets.push({ t, min: mean, mean, max: mean, last: mean, count: 1 });
    }
    return {
      sensor: query.get('sensor'),
      quantity: 'power_w',
      unit: 'W',
      origin: this.mode,
      zone,
      from,
      to,
      bucket_ms: step,
      buckets,
      gaps: long ? [gap] : [],
    };
  }

  /** Writes the event stream. Returns what ends it. */
  stream(response) {
    const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send('snapshot', this.now());
    let turn = 0;
    const beat = setInterval(() => {
      turn++;
      const now = this.now();
      for (const sensor of now.sensors.filter((one) => one.status === 'ok')) {
        send('reading', sensor);
      }
      if (this.scene === 'backfill') {
        send('progress', { part: 'backfill', acknowledged: 126_000 + turn * 500, total: 302_400 });
      }
      if (turn % 5 === 0) {
        send('ping', { t: now.t });
      }
    }, 1000);
    const cut = this.scene === 'lost' ? setTimeout(() => response.destroy(), 3000) : undefined;
    return () => {
      clearInterval(beat);
      clearTimeout(cut);
    };
  }
}
