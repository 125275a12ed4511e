import assert from "node:assert/strict";
import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startBooth, startBrowser, until } from "./booth.mjs";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** Opens the page and notes every request and every complaint. */
async function open(booth, size, path = "/") {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(new URL(path, booth.url).href);
  await page.locator('[data-circuit="gutter-north"][data-watts]').first().waitFor();
  return { page, requests, complaints, close: () => context.close() };
}

describe("a simulated roof", () => {
  let booth;
  before(async () => (booth = await startBooth()));
  after(() => booth?.stop());

  test("a live value changes within 2 s", async () => {
    const { page, close } = await open(booth, { width: 1920, height: 1080 });
    const total = () => page.locator("[data-total-watts]").first().getAttribute("data-total-watts");
    const first = await until(total, 10_000, () => "a total");
    await until(async () => (await total()) !== first, 2_000, () => `the total moves on from ${first}`);
    await close();
  });

  for (const [name, size] of Object.entries({ wall: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } })) {
    test(`${name}: six named circuits, the origin in words, no overflow, no other host, no complaint`, async () => {
      const { page, requests, complaints, close } = await open(booth, size);
      const circuits = await page.locator("[data-circuit][data-sensor][data-watts]").evaluateAll((all) => [...new Set(all.map((e) => e.dataset.circuit))]);
      assert.deepEqual(circuits.sort(), ["downspout", "gutter-north", "gutter-south", "ridge-a", "valley-1", "valley-2"]);
      const text = await page.evaluate(() => document.body.innerText);
      for (const word of ["SIM", "Gutter N", "Gutter S", "Valley 1", "Valley 2", "Ridge A", "Downspout", "5 min", "1 h", "24 h"]) {
        assert.ok(text.includes(word), `the page says "${word}":\n${text}`);
      }
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "no sideways scrolling");
      assert.ok(await page.evaluate(() => document.querySelector("canvas, .uplot") !== null), "a chart is drawn");
      const host = new URL(booth.url).host;
      assert.deepEqual(requests.filter((url) => !url.startsWith("data:") && new URL(url).host !== host), []);
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  test("the three windows of the chart ask the store", async () => {
    const { page, requests, close } = await open(booth, { width: 1280, height: 800 });
    for (const window of ["1 h", "24 h", "5 min"]) {
      const asked = requests.filter((url) => url.includes("/api/v1/history")).length;
      await page.getByRole("button", { name: window, exact: true }).or(page.getByRole("radio", { name: window, exact: true })).first().click();
      await until(() => requests.filter((url) => url.includes("/api/v1/history")).length > asked, 5_000, () => `history is asked for ${window}`);
    }
    await close();
  });

  test("a lost link is told and the numbers stay", async () => {
    const own = await startBooth();
    const { page, close } = await open(own, { width: 390, height: 844 });
    const watts = page.locator('[data-circuit="gutter-north"][data-watts]').first();
    await own.stop();
    await until(async () => (await page.evaluate(() => document.body.innerText)).includes("Connection lost"), 15_000, () => "the page says that the connection is lost");
    assert.ok(Number.isFinite(Number(await watts.getAttribute("data-watts"))), "the last number stays");
    await close();
  });
});

describe("a constant load", () => {
  let booth;
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "powderwatts-load-"));
    const file = join(folder, "constant.csv");
    await writeFile(file, "Timestamp,Active (W)\n2026-01-01 00:00:00,2400\n2026-01-02 00:00:00,2400\n");
    booth = await startBooth("--load", file);
  });
  after(async () => {
    await booth?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("the number on the page is the number of the API, to the last digit", async () => {
    const { page, close } = await open(booth, { width: 1920, height: 1080 });
    const circuit = page.locator('[data-circuit="gutter-north"][data-watts]').first();
    const reading = async () => (await booth.now()).sensors.find((s) => s.sensor === "booth-pi/gutter-north").reading.power_w;
    await until(async () => (await reading()) > 1, 10_000, () => "the load is read");
    const watts = await reading();
    await until(async () => (await circuit.getAttribute("data-watts")) === String(watts), 3_000, () => `data-watts is ${watts}`);

    // 0.01 Ohm and 8 A: calibration 2097; one step of the power register
    const step = (25 * 0.00512) / (2097 * 0.01);
    assert.ok(Math.abs(watts - 24) <= step, `${watts} W is within one step of 24 W`);
    const shown = await page.evaluate((value) => window.powderwatts.format.watts(value), watts);
    const text = await page.locator('[data-circuit="gutter-north"][data-watts]').evaluateAll((all) => all.map((e) => e.textContent).join(" "));
    assert.ok(text.replace(/\s+/g, " ").includes(shown.replace(/\s+/g, " ")), `"${text}" shows "${shown}"`);
    await close();
  });
});
