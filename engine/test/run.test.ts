import { fileURLToPath } from "node:url";
import { type Hub, InstanceExists, instanceId, openHub, UnknownOrchestration, WaitTimeout } from "@dacapo/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Conversation } from "../src/host/conversation.js";
import type { ToEngine } from "../src/host/protocol.js";
import { instanceId as brandInstanceId } from "../src/model/index.js";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAMS = fileURLToPath(new URL("./support/modules/programs.mjs", import.meta.url));
const it = instanceId("it");

describe.each([0, 2])("a run in one request, with threads: %i", (threads) => {
  let directory: TemporaryDirectory;
  let hub: Hub;
  beforeEach(async () => {
    directory = temporaryDirectory("run");
    hub = await openHub({ dir: directory.path, threads, modules: [PROGRAMS] });
  });
  afterEach(async () => {
    await hub.close();
    directory.remove();
  });

  test("gives the record of the end, and that is durable", async () => {
    const record = await hub.client.run({ name: "sequence" }, { count: 4 }, { tags: { by: "run" }, timeoutMs: 30_000 });
    expect(record).toMatchObject({ status: "Completed", output: "10", tags: { by: "run" } });
    expect(await hub.client.status(record.instanceId)).toEqual(record);
    await hub.close();
    hub = await openHub({ dir: directory.path, threads, modules: [PROGRAMS] });
    expect(await hub.client.status(record.instanceId)).toEqual(record);
  });

  test("refuses what a start refuses", async () => {
    await expect(hub.client.run({ name: "sequense" })).rejects.toThrow(UnknownOrchestration);
    await hub.client.start({ name: "waiter" }, {}, { instanceId: "it" });
    await expect(hub.client.run({ name: "sequence" }, { count: 1 }, { instanceId: "it" })).rejects.toThrow(
      InstanceExists,
    );
  });

  test("gives up waiting in time, and the instance goes on", async () => {
    const run = hub.client.run({ name: "waiter" }, {}, { instanceId: "it", timeoutMs: 20 });
    await expect(run).rejects.toThrow(WaitTimeout);
    await expect(run).rejects.toThrow('"it"');
    expect((await hub.client.waitForStart(it)).status).toBe("Running");
  });

  test("a repeat of the request waits for the same instance, also when that has ended", async () => {
    const asked = { requestId: "once", timeoutMs: 30_000 };
    const first = await hub.client.run({ name: "sequence" }, { count: 2 }, asked);
    expect(await hub.client.run({ name: "sequence" }, { count: 2 }, asked)).toEqual(first);
  });

  test("an id that is taken over gives the end of its new instance, not of the one before", async () => {
    const asked = { instanceId: "it", reuse: "ifFinished", timeoutMs: 30_000 } as const;
    expect(await hub.client.run({ name: "sequence" }, { count: 2 }, asked)).toMatchObject({ output: "3" });
    expect(await hub.client.run({ name: "sequence" }, { count: 3 }, asked)).toMatchObject({ output: "6" });
  });
});

test("a run that is asked again, and finds its own instance there, waits for it", async () => {
  const id = brandInstanceId("it");
  const sent: ToEngine[] = [];
  const door = { send: (message: ToEngine) => sent.push(message) > 0 };
  const conversation = new Conversation([door], () => 0);
  const asks = { target: { name: "n" }, instanceId: id, input: "null" as never, tags: {} };
  const answer = conversation.askAbout(id, "run", asks);
  conversation.threadRestarted(0);
  expect(sent).toHaveLength(2);
  const error = { name: "InstanceExists", code: "InstanceExists", message: "taken" } as never;
  conversation.settle({ kind: "refusal", id: 1, error });
  expect(sent.at(-1)).toMatchObject({ kind: "request", id: 1, request: { kind: "wait", instanceId: id } });
  const record = { instanceId: id, status: "Completed" } as never;
  conversation.settle({ kind: "answer", id: 1, answer: record });
  expect(await answer).toBe(record);
});
