import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { PowerUnit } from '../format';
import type { Circuit } from '../live/circuits';
import { glow } from '../live/scale';
import { say } from '../messages/en';
import { lookGlyph, lookWord } from './circuit-words';
import { glyph } from './glyph';
import { cableShapes, gable, house, spout } from './roof-shape';
import { circuitWatts } from './watts';

const groundLine = 'M-60 404V356C260 364 620 342 800 324S1040 296 1156 282V404Z';

/** The circuits that have a place on the drawn roof. */
export function onRoof(circuits: Circuit[]): Circuit[] {
  return circuits.filter((circuit) => circuit.id in cableShapes);
}

/** The lodge, its cables glowing with measured power. Circuits without a place here are in the list only. */
export function roof(circuits: Circuit[], unit: PowerUnit): TemplateResult {
  const known = new Map(onRoof(circuits).map((circuit) => [circuit.id, circuit]));
  const cable = (id: string) => drawn(id, known.get(id));
  return html`<figure class="roof" aria-label=${say.roof}>
    <svg viewBox="0 -16 1096 412" aria-hidden="true">
      <defs>
        <filter id="halo" x="-60" y="-100" width="1250" height="700" filterUnits="userSpaceOnUse"><feGaussianBlur stdDeviation="9.4" /></filter>
        <radialGradient id="ground" cx="0" cy="0" r="1" gradientUnits="userSpaceOnUse" gradientTransform="translate(620 318) scale(560 84)">
          <stop offset="0" class="ground-near" />
          <stop offset="1" class="ground-far" />
        </radialGradient>
      </defs>
      ${svg`${house}${cable('gutter-north')}${cable('gutter-south')}${cable('ridge-a')}${gable}${cable('valley-2')}${cable('valley-1')}${spout}${cable('downspout')}`}
      <path class="ground" d=${groundLine} />
      <path class="ground-light" d=${groundLine} />
    </svg>
    <div class="roof-labels">${[...known.values()].map((circuit) => label(circuit, unit))}</div>
  </figure>`;
}

function label(circuit: Circuit, unit: PowerUnit): TemplateResult {
  const shown = circuit.look === 'heating' || circuit.look === 'clipped' || circuit.look === 'estimated';
  const named = circuit.look === 'stale' || circuit.look === 'failed' || circuit.look === 'absent';
  return html`<span class="roof-label at-${circuit.id} look-${circuit.look}"
    >${named ? glyph(lookGlyph[circuit.look]) : nothing}<span>${circuit.name}</span> ${
      shown ? circuitWatts(circuit, unit) : html`<span class="value">${lookWord(circuit).toLowerCase()}</span>`
    }</span
  >`;
}

function drawn(id: string, circuit: Circuit | undefined): SVGTemplateResult {
  const shape = cableShapes[id];
  if (!shape || !circuit) {
    return svg``;
  }
  const on = circuit.look === 'heating' || circuit.look === 'clipped' || circuit.look === 'estimated';
  return svg`<g class="cable look-${circuit.look}" data-cable=${id}>
    ${shape.melt ? svg`<g class="melt" data-on=${on ? 'true' : nothing}><path class="deck" d=${shape.melt.deck} /><path class="lip" d=${shape.melt.lip} /></g>` : nothing}
    ${on ? hot(shape.line, circuit) : cold(shape.line, circuit)}
  </g>`;
}

function hot(line: string, circuit: Circuit): SVGTemplateResult {
  const { core, halo, opacity, hot: white, colour } = glow(circuit.load);
  const dash = circuit.look === 'estimated' ? '22 14' : nothing;
  return svg`<g class="hot">
    <path class="halo" d=${line} stroke=${colour} stroke-width=${halo} opacity=${opacity} filter="url(#halo)" />
    <path class="halo" d=${line} stroke=${colour} stroke-width=${halo * 0.5} opacity=${opacity * 0.85} />
    <path class="core" d=${line} stroke=${colour} stroke-width=${core} stroke-dasharray=${dash} />
    <path class="core white" d=${line} stroke-width=${white} stroke-dasharray=${dash} />
  </g>`;
}

function cold(line: string, circuit: Circuit): SVGTemplateResult {
  return svg`<path class="cold" d=${line} />${circuit.look === 'stale' ? svg`<path class="cold under" d=${line} />` : nothing}`;
}
