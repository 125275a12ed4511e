import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import type { HealthView, PartView } from '../live/health';
import { say } from '../messages/en';
import { type Glyph, glyph } from './glyph';

export interface HealthStripProps {
  health: HealthView;
  /** Absent when this page's clock is not the sensors' clock. */
  latencyMs: number | undefined;
  waiting: boolean;
}

export function healthStrip({ health, latencyMs, waiting }: HealthStripProps): TemplateResult {
  if (waiting) {
    return html`<ul class="health" aria-label=${say.health}></ul>`;
  }
  const sensorsOk = health.sensorsOk === health.sensorsAll;
  return html`<ul class="health" aria-label=${say.health}>
    ${health.sensorsAll ? item(sensorsOk ? 'ok' : 'warn', say.sensors(format.count(health.sensorsOk), format.count(health.sensorsAll))) : nothing}
    ${health.queued === undefined ? nothing : item('ok', say.queued(format.count(health.queued)))}
    ${part(health.broker, say.partBroker, say.brokerOk, say.brokerWarn, say.brokerDown)}
    ${part(health.store, say.partStore, say.storeOk, say.storeWarn, say.storeDown)}
    ${latencyMs === undefined ? nothing : item('ok', say.latency(format.latency(latencyMs)))}
  </ul>`;
}

export function problem(health: HealthView): TemplateResult | typeof nothing {
  const found = health.problem;
  return found?.reason
    ? html`<p class="problem state-${found.state}">${glyph(marks[found.state])}<span>${say.problem(found.part.slice(found.part.lastIndexOf('/') + 1), found.reason, found.next ?? '')}</span></p>`
    : nothing;
}

const marks: Record<PartView['state'], Glyph> = { ok: 'ok', warn: 'look', down: 'down', unknown: 'waiting' };

function part(view: PartView, name: string, ok: string, warn: string, down: string): TemplateResult {
  const words = { ok, warn, down, unknown: say.unknownPart(name) };
  return item(view.state, words[view.state], view.worst?.reason);
}

function item(state: PartView['state'], words: string, reason?: string): TemplateResult {
  return html`<li class="state-${state}" title=${reason ?? nothing}>${glyph(marks[state])}<span>${words}</span></li>`;
}
