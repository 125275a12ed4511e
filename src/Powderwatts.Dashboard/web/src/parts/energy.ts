import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import type { Energy } from '../live/api';
import { say } from '../messages/en';
import { glyph } from './glyph';

/** A day counts as covered from here: the newest reading is always a moment on its way to the store. */
const wholeFrom = 0.9995;

export function energyToday(energy: Energy | undefined, replay: boolean, how: () => void): TemplateResult {
  return html`<section class="energy">
    <div class="energy-row">
      <h2>${replay ? say.energyThen : say.energyToday}</h2>
      ${energy ? amount(energy) : html`<span class="energy-wait">${glyph('waiting')}${say.energyWaiting}</span>`}
    </div>
    <div class="energy-foot">
      <p>${energy ? cover(energy) : nothing}</p>
      <button type="button" class="link" @click=${how}>${say.howTitle}${glyph('more')}</button>
    </div>
  </section>`;
}

function amount({ total }: Energy): TemplateResult {
  const atLeast = total.lower_bound || total.coverage < wholeFrom;
  return html`<p class="energy-amount" data-energy-wh=${String(total.energy_wh)}>${atLeast ? html`<em>${say.atLeast}</em> ` : nothing}<b>${format.energy(total.energy_wh)}</b></p>`;
}

function cover({ total }: Energy): string {
  if (total.coverage < wholeFrom) {
    return say.coverage(format.share(total.coverage, total.coverage < 0.99 ? 0 : 1));
  }
  return total.lower_bound ? say.lowerBound : say.whole;
}
