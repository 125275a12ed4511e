/**
 * Every number, unit and time that a person reads is made here, and only here: SI goes in, words come out.
 * The page's words are English, so numbers follow the reader's own English, or British English for everyone else.
 */

export type PowerUnit = 'W' | 'kW';

const narrow = '\u00a0';
const locale = chooseLocale(globalThis.navigator?.language);

/** Kilowatts begin here; they end lower, so that a value at the edge doesn't flicker between the two. */
const kilowattsFrom = 10_000;
const kilowattsUntil = 9_500;

function chooseLocale(language: string | undefined): string {
  return language?.toLowerCase().startsWith('en') ? language : 'en-GB';
}

const numbers = new Map<number, Intl.NumberFormat>();

function number(value: number, decimals: number): string {
  let format = numbers.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' });
    numbers.set(decimals, format);
  }
  return format.format(value).replace('-', '−');
}

/** The unit that a row of values shares, from its largest value and the unit it had before. */
export function powerUnit(largestWatts: number, before: PowerUnit = 'W'): PowerUnit {
  const size = Math.abs(largestWatts);
  return before === 'kW' ? (size < kilowattsUntil ? 'W' : 'kW') : size >= kilowattsFrom ? 'kW' : 'W';
}

/** A power without its unit, for big type that sets the unit apart. */
export function wattsNumber(watts: number, unit: PowerUnit = 'W'): string {
  if (unit === 'kW') {
    return number(watts / 1000, 2);
  }
  const size = Math.abs(watts);
  return number(watts, size < 0.05 || size >= 99.95 ? 0 : 1);
}

export function watts(value: number, unit: PowerUnit = 'W'): string {
  return `${wattsNumber(value, unit)}${narrow}${unit}`;
}

/** A mark on a chart's axis; all marks share the unit of the highest, and are as exact as the step between them. */
export function axisWatts(value: number, step: number, top: number): string {
  const unit = powerUnit(top);
  const divisor = unit === 'kW' ? 1000 : 1;
  const decimals = value === 0 || Number.isInteger(step / divisor) ? 0 : 1;
  return `${number(value / divisor, decimals)}${narrow}${unit}`;
}

export function energy(wattHours: number): string {
  if (wattHours < 999.5) {
    return `${number(wattHours, wattHours < 99.95 ? 1 : 0)}${narrow}Wh`;
  }
  const kilowattHours = wattHours / 1000;
  return `${number(kilowattHours, kilowattHours < 9.995 ? 2 : kilowattHours < 999.5 ? 1 : 0)}${narrow}kWh`;
}

export function temperature(celsius: number): string {
  return `${number(celsius, 1)}${narrow}°C`;
}

export function humidity(percent: number): string {
  return `${number(percent, 0)}${narrow}%`;
}

export function count(value: number): string {
  return number(value, 0);
}

/** A share of 0 to 1 in percent. Only what is whole reads 100 %: below that it is cut, never rounded up. */
export function share(value: number, decimals = 0): string {
  const scale = 100 * 10 ** decimals;
  return `${number(Math.floor(value * scale + 1e-9) / 10 ** decimals, decimals)}${narrow}%`;
}

export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return `${number(seconds, 0)}${narrow}s`;
  }
  if (seconds < 3600) {
    return `${number(Math.floor(seconds / 60), 0)}${narrow}min`;
  }
  return seconds < 48 * 3600
    ? `${number(Math.floor(seconds / 3600), 0)}${narrow}h`
    : `${number(Math.floor(seconds / 86_400), 0)}${narrow}days`;
}

export function latency(milliseconds: number): string {
  return milliseconds < 1000 ? `${number(milliseconds, 0)}${narrow}ms` : `${number(milliseconds / 1000, 1)}${narrow}s`;
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

function time(instant: number, zone: string, key: string, options: Intl.DateTimeFormatOptions): string {
  const id = `${key}|${zone}`;
  let format = timeFormats.get(id);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: known(zone) });
    timeFormats.set(id, format);
  }
  return format.format(instant);
}

function known(zone: string): string {
  try {
    new Intl.DateTimeFormat(locale, { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

export function clock(instant: number, zone: string): string {
  return time(instant, zone, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

export function clockSeconds(instant: number, zone: string): string {
  return time(instant, zone, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

export function dayOfYear(instant: number, zone: string): string {
  return time(instant, zone, 'year', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** How many times faster: as short as it can be said. */
export function times(value: number): string {
  return number(value, Number.isInteger(value) ? 0 : Number.isInteger(value * 10) ? 1 : 2);
}

/** Minutes that the zone is ahead of UTC at an instant: charts place their marks on the zone's own round times. */
export function zoneOffset(instant: number, zone: string): number {
  const id = `offset|${zone}`;
  let format = timeFormats.get(id);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: known(zone),
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    timeFormats.set(id, format);
  }
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second);
  return Math.round((local - Math.floor(instant / 1000) * 1000) / 60_000);
}

/** The instant when the zone's day began; on a day that changes the clock, found with the offset of that hour. */
export function midnight(instant: number, zone: string): number {
  const dayMs = 86_400_000;
  const begin = (offsetMinutes: number) => Math.floor((instant + offsetMinutes * 60_000) / dayMs) * dayMs - offsetMinutes * 60_000;
  const near = begin(zoneOffset(instant, zone));
  const offset = zoneOffset(near, zone) - zoneOffset(instant, zone);
  return near - offset * 60_000;
}

export interface NumberPart {
  text: string;
  /** What a digit group is for, so that big type can set separators and decimals back. */
  role: 'digits' | 'separator' | 'decimals';
}

/** A power in parts for big type; the parts joined are `watts()`'s number. */
export function wattsParts(value: number, unit: PowerUnit = 'W'): NumberPart[] {
  const text = wattsNumber(value, unit);
  const decimals = unit === 'kW' ? 3 : /[.,]\d$/.test(text) ? 2 : 0;
  const whole = decimals ? text.slice(0, -decimals) : text;
  const parts: NumberPart[] = whole.split(/([^\d−]+)/).map((part, i) => ({ text: part, role: i % 2 ? 'separator' : 'digits' }));
  if (decimals) {
    parts.push({ text: text.slice(-decimals), role: 'decimals' });
  }
  return parts;
}
