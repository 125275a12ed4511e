import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import type { Mode } from '../live/api';
import type { Climate } from '../live/circuits';
import type { TapeView } from '../live/tape';
import { say } from '../messages/en';
import { glyph } from './glyph';

export interface TopBarProps {
  siteName: string | undefined;
  zone: string;
  mode: Mode | undefined;
  climate: Climate | undefined;
  instant: number | undefined;
  tape: TapeView | undefined;
  linkOpen: boolean;
}

export function topBar({ siteName, zone, mode, climate, instant, tape, linkOpen }: TopBarProps): TemplateResult {
  return html`<header class="top">
    <h1><span class="is-cold">${glyph('snowflake')}</span><span class="product">${say.product}</span>${siteName ? html`<span class="site">${siteName}</span>` : nothing}</h1>
    ${climate ? weather(climate) : nothing}
    ${instant === undefined || mode === 'replay' ? nothing : html`<time class="clock" title=${zone}>${format.clock(instant, zone)}</time>`}
    ${mode ? badge(mode, tape, zone, linkOpen) : nothing}
  </header>`;
}

function weather(climate: Climate): TemplateResult {
  const values = [
    climate.temperature === undefined ? undefined : format.temperature(climate.temperature),
    climate.humidity === undefined ? undefined : format.humidity(climate.humidity),
  ].filter((value) => value !== undefined);
  return html`<span class="weather ${climate.stale ? 'is-stale' : ''}">${climate.stale ? glyph('stale') : nothing}${values.map(
    (value) => html`<span>${value}</span>`,
  )}${climate.stale ? html`<span class="word">${say.state.stale(format.age(climate.ageMs ?? 0))}</span>` : nothing}</span>`;
}

function badge(mode: Mode, tape: TapeView | undefined, zone: string, linkOpen: boolean): TemplateResult {
  if (mode === 'live') {
    return html`<span class="badge is-live" title=${say.modeWords.live}>${say.mode.live}<span class="dot" ?data-still=${!linkOpen}></span></span>`;
  }
  if (mode === 'sim') {
    return html`<span class="badge is-sim">${glyph('sim')}<span>${say.mode.sim}</span><span class="badge-words">${say.modeWords.sim}</span></span>`;
  }
  return html`<span class="badge is-replay" title=${say.modeWords.replay}>${glyph('replay')}<span>${say.mode.replay}</span>${tape ? recording(tape, zone) : nothing}</span>`;
}

/** Which recording, when it was, and how fast it goes. */
function recording({ name, recorded, speed, state }: TapeView, zone: string): TemplateResult {
  const words = {
    ended: say.tapeEnded,
    paused: say.tapePaused,
    playing: speed === undefined ? say.tapeFast : say.tapeSpeed(format.times(speed)),
  };
  return html`<span class="tape-name">${name}</span>${
    recorded === undefined
      ? nothing
      : html`<time class="tape-time" title=${zone}>${format.dayOfYear(recorded, zone)} ${format.clockSeconds(recorded, zone)}</time>`
  }<span class="tape-pace">${words[state]}</span>`;
}
