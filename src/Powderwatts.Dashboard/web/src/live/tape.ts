import type { State } from './state';

/** Readings this close to the newest one tell the tape's clock: one that has begun anew leaves the old instants behind. */
const togetherMs = 1000;
/** How long the clock runs on after the last reading. */
const onwardMs = 1500;

/** The instant that the recording has got to, as its readings carry it: the newest that came, and on from there at its speed. */
export function tapeInstant(state: State, at: number): number | undefined {
  const arrived = Object.values(state.sensors).flatMap(({ reading, freshAt }) =>
    reading && freshAt !== undefined ? { t: reading.t, freshAt } : [],
  );
  if (!arrived.length) {
    return undefined;
  }
  const newest = Math.max(...arrived.map((one) => one.freshAt));
  const instant = Math.max(...arrived.filter((one) => newest - one.freshAt <= togetherMs).map((one) => one.t));
  const { tape } = state;
  if (!tape?.speed || state.link.phase !== 'open') {
    return instant;
  }
  const last = tape.last + (tape.shift_ms ?? 0);
  return Math.max(instant, Math.min(last, instant + tape.speed * Math.min(onwardMs, Math.max(0, at - newest))));
}

/** How much faster than recorded readings come; 1 where that is not known. */
export function tapePace(state: State): number {
  return state.mode === 'replay' && state.tape?.speed ? state.tape.speed : 1;
}

export type TapeState = 'playing' | 'paused' | 'ended';

export interface TapeView {
  name: string;
  state: TapeState;
  /** Absent when it goes as fast as it can. */
  speed?: number;
  /** The instant as recorded. */
  recorded?: number;
}

/** What the screen says of the recording; absent in any other mode. */
export function tapeView(state: State, at: number): TapeView | undefined {
  const { tape } = state;
  if (state.mode !== 'replay' || !tape) {
    return undefined;
  }
  const instant = tapeInstant(state, at);
  const recorded = instant === undefined ? undefined : instant - (tape.shift_ms ?? 0);
  const ended = recorded !== undefined && recorded >= tape.last;
  return {
    name: tape.name,
    state: tape.speed !== 0 ? 'playing' : ended ? 'ended' : 'paused',
    ...(tape.speed === undefined ? {} : { speed: tape.speed }),
    ...(recorded === undefined ? {} : { recorded }),
  };
}
