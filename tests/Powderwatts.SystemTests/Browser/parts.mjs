// Mosquitto, collector, dashboard and a replay as processes of their own, and a way to publish to the broker.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program, root, until } from "./booth.mjs";

/** Starts them with a tape at a speed, and waits until the dashboard shows the tape. */
export async function startParts(tape, speed) {
  const folder = await mkdtemp(join(tmpdir(), "powderwatts-parts-"));
  const port = await freePort();
  await writeFile(join(folder, "mosquitto.conf"), `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n${process.getuid() === 0 ? "user root\n" : ""}`);
  await writeFile(join(folder, "rig.yaml"), [
    "version: 1", "site: { id: lodge, name: Lodge roof, zone: America/Denver }", "node: { id: booth-pi }",
    `broker: { host: 127.0.0.1, port: ${port} }`, "store: { kind: sqlite }",
  ].join("\n"));
  const children = [];
  const data = ["--data", join(folder, "data")];
  let output = "";
  const start = (file, ...args) => {
    const child = spawn(file, args);
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    children.push(child);
  };
  const part = (verb, ...args) => {
    const [file, ...first] = program;
    start(file, ...first, verb, ...args, "--config", join(folder, "rig.yaml"));
  };
  const stop = async () => {
    const ended = children.filter((c) => c.exitCode === null && c.signalCode === null).map((c) => new Promise((resolve) => c.once("exit", resolve)));
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(ended);
    await rm(folder, { recursive: true, force: true });
  };

  try {
    start("/usr/sbin/mosquitto", "-c", join(folder, "mosquitto.conf"));
    await until(() => listens(port), 10_000, () => `mosquitto listens:\n${output}`);
    part("collect", ...data);
    await until(() => /Broker/.test(output), 30_000, () => `the collector starts:\n${output}`);
    part("dashboard", "--listen", "127.0.0.1:0", ...data);
    const url = await until(() => /Dashboard\s+(http:\/\/\S+)/.exec(output)?.[1], 30_000, () => `the dashboard says where it listens:\n${output}`);
    part("replay", join(root, tape), "--speed", String(speed), "--loop");
    const now = async () => (await fetch(new URL("/api/v1/now", url))).json();
    await until(async () => (await now()).tape, 30_000, () => `the dashboard shows the tape:\n${output}`);
    return { url, now, publish: await publisher(port), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.destroy() && true));
    socket.on("error", () => resolve(false));
  });

/** A client that only connects and publishes at QoS 0: MQTT 3.1.1, sections 3.1 and 3.3. */
async function publisher(port) {
  const text = (value) => Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)]);
  const packet = (head, body) => {
    const length = [];
    for (let left = body.length; ; left >>= 7) {
      length.push((left & 127) | (left > 127 ? 128 : 0));
      if (left <= 127) return Buffer.concat([Buffer.from([head, ...length]), body]);
    }
  };
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {}); // the broker is killed at the end
  const accepted = new Promise((resolve) => socket.once("data", resolve));
  socket.write(packet(0x10, Buffer.concat([text("MQTT"), Buffer.from([4, 2, 0, 0]), text("lodge/real-pi")])));
  if ((await accepted)[3] !== 0) throw new Error("mosquitto did not let the publisher in");
  return (topic, payload, retained = false) => socket.write(packet(retained ? 0x31 : 0x30, Buffer.concat([text(topic), Buffer.from(JSON.stringify(payload))])));
}
