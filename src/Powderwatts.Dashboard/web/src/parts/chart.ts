import { html, LitElement, type nothing, type PropertyValues, type TemplateResult } from 'lit';
import * as format from '../format';
import { type Circuit, isHeating, siteTime, staleAfterMs } from '../live/circuits';
import { readWatts } from '../live/history';
import { append, extremes, type Lines, type Series, sum, turns } from '../live/series';
import type { Store } from '../live/store';
import { say } from '../messages/en';
import type { Window } from '../settings';
import { ChartPlot, type NamedTurn } from './chart-plot';

interface Span {
  lengthMs: number;
  points: number;
  stepMs: number;
  timeStepMs: number;
  narrowTimeStepMs: number;
  againMs: number;
}

const minute = 60_000;
const spans: Record<Window, Span> = {
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
const turnsShown = 4;

/**
 * Measured watts over 5 minutes, an hour or a day. The shortest window moves with the live readings; the others
 * are read again from the store now and then. Breaks in the line are times without readings.
 */
export class PowerChart extends LitElement {
  static override properties = { circuits: { attribute: false }, selected: {}, window: {}, kiosk: { type: Boolean }, zone: {}, theme: {} };

  declare circuits: Circuit[];
  declare selected: string | undefined;
  declare window: Window;
  declare kiosk: boolean;
  declare zone: string;
  declare theme: string;
  store!: Store;
  choose: (window: Window) => void = () => {};
  showAll: () => void = () => {};

  private series = new Map<string, Series>();
  private lines: Lines = { t: [], whole: [], partial: [] };
  private plot: ChartPlot | undefined;
  private cursor: number | null = null;
  private failed = false;
  private loads = 0;
  private known = '';
  private summary = '';
  private summaryAt = 0;
  private stop: (() => void)[] = [];
  private again: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const tick = setInterval(() => this.draw(), 1000);
    const size = new ResizeObserver(() => this.fit());
    size.observe(this);
    this.stop = [
      () => clearInterval(tick),
      () => size.disconnect(),
      () => clearTimeout(this.again),
      this.store.listen((_state, action) => {
        if (action.type === 'reading' && action.sensor.kind === 'circuit') {
          this.take(action.sensor.sensor, action.sensor.reading);
        } else if (action.type === 'snapshot') {
          void this.load();
        }
      }),
    ];
    document.fonts.ready.then(() => this.make());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.stop) {
      end();
    }
    this.plot?.destroy();
    this.plot = undefined;
  }

  private get span(): Span {
    return spans[this.window];
  }

  private now(): number | undefined {
    return siteTime(this.store.state, performance.now());
  }

  protected override updated(changes: PropertyValues<this>): void {
    const ids = `${this.window} ${this.circuits.map((circuit) => circuit.sensor).join(' ')}`;
    if (ids !== this.known) {
      this.known = ids;
      this.series = new Map();
      this.cursor = null;
      void this.load();
    }
    if (changes.has('window') || changes.has('theme') || changes.has('zone') || changes.has('kiosk')) {
      this.make();
    } else if (changes.has('selected')) {
      this.draw();
    }
  }

  private async load(): Promise<void> {
    clearTimeout(this.again);
    const turn = ++this.loads;
    const to = this.now();
    if (to === undefined || this.circuits.length === 0) {
      return;
    }
    const wanted = this.circuits.map((circuit) => ({ sensor: circuit.sensor, staleMs: staleAfterMs(circuit.intervalMs) }));
    try {
      const read = await readWatts(wanted, to - this.span.lengthMs, to, this.span.points);
      if (turn !== this.loads) {
        return;
      }
      const live = this.series;
      this.series = read;
      if (this.window === '5m') {
        this.keepLive(live);
      }
      this.failed = false;
    } catch {
      if (turn !== this.loads) {
        return;
      }
      this.failed = true; // the chart keeps what it has, says so, and asks again
    }
    this.again = setTimeout(() => void this.load(), this.failed ? 5000 : this.span.againMs);
    this.draw();
  }

  /** Samples that came while the history was read are newer than it. */
  private keepLive(live: Map<string, Series>): void {
    for (const [sensor, series] of live) {
      series.t.forEach((t, i) => {
        const watts = series.w[i];
        if (watts !== undefined) {
          this.take(sensor, { t, power_w: watts });
        }
      });
    }
  }

  private take(sensor: string, reading: { t: number; power_w?: number } | undefined): void {
    if (this.window !== '5m' || reading?.power_w === undefined) {
      return;
    }
    const stale = staleAfterMs(this.circuits.find((circuit) => circuit.sensor === sensor)?.intervalMs ?? 1000);
    const series = this.series.get(sensor) ?? { t: [], w: [], gaps: [], holdMs: stale };
    this.series.set(sensor, append(series, reading.t, reading.power_w, stale, reading.t - this.span.lengthMs));
  }

  private get shown(): Circuit[] {
    const one = this.circuits.filter((circuit) => circuit.sensor === this.selected);
    return one.length ? one : this.circuits;
  }

  private make(): void {
    const host = this.querySelector<HTMLElement>('.plot');
    if (!host || host.clientWidth === 0 || host.clientHeight === 0) {
      return;
    }
    this.plot?.destroy();
    const narrow = host.clientWidth < 520;
    this.plot = new ChartPlot(
      host,
      { zone: this.zone, timeStepMs: narrow ? this.span.narrowTimeStepMs : this.span.timeStepMs, seconds: this.window === '5m' },
      (index) => this.readAt(index),
    );
    this.listenTo(this.plot);
    this.draw();
  }

  private fit(): void {
    const host = this.querySelector<HTMLElement>('.plot');
    if (!host || !this.plot || Number.parseFloat(getComputedStyle(host).fontSize) !== this.plot.typeSize) {
      this.make();
    } else {
      this.plot.resize();
    }
  }

  private draw(): void {
    const to = this.now();
    if (!this.plot || to === undefined) {
      return;
    }
    const from = to - this.span.lengthMs;
    const series = this.shown.map((circuit) => this.series.get(circuit.sensor) ?? { t: [], w: [], gaps: [], holdMs: 0 });
    this.lines = sum(series, from, to, this.span.stepMs);
    const { lowest, highest, gaps } = extremes(this.lines);
    this.plot.show(this.lines, from, to, highest ?? 0, this.window === '5m' ? this.named(from) : []);
    this.toggleAttribute('empty', highest === undefined);
    if (performance.now() - this.summaryAt > 10_000 || this.summary === '') {
      this.summaryAt = performance.now();
      const i = this.lines.t.length - 1;
      const words = (watts: number | null | undefined) => (watts === null || watts === undefined ? say.noReading : format.watts(watts));
      this.summary = say.chartSummary(
        this.title_(),
        say.chartWindow[this.window],
        words(this.lines.whole[i] ?? this.lines.partial[i]),
        words(lowest),
        words(highest),
        say.chartGaps(format.count(gaps), gaps === 1),
      );
    }
    this.requestUpdate();
  }

  private named(from: number): NamedTurn[] {
    const found = this.shown.flatMap((circuit) => {
      const series = this.series.get(circuit.sensor);
      const all = series ? turns(series, (watts) => isHeating(watts, circuit.ratedWatts)) : [];
      return all
        .filter((turn) => turn.t > from)
        .map((turn) => ({
          ...turn,
          words: turn.on ? say.turnedOn(circuit.name) : say.turnedOff(circuit.name),
          watts: this.wattsNear(turn.t),
        }));
    });
    return found.sort((a, b) => a.t - b.t).slice(-turnsShown);
  }

  private wattsNear(t: number): number {
    const i = this.lines.t.findIndex((instant) => instant >= t);
    return this.lines.whole[i] ?? this.lines.partial[i] ?? 0;
  }

  private readAt(index: number | null): void {
    if (index !== this.cursor) {
      this.cursor = index;
      this.requestUpdate();
    }
  }

  private listenTo(plot: ChartPlot): void {
    const { over } = plot;
    over.tabIndex = 0;
    over.setAttribute('role', 'slider');
    over.setAttribute('aria-label', say.chartCursor);
    over.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'mouse') {
        plot.pointAt(event.clientX);
      }
    });
    over.addEventListener('pointerdown', (event) => plot.pointAt(event.clientX));
    over.addEventListener('pointerup', (event) => {
      if (event.pointerType !== 'mouse') {
        plot.pointAt(event.clientX);
      }
    });
    over.addEventListener('keydown', (event) => this.key(event, plot));
    over.addEventListener('blur', () => plot.leave());
  }

  private key(event: KeyboardEvent, plot: ChartPlot): void {
    const last = this.lines.t.length - 1;
    const at = this.cursor ?? last;
    const page = Math.max(1, Math.round(last / 10));
    const moves: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      PageDown: at - page,
      PageUp: at + page,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (event.key === 'Escape') {
      plot.leave();
    } else if (to !== undefined) {
      event.preventDefault();
      plot.moveCursor(Math.min(last, Math.max(0, to)));
    }
  }

  private title_(): string {
    return this.shown.length === 1 && this.selected !== undefined ? (this.shown[0]?.name ?? say.chartTitle) : say.chartTitle;
  }

  protected override render(): TemplateResult {
    const one = this.selected !== undefined && this.shown.length === 1;
    return html`<figure class="chart">
      <figcaption>
        ${
          one
            ? html`<button type="button" class="chart-title link" title=${say.chartShowAll} @click=${this.showAll}>${this.title_()} <span aria-hidden="true">×</span></button>`
            : html`<span class="chart-title">${this.title_()}</span>`
        }
        <span class="chart-read" aria-hidden="true">${this.reading()}</span>
        ${this.kiosk ? html`<span class="chart-ago">${say.chartAgo[this.window]}</span>` : this.buttons()}
        <span class="sr">${this.summary}</span>
      </figcaption>
      <div class="plot"></div>
      <p class="chart-none">${this.failed ? say.chartFailed : say.chartEmpty}</p>
    </figure>`;
  }

  private reading(): string {
    const over = this.plot?.over;
    const last = this.lines.t.length - 1;
    const i = this.cursor ?? last;
    const instant = this.lines.t[i];
    const watts = this.lines.whole[i] ?? this.lines.partial[i];
    const text =
      instant === undefined
        ? ''
        : say.chartAt(this.time(instant), watts === null || watts === undefined ? say.noReading : format.watts(watts));
    if (over) {
      over.setAttribute('aria-valuemin', '0');
      over.setAttribute('aria-valuemax', String(Math.max(0, last)));
      over.setAttribute('aria-valuenow', String(Math.max(0, i)));
      over.setAttribute('aria-valuetext', text);
    }
    if (this.cursor === null) {
      return this.lines.partial.some((value) => value !== null) ? say.chartPartial : '';
    }
    return text;
  }

  private time(instant: number): string {
    return this.window === '5m' ? format.clockSeconds(instant, this.zone) : format.clock(instant, this.zone);
  }

  private buttons(): TemplateResult | typeof nothing {
    return html`<span class="windows" role="group" aria-label=${say.chartWindowLabel}>
      ${(Object.keys(spans) as Window[]).map(
        (window) =>
          html`<button type="button" aria-pressed=${window === this.window ? 'true' : 'false'} @click=${() => this.choose(window)}><span>${say.chartWindow[window]}</span></button>`,
      )}
    </span>`;
  }
}

customElements.define('pw-chart', PowerChart);
