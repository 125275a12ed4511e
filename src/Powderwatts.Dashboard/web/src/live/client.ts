import { ask, type Energy, type Health, type Now, type Progress, type SensorNow, type Site, type StatusChange } from './api';
import type { Action } from './state';

/** The server pings every 5 s; after this silence the stream is taken for dead. */
const silenceMs = 12_000;
const retryMs = [1000, 2000, 4000, 8000];
const energyEveryMs = 10_000;
const healthEveryMs = 5_000;

/**
 * The page's one connection. It opens the stream, opens it again after an error or silence (also when the page
 * comes back to the front or the network returns), and asks for what the stream doesn't carry.
 */
export class Client {
  private source: EventSource | undefined;
  private heardAt = 0;
  private attempts = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  /** `energySpan` names the time whose energy is asked for; without one the server takes today. */
  constructor(
    private readonly dispatch: (action: Action) => void,
    private readonly energySpan: () => { from: number; to: number } | undefined,
  ) {}

  start(): void {
    this.open();
    setInterval(() => this.watch(), 1000);
    this.repeat(energyEveryMs, async () => {
      try {
        this.dispatch({ type: 'energy', energy: await ask<Energy>('energy', { ...this.energySpan() }) });
      } catch {
        this.dispatch({ type: 'energy-failed' }); // the last value stays on the page and its row says that it waits
      }
    });
    this.repeat(healthEveryMs, async () => {
      try {
        this.dispatch({ type: 'health', health: await ask<Health>('health') });
      } catch {
        // no answer: the link bar says so when the whole server is gone
      }
    });
    const back = () => {
      if (document.visibilityState === 'visible' && performance.now() - this.heardAt > silenceMs / 2) {
        this.open();
      }
    };
    document.addEventListener('visibilitychange', back);
    window.addEventListener('pageshow', back);
    window.addEventListener('online', () => this.open());
    window.addEventListener('offline', () => this.lose());
  }

  private repeat(everyMs: number, work: () => Promise<void>): void {
    const turn = async () => {
      if (document.visibilityState === 'visible') {
        await work();
      }
      setTimeout(turn, everyMs);
    };
    void turn();
  }

  private open(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.source?.close();
    const source = new EventSource('/api/v1/live');
    this.source = source;
    this.heardAt = performance.now();
    void this.readSite();
    this.on<Now>(source, 'snapshot', (now, at) => this.dispatch({ type: 'snapshot', now, at }));
    this.on<SensorNow>(source, 'reading', (sensor, at) => this.dispatch({ type: 'reading', sensor, at, wall: Date.now() }));
    this.on<StatusChange>(source, 'status', (change, at) => this.dispatch({ type: 'status', change, at }));
    this.on<Progress>(source, 'progress', (progress, at) => this.dispatch({ type: 'progress', progress, at }));
    this.on<{ t: number }>(source, 'ping', ({ t }, at) => this.dispatch({ type: 'ping', t, at }));
    source.addEventListener('error', () => {
      if (this.source === source) {
        this.lose();
      }
    });
  }

  private on<T>(source: EventSource, event: string, use: (value: T, at: number) => void): void {
    source.addEventListener(event, (message) => {
      if (this.source !== source) {
        return;
      }
      this.heardAt = performance.now();
      this.attempts = 0;
      use(JSON.parse((message as MessageEvent<string>).data) as T, this.heardAt);
    });
  }

  private async readSite(): Promise<void> {
    try {
      this.dispatch({ type: 'site', site: await ask<Site>('site') });
    } catch {
      setTimeout(() => void this.readSite(), 5000); // names are missing until then; ids stand in
    }
  }

  private watch(): void {
    if (this.source && performance.now() - this.heardAt > silenceMs) {
      this.lose();
    }
  }

  private lose(): void {
    this.source?.close();
    this.source = undefined;
    this.dispatch({ type: 'lost' });
    if (this.retry === undefined) {
      const wait = retryMs[Math.min(this.attempts, retryMs.length - 1)];
      this.attempts++;
      this.retry = setTimeout(() => this.open(), wait);
    }
  }
}
