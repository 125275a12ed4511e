import type { Theme } from './settings';

/** The theme in force: the address's, else the reader's choice in this visit, else the system's. */
export class ThemeChoice {
  shown: Theme;

  constructor(asked: Theme | undefined, changed: () => void) {
    const light = matchMedia('(prefers-color-scheme: light)');
    this.shown = asked ?? (light.matches ? 'light' : 'dark');
    this.apply();
    if (!asked) {
      light.addEventListener('change', () => {
        this.choose(light.matches ? 'light' : 'dark');
        changed();
      });
    }
  }

  choose(theme: Theme): void {
    this.shown = theme;
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.shown;
  }
}
