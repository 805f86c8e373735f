import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidInput, instanceId, type MemoryHubOptions, openHubInMemory, orchestration } from "@dacapo/engine";
import { expect, test } from "vitest";

const echo = orchestration("echo", function* (ctx, input) {
  yield* ctx.sleep(1);
  return input;
});
const it = instanceId("it");
const start = { name: "echo" };

test("it writes to no disk; logs, snapshots and large texts are kept, and each hub has its own", async () => {
  const isThere = existsSync(path.resolve("/memory"));
  const hub = await openHubInMemory({ orchestrations: [echo] });
  const other = await openHubInMemory({ orchestrations: [echo] });
  const large = "x".repeat(200_000);
  for (const [each, input] of [
    [hub, large],
    [other, "small"],
  ] as const) {
    await each.client.start(start, input, { instanceId: "it" });
    await each.client.wait(it, { timeoutMs: 10_000 });
  }
  const before = await hub.client.history(it);
  await hub.snapshot();
  expect((await hub.client.status(it))?.output).toBe(JSON.stringify(large));
  expect(await hub.client.history(it)).toEqual(before);
  expect((await other.client.status(it))?.output).toBe('"small"');
  expect(existsSync(path.resolve("/memory"))).toBe(isThere);
  await hub.close();
  await other.close();
});

test("what it held is gone when it is closed", async () => {
  const first = await openHubInMemory({ orchestrations: [echo] });
  await first.client.start(start, 1, { instanceId: "it" });
  await first.close();
  const second = await openHubInMemory({ orchestrations: [echo] });
  expect((await second.client.list()).items).toEqual([]);
  await second.close();
});

test("more goes through it than its files hold at once", async () => {
  const hub = await openHubInMemory({ orchestrations: [echo], snapshots: { logBytesMax: 256 * 1024 } });
  const texts = Array.from({ length: 60 }, (_, index) => String(index).padEnd(40_000, "."));
  const starts = await Promise.all(texts.map((text) => hub.client.start(start, text)));
  for (const [index, { instanceId: id }] of starts.entries()) {
    expect((await hub.client.wait(id, { timeoutMs: 20_000 })).output).toBe(JSON.stringify(texts[index]));
  }
  expect((await hub.metrics()).threads[0]?.snapshot.trigger).toBe("bytes");
  await hub.close();
});

test("it takes modules, and has no threads", async () => {
  const modules = [fileURLToPath(new URL("./support/modules/programs.mjs", import.meta.url))];
  const hub = await openHubInMemory({ modules });
  const { instanceId: id } = await hub.client.start({ name: "sequence" }, { count: 4 });
  expect((await hub.client.wait(id, { timeoutMs: 10_000 })).output).toBe("10");
  await hub.close();
  await expect(openHubInMemory({ modules, threads: 2 } as MemoryHubOptions)).rejects.toBeInstanceOf(InvalidInput);
});
