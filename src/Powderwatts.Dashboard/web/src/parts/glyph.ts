import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

/** A glyph is 24 by 24, drawn in the current colour, and always stands beside its word. */
export type Glyph =
  | 'snowflake'
  | 'heating'
  | 'off'
  | 'stale'
  | 'failed'
  | 'absent'
  | 'estimated'
  | 'clipped'
  | 'replay'
  | 'sim'
  | 'partial'
  | 'waiting'
  | 'lost'
  | 'ok'
  | 'look'
  | 'down'
  | 'close'
  | 'more';

const shapes: Record<Glyph, SVGTemplateResult> = {
  snowflake: svg`<path d="M12 2.5v19M3.8 7.2l16.4 9.6M20.2 7.2L3.8 16.8"/><path d="M9.6 4.2L12 6.6l2.4-2.4M9.6 19.8L12 17.4l2.4 2.4"/>`,
  heating: svg`<path d="M2.5 16l4-8 4.2 8 4.2-8 4.2 8 2.4-4.6"/>`,
  off: svg`<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9"/>`,
  stale: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>`,
  failed: svg`<path d="M12 3l9 9-9 9-9-9z"/><path d="M9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6"/>`,
  absent: svg`<circle cx="12" cy="12" r="8.5" stroke-dasharray="3 4.1"/>`,
  estimated: svg`<path d="M4 9.6c2.7-3 5.3-3 8 0s5.3 3 8 0M4 16.4c2.7-3 5.3-3 8 0s5.3 3 8 0"/>`,
  clipped: svg`<path d="M4 5h16"/><path d="M12 20V10M8 13.5L12 9.5l4 4"/>`,
  replay: svg`<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5"/><path d="M4.2 4.2v4.2h4.2"/><path class="solid" d="M10.4 8.8l5 3.2-5 3.2z"/>`,
  sim: svg`<path d="M5 19L19 5M5 12.5L12.5 5M11.5 19L19 11.5"/><rect x="3.5" y="3.5" width="17" height="17" rx="2"/>`,
  partial: svg`<path d="M6 5.5l12 5.2L6 16"/><path d="M6 20h12"/>`,
  waiting: svg`<circle class="solid" cx="5" cy="12" r="2"/><circle cx="12" cy="12" r="1.6"/><circle cx="19" cy="12" r="1.6"/>`,
  lost: svg`<path d="M9.5 14.5l-2 2a3.5 3.5 0 0 1-5-5l3-3M14.5 9.5l2-2a3.5 3.5 0 0 1 5 5l-3 3"/><path d="M8.5 4.5l1 2.5M15.5 19.5l-1-2.5"/>`,
  ok: svg`<path d="M4.5 12.6l5 5L19.5 7"/>`,
  look: svg`<path d="M12 4l9 16H3z"/><path d="M12 10.5v4M12 17.2v.1"/>`,
  down: svg`<path d="M12 3l9 9-9 9-9-9z"/><path d="M9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  more: svg`<path d="M9 5l7 7-7 7"/>`,
};

export function glyph(name: Glyph): TemplateResult {
  return html`<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">${shapes[name]}</svg>`;
}
