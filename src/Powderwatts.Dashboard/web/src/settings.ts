/** What the page's address may ask for: `?view=kiosk`, `?theme=light|dark`, `?window=5m|1h|24h`. */
export type Window = '5m' | '1h' | '24h';
export type Theme = 'light' | 'dark';

export interface PageSettings {
  kiosk: boolean;
  theme?: Theme;
  window: Window;
}

export function readSettings(search: string): PageSettings {
  const query = new URLSearchParams(search);
  const theme = query.get('theme');
  const window = query.get('window');
  return {
    kiosk: query.get('view') === 'kiosk',
    window: window === '1h' || window === '24h' ? window : '5m',
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
  };
}
