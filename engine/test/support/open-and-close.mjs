// Opens and closes a hub again and again, then ends: by itself, if nothing was left behind.
//
//   node open-and-close.mjs <data directory> <rounds>
import { existsSync, readdirSync } from "node:fs";
import { openHub } from "@dacapo/engine";

const [, , dir, times] = process.argv;
const descriptors = () => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
const cycle = async (round) => {
  const hub = await openHub({ dir, threads: round % 10 === 0 ? 1 : 0 });
  await hub.client.list();
  await hub.close();
};

// The first rounds make what the process keeps once and for all.
await cycle(0);
await cycle(1);
const descriptorsBefore = descriptors();
for (let round = 0; round < Number(times); round++) await cycle(round);
const descriptorsAfter = descriptors();
const resources = process.getActiveResourcesInfo().filter((name) => name !== "PipeWrap" && name !== "TTYWrap");
process.stdout.write(JSON.stringify({ rounds: Number(times), descriptorsBefore, descriptorsAfter, resources }));
