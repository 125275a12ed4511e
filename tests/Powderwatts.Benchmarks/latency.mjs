// node latency.mjs URL: opens the page of a running booth in Chromium without a screen and measures, for 45 s, how long readings take:
// to a plain client of the live stream, to the page's own event, and to the number on the page. Prints one line of JSON, ms; the page
// stays open until standard input ends. Booth, client and page share one clock; instants are whole milliseconds.
import { get } from "node:http";
import { startBrowser } from "../Powderwatts.SystemTests/Browser/booth.mjs";

const seconds = 45;
const url = process.argv[2];

const browser = await startBrowser();
const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
await page.addInitScript(() => {
  const samples = { event: [], dom: [] };
  const newest = new Map();
  const on = { recording: false };
  window.latency = { samples, on };
  // the page's own stream, heard one listener before the page
  window.EventSource = class extends EventSource {
    constructor(...args) {
      super(...args);
      this.addEventListener("reading", ({ data }) => {
        const at = Date.now();
        const { sensor, reading } = JSON.parse(data);
        if (!reading) return;
        newest.set(sensor, { t: reading.t, watts: String(reading.power_w) });
        if (on.recording) samples.event.push(at - reading.t);
      });
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changes) => {
      const at = Date.now();
      for (const { target } of changes) {
        const reading = newest.get(target.dataset.sensor);
        // a circuit stands in several places of the page: its first one counts
        if (!reading || reading.shown || reading.watts !== target.dataset.watts) continue;
        reading.shown = true;
        if (on.recording) samples.dom.push(at - reading.t);
      }
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-watts"] });
  });
});
await page.goto(url);
await page.locator("[data-sensor][data-watts]").first().waitFor();
await new Promise((resolve) => setTimeout(resolve, 5_000));

const socket = [];
const stream = get(new URL("/api/v1/live", url), (response) => {
  let text = "";
  response.setEncoding("utf8").on("data", (part) => {
    const at = Date.now();
    const events = (text + part).split("\n\n");
    text = events.pop();
    for (const event of events) {
      if (event.startsWith("event: reading\n")) socket.push(at - JSON.parse(event.slice(event.indexOf("data: ") + 6)).reading.t);
    }
  });
});
stream.on("error", () => {}); // destroyed below
await page.evaluate(() => (window.latency.on.recording = true));
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const { event, dom } = await page.evaluate(() => window.latency.samples);
stream.destroy();
console.log(JSON.stringify({ socket, event, dom }));

for await (const _ of process.stdin);
await browser.close();
