// What a page of a list costs: of 100 000 entities, and of runs with inputs of 1 MiB.
//
//   node engine/bench/lists.mjs [entities] [runs]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineEntity, openHub, orchestration } from "@dacapo/engine";

const [entities = 100_000, runs = 200] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 1_000;
const LARGE = "x".repeat(1024 * 1024);

const cell = defineEntity({
  name: "cell",
  initialState: () => ({ sum: 0 }),
  operations: { add: (ctx, amount) => (ctx.state.sum += amount) },
});
const echo = orchestration("echo", function* (ctx, input) {
  yield* ctx.all([]);
  return String(input).length;
});

/**
 * @param {string} what
 * @param {(round: number) => Promise<{ readonly items: readonly unknown[] }>} act
 */
async function timed(what, act) {
  const tookMs = [];
  let items = 0;
  for (let round = 0; round < 20; round++) {
    const beganMs = performance.now();
    items = (await act(round)).items.length;
    tookMs.push(performance.now() - beganMs);
  }
  const [first] = tookMs;
  tookMs.sort((a, b) => a - b);
  /** @param {number | undefined} value */
  const ms = (value) => (value ?? 0).toFixed(1).padStart(7);
  console.log(`${what.padEnd(58)} ${ms(first)} first ${ms(tookMs[10])} median ${ms(tookMs[19])} most   ${items} items`);
}

const dir = mkdtempSync(path.join(tmpdir(), "dacapo-lists-"));
try {
  const options = { dir, entities: [cell], orchestrations: [echo], threads: 0 };
  let hub = await openHub(options);
  /** @param {number} index */
  const key = (index) => `key-${String(index).padStart(7, "0")}`;
  for (let from = 0; from < entities; from += IN_FLIGHT) {
    const signals = Array.from({ length: Math.min(IN_FLIGHT, entities - from) }, (_, index) =>
      hub.client.signalEntity(`@cell@${key(from + index)}`, "add", 1),
    );
    await Promise.all(signals);
  }
  /** @param {string} when */
  const pages = async (when) => {
    const { client } = hub;
    /** @type {string | undefined} */
    let cursor;
    await timed(`entities, ${when}: a page from the beginning`, () => client.listEntities({ limit: 50 }));
    await timed(`entities, ${when}: page after page of 500, with states`, async () => {
      const page = await client.listEntities({ limit: 500, includeState: true, ...(cursor && { cursor }) });
      cursor = page.nextCursor;
      return page;
    });
    await timed(`entities, ${when}: by what their keys begin with`, (round) =>
      client.listEntities({ name: "cell", keyPrefix: key(round * 4_000).slice(0, 9), limit: 50 }),
    );
    await timed(`entities, ${when}: worked since now, none`, () =>
      client.listEntities({ lastModifiedFromMs: Date.now() + 1_000, limit: 50 }),
    );
  };
  await pages("changed since the snapshot");
  await hub.snapshot();
  await pages("stored");
  await hub.close();
  hub = await openHub(options);
  await pages("opened anew");
  for (let index = 0; index < runs; index++) {
    const { instanceId } = await hub.client.start("echo", `${index}${LARGE}`);
    await hub.client.wait(instanceId);
  }
  await timed("runs with inputs of 1 MiB, in memory: a page", () => hub.client.list({ limit: 50 }));
  await hub.snapshot();
  await timed("runs with inputs of 1 MiB, stored: a page", () => hub.client.list({ limit: 50 }));
  for (let index = 0; index < runs; index++) {
    const { instanceId } = await hub.client.start("echo", `${index}${LARGE.slice(0, 60_000)}`);
    await hub.client.wait(instanceId);
  }
  await hub.snapshot();
  await timed("runs with inputs of 60 KB, stored: a page", () => hub.client.list({ limit: 50 }));
  await hub.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
