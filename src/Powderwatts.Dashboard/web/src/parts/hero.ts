import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import type { Total } from '../live/circuits';
import { say } from '../messages/en';
import { glyph } from './glyph';

export interface HeroProps {
  total: Total;
  unit: format.PowerUnit;
  replay: boolean;
  /** With the link lost: how long ago the number was true. */
  lostMs: number | undefined;
}

/** The one number. What is missing is said before it; without a reading there is no number. */
export function hero({ total, unit, replay, lostMs }: HeroProps): TemplateResult {
  if (total.all === 0) {
    return html`<section class="hero empty">
      <p class="hero-label">${glyph('waiting')}</p>
      <p class="hero-wait">${say.loading}</p>
      <p class="hint">${say.waitingHint}</p>
    </section>`;
  }
  if (total.watts === undefined) {
    return html`<section class="hero silent">
      <p class="hero-label">${glyph('waiting')}<span>${say.noneReporting}</span></p>
      <p class="hero-number" aria-hidden="true"><span class="blank"></span></p>
    </section>`;
  }
  return html`<section class="hero ${lostMs === undefined ? '' : 'then'}">
    <p class="hero-label">${words(total, replay, lostMs)}</p>
    <p class="hero-number" data-total-watts=${String(total.watts)}
      ><span class="digits">${format.wattsParts(total.watts, unit).map((part) => html`<span class=${part.role}>${part.text}</span>`)}</span
      ><span class="unit">${'\u00a0'}${unit}</span></p
    >
  </section>`;
}

function words(total: Total, replay: boolean, lostMs: number | undefined): TemplateResult {
  const heating = format.count(total.heating);
  const all = format.count(total.all);
  if (lostMs !== undefined) {
    return html`${glyph('stale')}<span>${total.atLeast ? html`<strong>${say.atLeast}</strong> ` : nothing}${say.heatingBefore(format.age(lostMs), heating, all)}</span>`;
  }
  if (total.reporting < total.all) {
    const reporting = format.count(total.reporting);
    return html`<span><strong>${say.atLeast}</strong> ${replay ? say.reportingThen(reporting, all) : say.reportingNow(reporting, all)}</span>`;
  }
  if (total.clipped) {
    return html`<span><strong>${say.atLeast}</strong> ${say.atLimitNow}</span>`;
  }
  return html`<span>${replay ? say.heatingThen(heating, all) : say.heatingNow(heating, all)}</span>`;
}
