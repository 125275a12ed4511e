import type { Window } from '../settings';
import { type Circuit, siteTime, staleAfterMs } from './circuits';
import { readWatts } from './history';
import { append, type Series } from './series';
import type { Store } from './store';

export interface Span {
  lengthMs: number;
  points: number;
  stepMs: number;
  /** Between the marks in time, on a wide and on a narrow chart. */
  timeStepMs: number;
  narrowTimeStepMs: number;
  /** When the history is read again. */
  againMs: number;
}

const minute = 60_000;
const afterFailureMs = 5000;
const afterRestartMs = 500;
/** What a tape shows at once is in the store a little later, and at its speed that is a piece of the line: it is read once more. */
const settledMs = 2500;

export const spans: Record<Window, Span> = {
  '5m': { lengthMs: 5 * minute, points: 300, stepMs: 1000, timeStepMs: minute, narrowTimeStepMs: minute, againMs: 5 * minute },
  '1h': { lengthMs: 60 * minute, points: 240, stepMs: 15_000, timeStepMs: 10 * minute, narrowTimeStepMs: 15 * minute, againMs: 15_000 },
  '24h': {
    lengthMs: 1440 * minute,
    points: 288,
    stepMs: 5 * minute,
    timeStepMs: 240 * minute,
    narrowTimeStepMs: 360 * minute,
    againMs: minute,
  },
};

const nothing: Series = { t: [], w: [], gaps: [], holdMs: 0 };

/**
 * The watts behind a chart. The shortest window is read from the store once and then moves with the live readings;
 * the others are read again now and then. At most one reading of each circuit a millisecond is kept, for the window's length.
 */
export class ChartData {
  /** The last question to the store failed: what is shown is what was known before. */
  failed = false;

  private series = new Map<string, Series>();
  private circuits: Circuit[] = [];
  private window: Window = '5m';
  private shown = '';
  private questions = 0;
  private settled = false;
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly unlisten: () => void;

  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
  ) {
    this.unlisten = store.listen((_state, action) => {
      if (action.type === 'reading' && action.sensor.kind === 'circuit') {
        this.take(action.sensor.sensor, action.sensor.reading);
      } else if (action.type === 'snapshot') {
        this.settled = false;
        void this.read(); // a new connection: what was missed is in the store
      }
    });
  }

  stop(): void {
    this.unlisten();
    clearTimeout(this.again);
    this.questions++;
  }

  /** Which circuits and how much time are wanted; asks the store when that is news. True when it is. */
  use(circuits: Circuit[], window: Window): boolean {
    this.circuits = circuits;
    const wanted = `${window} ${circuits.map((circuit) => circuit.sensor).join(' ')}`;
    if (wanted === this.shown) {
      return false;
    }
    this.shown = wanted;
    this.window = window;
    this.series = new Map();
    this.settled = false;
    void this.read();
    return true;
  }

  get span(): Span {
    return spans[this.window];
  }

  now(): number | undefined {
    return siteTime(this.store.state, performance.now());
  }

  of(sensor: string): Series {
    return this.series.get(sensor) ?? nothing;
  }

  private async read(): Promise<void> {
    clearTimeout(this.again);
    const question = ++this.questions;
    const to = this.now();
    if (to === undefined || this.circuits.length === 0) {
      return;
    }
    const wanted = this.circuits.map((circuit) => ({ sensor: circuit.sensor, staleMs: staleAfterMs(circuit.intervalMs) }));
    try {
      const answer = await readWatts(wanted, to - this.span.lengthMs, to, this.span.points);
      if (question !== this.questions) {
        return;
      }
      const live = this.series;
      this.series = answer;
      this.keepLive(live);
      this.failed = false;
    } catch {
      if (question !== this.questions) {
        return;
      }
      this.failed = true; // the chart keeps what it has, says so, and asks again
    }
    const soon = this.store.state.mode === 'replay' && !this.settled;
    this.settled = true;
    this.again = setTimeout(() => void this.read(), this.failed ? afterFailureMs : soon ? settledMs : this.span.againMs);
    this.changed();
  }

  /** Samples that came while the history was read are newer than it. */
  private keepLive(live: Map<string, Series>): void {
    for (const [sensor, series] of live) {
      series.t.forEach((t, i) => {
        const watts = series.w[i];
        if (watts !== undefined) {
          this.add(sensor, t, watts);
        }
      });
    }
  }

  private take(sensor: string, reading: { t: number; power_w?: number } | undefined): void {
    if (this.window !== '5m' || reading?.power_w === undefined) {
      return;
    }
    if (this.store.state.mode === 'replay' && reading.t < (this.of(sensor).t.at(-1) ?? 0)) {
      this.series.delete(sensor); // the tape has begun anew, or was wound back: what lies before is in the store
      clearTimeout(this.again);
      this.settled = false;
      this.again = setTimeout(() => void this.read(), afterRestartMs);
    }
    this.add(sensor, reading.t, reading.power_w);
  }

  private add(sensor: string, t: number, watts: number): void {
    const stale = staleAfterMs(this.circuits.find((circuit) => circuit.sensor === sensor)?.intervalMs ?? 1000);
    this.series.set(sensor, append(this.of(sensor), t, watts, stale, t - this.span.lengthMs));
  }
}
