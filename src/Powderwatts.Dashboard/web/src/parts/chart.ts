import { html, LitElement, type nothing, type PropertyValues, type TemplateResult } from 'lit';
import * as format from '../format';
import { ChartData, spans } from '../live/chart-data';
import { type Circuit, isHeating } from '../live/circuits';
import { extremes, type Lines, sum, turns } from '../live/series';
import type { Store } from '../live/store';
import { say } from '../messages/en';
import type { Window } from '../settings';
import { ChartPlot, type NamedTurn } from './chart-plot';

const turnsShown = 4;

/**
 * Measured watts over 5 minutes, an hour or a day. Breaks in the line are times without readings; where only some
 * cables are known it is dashed. A cursor follows mouse, finger and arrow keys.
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

  private data!: ChartData;
  private lines: Lines = { t: [], whole: [], partial: [] };
  private plot: ChartPlot | undefined;
  private cursor: number | null = null;
  private summary = '';
  private summaryAt = 0;
  private stop: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const tick = setInterval(() => this.draw(), 1000);
    const size = new ResizeObserver(() => this.fit());
    size.observe(this);
    const data = new ChartData(this.store, () => this.draw());
    this.data = data;
    this.stop = [() => clearInterval(tick), () => size.disconnect(), () => data.stop()];
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

  protected override updated(changes: PropertyValues<this>): void {
    if (this.data.use(this.circuits, this.window)) {
      this.cursor = null;
    }
    if (changes.has('window') || changes.has('theme') || changes.has('zone') || changes.has('kiosk')) {
      this.make();
    } else if (changes.has('selected')) {
      this.draw();
    }
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
      { zone: this.zone, timeStepMs: narrow ? this.data.span.narrowTimeStepMs : this.data.span.timeStepMs },
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
    const to = this.data.now();
    if (!this.plot || to === undefined) {
      return;
    }
    const from = to - this.data.span.lengthMs;
    const series = this.shown.map((circuit) => this.data.of(circuit.sensor));
    this.lines = sum(series, from, to, this.data.span.stepMs);
    const { lowest, highest, gaps } = extremes(this.lines);
    this.plot.show(this.lines, from, to, highest ?? 0, this.window === '5m' ? this.named(from) : []);
    this.toggleAttribute('empty', highest === undefined);
    if (performance.now() - this.summaryAt > 10_000 || this.summary === '') {
      this.summaryAt = performance.now();
      const i = this.lines.t.length - 1;
      const words = (watts: number | null | undefined) => (watts === null || watts === undefined ? say.noReading : format.watts(watts));
      this.summary = say.chartSummary(
        this.heading(),
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
      return turns(this.data.of(circuit.sensor), (watts) => isHeating(watts, circuit.ratedWatts))
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

  private heading(): string {
    return this.shown.length === 1 && this.selected !== undefined ? (this.shown[0]?.name ?? say.chartTitle) : say.chartTitle;
  }

  protected override render(): TemplateResult {
    const one = this.selected !== undefined && this.shown.length === 1;
    return html`<figure class="chart">
      <figcaption>
        ${
          one
            ? html`<button type="button" class="chart-title link" title=${say.chartShowAll} @click=${this.showAll}>${this.heading()} <span aria-hidden="true">×</span></button>`
            : html`<span class="chart-title">${this.heading()}</span>`
        }
        <span class="chart-read" aria-hidden="true">${this.reading()}</span>
        ${this.kiosk ? html`<span class="chart-ago">${say.chartAgo[this.window]}</span>` : this.buttons()}
        <span class="sr">${this.summary}</span>
      </figcaption>
      <div class="plot"></div>
      <p class="chart-none">${this.data.failed ? say.chartFailed : say.chartEmpty}</p>
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
