import { html, LitElement, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import { type Circuit, circuits, climate, median, siteTime, type Total, total } from '../live/circuits';
import { backfill, healthView } from '../live/health';
import type { Store } from '../live/store';
import { tapeView } from '../live/tape';
import { say } from '../messages/en';
import { circuitList } from '../parts/circuit-list';
import { energyToday } from '../parts/energy';
import { healthStrip, problem } from '../parts/health-strip';
import { hero } from '../parts/hero';
import { backfillBar, howDialog, linkBar } from '../parts/notices';
import { onRoof, roof } from '../parts/roof';
import { topBar } from '../parts/top-bar';
import type { PageSettings, Window } from '../settings';
import type { ThemeChoice } from '../theme';
import '../parts/chart';

/** The clocks of sensors and screen are one clock only on one machine. */
const ownMachine = ['localhost', '127.0.0.1', '[::1]'].includes(globalThis.location?.hostname);

/** The first screen: what heats now, on the wall, at the desk and on the phone. */
export class NowView extends LitElement {
  store!: Store;
  settings!: PageSettings;
  theme!: ThemeChoice;

  private selected: string | undefined;
  private window: Window = '5m';
  /** The units that rows share; kept between renders, because they change with hysteresis. */
  readonly units: { circuits: format.PowerUnit; total: format.PowerUnit } = { circuits: 'W', total: 'W' };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.window = this.settings.window;
    this.store.listen(() => this.requestUpdate());
    setInterval(() => this.requestUpdate(), 1000);
  }

  protected override render(): TemplateResult {
    const at = performance.now();
    const { state } = this.store;
    const all = circuits(state, at);
    const sum = total(all, state);
    const zone = state.site?.zone ?? 'UTC';
    const replay = state.mode === 'replay';
    const silentMs = state.link.heardAt === undefined ? undefined : at - state.link.heardAt;
    const lost = state.link.phase === 'lost';
    const health = healthView(state);
    const tape = tapeView(state, at);
    this.chooseUnits(all, sum);
    this.dataset.mode = state.mode ?? 'none';
    return html`
      ${state.mode === 'sim' ? html`<div class="corner" aria-hidden="true"></div>` : nothing}
      ${topBar({ siteName: state.site?.name, zone, mode: state.mode, climate: climate(state, at), instant: siteTime(state, at), tape, linkOpen: !lost })}
      <main class=${all.length ? '' : 'empty'}>
        <div class="left">
          ${hero({ total: sum, unit: this.units.total, replay, lostMs: lost && silentMs !== undefined ? silentMs : undefined })}
          ${all.length ? circuitList({ circuits: all, unit: this.units.circuits, selected: this.selected, select: (sensor) => this.select(sensor) }) : nothing}
          ${all.length ? energyToday(state.energy, replay, () => this.how()) : nothing}
        </div>
        <div class="right">
          ${onRoof(all).length || all.length === 0 ? roof(all, this.units.circuits) : nothing} ${backfillBar(backfill(state))}
          ${all.length ? this.chart(all, zone) : nothing} ${problem(health)}
        </div>
      </main>
      <footer>
        <div class="foot-row">
          ${healthStrip({
            health,
            latencyMs: ownMachine && !replay && !lost ? median(state.latencies) : undefined,
            waiting: state.mode === undefined,
          })}
          ${this.settings.kiosk ? nothing : this.menu()}
        </div>
      </footer>
      ${howDialog(state.mode === 'sim', tape, zone)} ${linkBar(lost, silentMs)}
    `;
  }

  private chooseUnits(all: Circuit[], sum: Total): void {
    this.units.circuits = format.powerUnit(Math.max(0, ...all.map((circuit) => circuit.watts ?? 0)), this.units.circuits);
    this.units.total = format.powerUnit(sum.watts ?? 0, this.units.total);
  }

  private chart(all: Circuit[], zone: string): TemplateResult {
    return html`<pw-chart
      .store=${this.store}
      .circuits=${all}
      .selected=${this.selected}
      .window=${this.window}
      .kiosk=${this.settings.kiosk}
      .zone=${zone}
      .theme=${this.theme.shown}
      .choose=${(window: Window) => {
        this.window = window;
        this.requestUpdate();
      }}
      .showAll=${() => this.select(undefined)}
    ></pw-chart>`;
  }

  private menu(): TemplateResult {
    const other = this.theme.shown === 'dark' ? 'light' : 'dark';
    return html`<nav class="menu">
      <button
        type="button"
        @click=${() => {
          this.theme.choose(other);
          this.requestUpdate();
        }}
      >
        ${say.theme[other]}
      </button>
      <a href="?view=kiosk">${say.kiosk}</a>
      <a class="api" href="/openapi/v1.json">${say.api}</a>
    </nav>`;
  }

  private select(sensor: string | undefined): void {
    this.selected = sensor;
    this.requestUpdate();
  }

  private how(): void {
    this.querySelector<HTMLDialogElement>('dialog.how')?.showModal();
  }
}

customElements.define('pw-page', NowView);
