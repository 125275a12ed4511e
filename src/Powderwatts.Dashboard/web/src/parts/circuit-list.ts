import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import * as format from '../format';
import type { Circuit } from '../live/circuits';
import { say } from '../messages/en';
import { lookGlyph, lookWord } from './circuit-words';
import { glyph } from './glyph';
import { setStyle } from './set-style';
import { circuitWatts } from './watts';

export interface ListProps {
  circuits: Circuit[];
  unit: format.PowerUnit;
  selected: string | undefined;
  select: (sensor: string | undefined) => void;
}

/** So many rows a wall holds in full size; more of them stand closer. */
const comfortable = 6;

/** Every circuit with its state and its share of rated power. A row chooses what the chart shows. */
export function circuitList({ circuits, unit, selected, select }: ListProps): TemplateResult {
  return html`<ul class="cables" aria-label=${say.cables} ?data-many=${circuits.length > comfortable}>
    ${repeat(
      circuits,
      (circuit) => circuit.sensor,
      (circuit) => html`<li class="cable-row look-${circuit.look}" ?data-selected=${selected === circuit.sensor}>
        <button
          type="button"
          title=${selected === circuit.sensor ? say.chartShowAll : say.chartShow(circuit.name)}
          aria-pressed=${selected === circuit.sensor ? 'true' : 'false'}
          @click=${() => select(selected === circuit.sensor ? undefined : circuit.sensor)}
        >
          <span class="mark">${glyph(lookGlyph[circuit.look])}</span>
          <span class="name">${circuit.name}</span>
          <span class="word">${lookWord(circuit)}</span>
          ${circuitWatts(circuit, unit)}
        </button>
        ${gauge(circuit)}
      </li>`,
    )}
  </ul>`;
}

function gauge(circuit: Circuit): TemplateResult {
  if (circuit.look === 'failed') {
    return html`<p class="reason">${circuit.reason ?? say.noReason}</p>`;
  }
  const share = circuit.ratedWatts && circuit.watts !== undefined ? format.share(circuit.load) : nothing;
  return html`<span class="gauge" role="img" aria-label=${share === nothing ? nothing : `${share} ${say.watts_of(format.watts(circuit.ratedWatts ?? 0))}`}
    ><i ${setStyle({ '--load': String(circuit.load) })}></i
  ></span>`;
}
