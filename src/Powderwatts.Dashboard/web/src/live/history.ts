import { ask, type History } from './api';
import { fromHistory, type Series } from './series';

export interface Wanted {
  sensor: string;
  staleMs: number;
}

/** Reads the watts of several circuits for one span of time. Fails when any of them can't be read. */
export async function readWatts(wanted: Wanted[], from: number, to: number, points: number): Promise<Map<string, Series>> {
  const answers = await Promise.all(
    wanted.map(async ({ sensor, staleMs }): Promise<[string, Series]> => {
      const history = await ask<History>('history', {
        sensor,
        quantity: 'power_w',
        from: Math.round(from),
        to: Math.round(to),
        points,
      });
      return [sensor, fromHistory(history, staleMs)];
    }),
  );
  return new Map(answers);
}
