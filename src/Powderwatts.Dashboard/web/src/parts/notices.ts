import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import type { TapeView } from '../live/tape';
import { say } from '../messages/en';
import { glyph } from './glyph';
import { setStyle } from './set-style';

/** A first start's history on its way to the store. */
export function backfillBar(progress: { acknowledged: number; total: number } | undefined): TemplateResult | typeof nothing {
  if (!progress) {
    return nothing;
  }
  const part = progress.acknowledged / progress.total;
  return html`<div class="backfill">
    <p>${say.backfill(format.share(part), format.count(progress.acknowledged), format.count(progress.total))}</p>
    <span class="gauge"><i ${setStyle({ '--load': String(part) })}></i></span>
  </div>`;
}

/** Says that the stream is gone. Nothing is covered: the numbers stay, and their ages tick. */
export function linkBar(lost: boolean, silentMs: number | undefined): TemplateResult {
  return html`<div class="link-slot" role="status">${
    lost
      ? html`<p class="link-bar">${glyph('lost')}<span>${silentMs === undefined ? say.linkNever : say.linkLost(format.age(silentMs))}</span></p>`
      : nothing
  }</div>`;
}

export function howDialog(sim: boolean, tape: TapeView | undefined, zone: string): TemplateResult {
  const close = (event: Event) => (event.currentTarget as HTMLElement).closest('dialog')?.close();
  const outside = (event: Event) => event.target === event.currentTarget && (event.currentTarget as HTMLDialogElement).close();
  return html`<dialog class="how" aria-label=${say.howTitle} @click=${outside}>
    <div>
      <h2>${say.howTitle}</h2>
      <button type="button" class="close" aria-label=${say.close} @click=${close}>${glyph('close')}</button>
      <h3>${say.howWattsTitle}</h3>
      <p>${say.howWatts}</p>
      <h3>${say.howEnergyTitle}</h3>
      <p>${say.howEnergy}</p>
      ${sim ? html`<p class="is-sim">${glyph('sim')}<span>${say.howSim}</span></p>` : nothing}
      ${tape ? html`<p class="is-replay">${glyph('replay')}<span>${say.howReplay(tape.name, tape.recorded === undefined ? '?' : format.dayOfYear(tape.recorded, zone))}</span></p>` : nothing}
    </div>
  </dialog>`;
}
