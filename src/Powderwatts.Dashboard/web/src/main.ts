import * as format from './format';
import { siteTime } from './live/circuits';
import { Client } from './live/client';
import { Store } from './live/store';
import { readSettings } from './settings';
import { ThemeChoice } from './theme';
import { NowView } from './views/now';

const settings = readSettings(location.search);
const store = new Store();
const page = new NowView();
page.store = store;
page.settings = settings;
page.theme = new ThemeChoice(settings.theme, () => page.requestUpdate());
document.documentElement.toggleAttribute('data-kiosk', settings.kiosk);
document.body.prepend(page);

/** For tests of the page: the formatter as its elements use it. */
Object.assign(window, {
  powderwatts: {
    format: {
      watts: (watts: number) => format.watts(watts, page.units.circuits),
      totalWatts: (watts: number) => format.watts(watts, page.units.total),
      energy: format.energy,
    },
  },
});

/** A recording's day is not today. */
function replayedDay(): { from: number; to: number } | undefined {
  const { state } = store;
  const to = state.mode === 'replay' ? siteTime(state, performance.now()) : undefined;
  return to === undefined ? undefined : { from: format.midnight(to, state.site?.zone ?? 'UTC'), to };
}

new Client(store.dispatch, replayedDay).start();
