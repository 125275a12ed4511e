import * as format from '../format';
import type { Circuit, Look } from '../live/circuits';
import { say } from '../messages/en';
import type { Glyph } from './glyph';

export const lookGlyph: Record<Look, Glyph> = {
  heating: 'heating',
  off: 'off',
  clipped: 'clipped',
  estimated: 'estimated',
  stale: 'stale',
  failed: 'failed',
  absent: 'absent',
};

/** A circuit's state in a word; for a stale one, its age. */
export function lookWord(circuit: Circuit): string {
  return circuit.look === 'stale' ? say.state.stale(format.age(circuit.ageMs ?? 0)) : say.state[circuit.look];
}
