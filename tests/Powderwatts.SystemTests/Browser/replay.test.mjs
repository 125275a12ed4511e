import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startBooth, startBrowser, until } from "./booth.mjs";
import { startParts } from "./parts.mjs";

const pictures = process.env.POWDERWATTS_PICTURES; // a folder: the screens are kept there

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** Opens the page of a booth that plays a tape. */
async function open(booth, size, path = "/") {
  const context = await browser.newContext({ viewport: size, colorScheme: "dark" });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(new URL(path, booth.url).href);
  await page.locator('[data-circuit="gutter-north"][data-watts]').first().waitFor();
  return { page, complaints, text: () => page.evaluate(() => document.body.innerText), close: () => context.close() };
}

describe("a tape instead of sensors", () => {
  let booth;
  before(async () => (booth = await startBooth("--replay", "--speed", "10")));
  after(() => booth?.stop());

  const views = {
    wall: ["/", { width: 1920, height: 1080 }],
    kiosk: ["/?view=kiosk", { width: 1920, height: 1080 }],
    desk: ["/", { width: 1280, height: 800 }],
    daylight: ["/?theme=light", { width: 1280, height: 800 }],
    phone: ["/", { width: 390, height: 844 }],
  };
  for (const [name, [path, size]] of Object.entries(views)) {
    test(`${name}: says REPLAY, which tape, when it was recorded and how fast it goes, in an amber frame`, async () => {
      const { page, complaints, text, close } = await open(booth, size, path);
      await until(async () => /REPLAY\s+roof-storm\s+(24 Nov 2026|Nov 24, 2026) \d\d:\d\d:\d\d\s+×10/.test(await text()), 10_000, () => "REPLAY, the tape's name, its clock and its speed");
      const said = await text();
      for (const words of ["then", "Energy that day", "Gutter N", "Downspout"]) {
        assert.ok(said.includes(words), `the page says "${words}":\n${said}`);
      }
      for (const words of ["Energy today", "Heating now", "SIM", "LIVE"]) {
        assert.ok(!said.includes(words), `the page does not say "${words}":\n${said}`);
      }
      const badge = page.locator(".badge.is-replay");
      assert.ok(await badge.isVisible());
      const box = await badge.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= size.width, `the words are on the screen: ${JSON.stringify(box)}`);
      const frame = await page.evaluate(() => {
        const style = getComputedStyle(document.querySelector("pw-page"), "::after");
        return { width: Number.parseFloat(style.borderTopWidth), color: style.borderTopColor, badge: getComputedStyle(document.querySelector(".badge.is-replay")).color };
      });
      assert.ok(frame.width >= 4, "a frame is drawn");
      assert.equal(frame.color, frame.badge);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "no sideways scrolling");
      if (pictures) {
        await page.waitForTimeout(6000);
        await page.screenshot({ path: join(pictures, `replay-${name}.png`) });
      }
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  test("the tape's clock runs at the tape's speed, and its energy is a number of its own day", async () => {
    const { page, text, close } = await open(booth, { width: 1280, height: 800 });
    const clock = async () => {
      const [, h, m, s] = /(\d\d):(\d\d):(\d\d)\s+×10/.exec(await text()).map(Number);
      return h * 3600 + m * 60 + s;
    };
    await until(async () => /:\d\d\s+×10/.test(await text()), 10_000, () => "a clock");
    const [first, began] = [await clock(), Date.now()];
    await page.waitForTimeout(4000);
    const [second, took] = [await clock(), (Date.now() - began) / 1000];
    if (second > first) {
      assert.ok(Math.abs((second - first) / took - 10) < 3, `${second - first} s of the tape in ${took} s`); // unless it has just begun anew
    }
    await until(async () => Number(await page.locator("[data-energy-wh]").getAttribute("data-energy-wh")) > 0, 20_000, () => "energy of that day");
    await close();
  });

  test("a tape that begins anew goes on being shown", async () => {
    const { page, text, close } = await open(booth, { width: 390, height: 844 });
    let before = "";
    const began = await until(
      async () => {
        const now = /\d\d:\d\d:\d\d/.exec(await text())?.[0] ?? before;
        const anew = now < before;
        before = now;
        return anew;
      },
      45_000,
      () => "the tape's clock goes back",
    );
    assert.ok(began);
    const watts = () => page.locator("[data-total-watts]").first().getAttribute("data-total-watts");
    const first = await watts();
    await until(async () => (await watts()) !== first, 5_000, () => "the total moves on");
    await close();
  });
});

test("live data that arrives while a tape plays is on no screen of it", async () => {
  const parts = await startParts("src/Powderwatts/Replaying/Tapes/roof-storm.pwtape", 10);
  try {
    const { page, complaints, text, close } = await open(parts, { width: 1920, height: 1080 });
    const outbox = "0123456789abcdef0123456789abcdef";
    const sensor = { sensor: "real-gutter", name: "Real gutter", driver: "ina226", kind: "circuit", origin: "live", rated_w: 36, quantities: ["power_w"], interval_s: 1 };
    parts.publish("powderwatts/v1/lodge/real-pi/status", "online", true);
    parts.publish("powderwatts/v1/lodge/real-pi/about", { version: "0.1.0", machine: "m", run: "r", boot: "", outbox, next: 1, sensors: [sensor] }, true);
    for (let n = 1; n <= 10; n++) {
      const reading = { t: Date.now(), power_w: 98_765 };
      parts.publish("powderwatts/v1/lodge/real-pi/live/real-gutter", reading);
      parts.publish("powderwatts/v1/lodge/real-pi/data", { outbox, readings: [{ n, s: "real-gutter", ...reading }], gaps: [] });
      await page.waitForTimeout(200);
      const said = await text();
      assert.match(said, /REPLAY/);
      assert.doesNotMatch(said, /Real gutter|98[.,]?7/);
    }

    // it did arrive, as what it is: all of it is in the store
    const stored = async () => {
      const answer = await (await fetch(new URL("/api/v1/history?sensor=real-pi/real-gutter&quantity=power_w&origin=live", parts.url))).json();
      return answer.buckets?.reduce((sum, bucket) => sum + bucket.count, 0) === 10;
    };
    await until(stored, 10_000, () => "ten live readings are stored");
    assert.ok((await parts.now()).sensors.every((s) => s.origin === "replay"));
    if (pictures) await page.screenshot({ path: join(pictures, "replay-beside-live.png") });
    assert.deepEqual(complaints, []);
    await close();
  } finally {
    await parts.stop();
  }
});
