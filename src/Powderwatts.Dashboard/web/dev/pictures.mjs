// Takes pictures of the page in every scene: npm run pictures -- FOLDER [NAME...]. Needs Chromium (CHROMIUM or /usr/bin/chromium).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const wall = { width: 1920, height: 1080 };
const desk = { width: 1366, height: 768 };
const phone = { width: 390, height: 844 };
const pictures = [
  ['wall', 'ok', '', wall],
  ['wall-live', 'live', '&view=kiosk', wall],
  ['wall-light', 'live', '&theme=light', wall],
  ['wall-replay', 'replay', '&view=kiosk', wall],
  ['wall-stale', 'stale', '', wall],
  ['wall-failed', 'failed', '', wall],
  ['wall-empty', 'empty', '', wall],
  ['wall-lost', 'lost', '', wall, 14_000],
  ['wall-backfill', 'backfill', '', wall],
  ['wall-kilowatts', 'kilowatts', '&window=24h', wall],
  ['wall-down', 'down', '', wall],
  ['wall-unfitted', 'unfitted', '', wall],
  ['wall-many', 'many', '', wall],
  ['desk', 'ok', '&window=1h', desk],
  ['desk-light', 'ok', '&theme=light', desk],
  ['phone', 'live', '', phone],
  ['phone-light', 'ok', '&theme=light', phone],
  ['phone-failed', 'failed', '', phone],
  ['phone-lost', 'lost', '', phone, 14_000],
  ['phone-backfill', 'backfill', '', phone],
];

const [folder = 'pictures', ...only] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const server = await serve('ok', 0, { minify: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--disable-gpu'],
});
for (const [name, scene, query, viewport, wait = 2600] of pictures) {
  if (only.length && !only.includes(name)) {
    continue;
  }
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: viewport === phone ? 2 : 1,
    colorScheme: 'dark',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/?scene=${scene}${query}`);
  await page.waitForTimeout(wait);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: viewport === phone });
  const over = await page.evaluate(() => [
    document.documentElement.scrollWidth - innerWidth,
    document.documentElement.scrollHeight - innerHeight,
  ]);
  console.log(`${name}: overflow ${over}`);
  await context.close();
}
await browser.close();
server.closeAllConnections();
server.close();
