import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../format';
import type { Circuit } from '../live/circuits';
import { say } from '../messages/en';

/** A circuit's measured watts. The attributes hold the exact value; the text is that value through the formatter. */
export function circuitWatts(circuit: Circuit, unit: format.PowerUnit): TemplateResult {
  const { watts } = circuit;
  const before = circuit.look === 'clipped' ? say.atLeast : circuit.look === 'estimated' ? say.about : undefined;
  return html`<span class="value">${before ? html`<em>${before}</em>` : nothing}<b
      data-circuit=${circuit.id}
      data-sensor=${circuit.sensor}
      data-status=${circuit.status}
      data-watts=${watts === undefined ? nothing : String(watts)}
      >${watts === undefined ? (circuit.status === 'absent' ? '–' : say.noReading) : format.watts(watts, unit)}</b
    ></span>`;
}
