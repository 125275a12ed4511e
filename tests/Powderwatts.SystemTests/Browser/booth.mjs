// A booth in a process of its own, and a browser to look at it. Both are stopped by what started them.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const root = new URL("../../../", import.meta.url).pathname;
export const program = process.env.POWDERWATTS_PROGRAM
  ? [process.env.POWDERWATTS_PROGRAM]
  : ["dotnet", join(root, "src/Powderwatts/bin/Release/net10.0/powderwatts.dll")];

/** Starts a booth on free ports and waits until it is ready. */
export async function startBooth(...args) {
  const data = await mkdtemp(join(tmpdir(), "powderwatts-browser-"));
  const [file, ...first] = program;
  const child = spawn(file, [...first, "booth", "--data", data, "--listen", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", ...args]);
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const url = await until(() => /http:\/\/\S+/.exec(output)?.[0], 60_000, () => `the booth says where it listens:\n${output}`);
  await until(async () => (await fetch(new URL("/readyz", url)).catch(() => null))?.ok, 60_000, () => `/readyz answers 200:\n${output}`);
  return {
    url,
    now: async () => (await fetch(new URL("/api/v1/now", url))).json(),
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Starts Debian's Chromium without a screen. */
export const startBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** Polls until something is there. */
export async function until(ask, limit, what) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`not within ${limit} ms: ${what()}`);
}
