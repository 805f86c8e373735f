import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { encodeJson, executionId, type InstanceId, instanceId, partitionId, taskId } from "../model/index.js";
import { orchestration } from "../orchestration/index.js";
import { memoryDisk, memoryLog } from "../storage/memory/memory-log.js";
import { memoryPayloads, payloadShelf } from "../storage/memory/memory-payloads.js";
import { memorySnapshot, memorySnapshots } from "../storage/memory/memory-snapshots.js";
import { inProcessChannels } from "../transport/in-process.js";
import type { Channel } from "../transport/transport.js";
import { ADMISSION_LIMITS } from "./admission.js";
import { EngineThread } from "./engine-thread.js";
import type { FromEngine, Request, ToEngine } from "./protocol.js";
import { Pulse } from "./pulse.js";
import { createOrchestratorRunner, type OrchestratorRunner } from "./realm/orchestrator-runner.js";

const oneCall = orchestration("one-call", function* (ctx) {
  return yield* ctx.call("work");
});

/** A disk whose writes become durable when the test says so. */
function heldDisk() {
  const held: (() => void)[] = [];
  const gate = () => new Promise<void>((resolve) => held.push(resolve));
  return { gate, writes: () => held.length, finishWrite: () => held.shift()?.() };
}

interface Running {
  readonly channel: Channel<ToEngine, FromEngine>;
  readonly heard: FromEngine[];
  ask(request: Request): number;
}

let channels: Channel<ToEngine, FromEngine>[] = [];
afterEach(() => {
  for (const channel of channels) channel.close();
  channels = [];
});

function run(options: { readonly gate?: () => Promise<void>; readonly runner?: OrchestratorRunner } = {}): Running {
  const [channel, engineChannel] = inProcessChannels<ToEngine, FromEngine>();
  channels.push(channel);
  const heard: FromEngine[] = [];
  channel.listen({ batch: (batch) => heard.push(...batch), ended: () => undefined });
  const partitions = [0, 1, 2, 3].map(partitionId);
  const disk = memoryDisk();
  const kept = memorySnapshot();
  new EngineThread({
    thread: 0,
    threadCount: 1,
    threadOf: () => 0,
    partitions,
    partitionCount: partitions.length,
    openLog: () => memoryLog(disk, options.gate),
    openStore: () => memorySnapshots(kept, partitions),
    openPayloads: () => memoryPayloads(payloadShelf()),
    mode: "local",
    // It stands still, so that no turn ends early however busy the machine is.
    clock: { nowMs: () => 1_000, callAt: () => () => undefined },
    runner: options.runner ?? createOrchestratorRunner(),
    orchestrations: [oneCall],
    entities: [],
    localActivities: new Map(),
    idempotentActivities: new Set(),
    channel: engineChannel,
    admission: { ...ADMISSION_LIMITS, heapBytesMax: Number.POSITIVE_INFINITY },
    heapBytes: () => 0,
    pulse: new Pulse(),
    condemned: new Map(),
    newExecutionId: () => executionId(randomUUID()),
  }).open();
  let id = 0;
  const ask = (request: Request): number => {
    id += 1;
    channel.send({ kind: "request", id, request });
    return id;
  };
  return { channel, heard, ask };
}

const id = instanceId("a") as InstanceId;
const start: Request = { kind: "start", target: { name: "one-call" }, instanceId: id, input: encodeJson(1), tags: {} };
const kinds = (heard: readonly FromEngine[]) => heard.map(({ kind }) => kind);
const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe("nothing leaves before it is durable", () => {
  test("answers, activities, status, history and lists wait for the write; then all of them leave", async () => {
    const disk = heldDisk();
    const { heard, ask } = run({ gate: disk.gate });
    await turns();
    disk.finishWrite();
    await turns();
    heard.length = 0;
    ask(start);
    await turns();
    const status = ask({ kind: "status", instanceId: id });
    const list = ask({ kind: "list", query: {} });
    await turns();
    // The orchestrator has long had its first turn: only the disk is missing.
    expect(disk.writes()).toBe(1);
    expect(heard).toEqual([
      { kind: "answer", id: status, answer: undefined },
      { kind: "answer", id: list, answer: { items: [] } },
    ]);
    heard.length = 0;
    disk.finishWrite();
    await turns();
    expect(kinds(heard)).toEqual(["answer", "runActivity"]);
    expect(heard[0]).toMatchObject({ answer: { instanceId: "a" } });
  });

  test("a result is told only when it is durable", async () => {
    const disk = heldDisk();
    const { channel, heard, ask } = run({ gate: disk.gate });
    await turns();
    disk.finishWrite();
    ask(start);
    await turns();
    disk.finishWrite();
    await turns();
    const order = heard.find((message) => message.kind === "runActivity");
    if (order?.kind !== "runActivity") throw new Error("no activity was asked for");
    ask({ kind: "wait", instanceId: id });
    const { name: _name, input: _input, ...key } = order.order;
    const outcome = { kind: "completed", result: encodeJson("done") } as const;
    channel.send({ kind: "report", report: { kind: "ended", key, outcome } });
    heard.length = 0;
    await turns();
    expect(disk.writes()).toBe(1);
    expect(heard).toEqual([]);
    disk.finishWrite();
    await turns();
    expect(heard).toMatchObject([{ kind: "answer", answer: { status: "Completed", output: '"done"' } }]);
  });
});

describe("when Dacapo itself is wrong", () => {
  const broken = (fail: () => never | object): OrchestratorRunner => ({
    ...runnerOf(createOrchestratorRunner()),
    start: () => fail() as never,
  });

  test("a step that throws is told with its place; the partitions begin anew, and stop when it happens again and again", async () => {
    const unheardOf = { kind: "waiting", actions: [{ type: "Nonsense", taskId: taskId(1) }] };
    const { heard, ask } = run({ runner: broken(() => unheardOf) });
    ask(start);
    await turns();
    const [told] = heard.filter((message) => message.kind === "log" && message.entry.event === "Stopped");
    expect(JSON.stringify(told)).toMatch(/in partition \d+ at log position 3, event EpisodeEnded of instance a/);
    expect(heard.filter(({ kind }) => kind === "health")).toEqual([]);
    expect(heard).toContainEqual({ kind: "reopened" });
    // Nothing of the turn that broke is there.
    const status = ask({ kind: "status", instanceId: id });
    await turns();
    expect(heard.at(-1)).toEqual({ kind: "answer", id: status, answer: undefined });
    ask(start);
    await turns();
    ask(start);
    await turns();
    expect(heard.at(-1)).toMatchObject({ kind: "health", health: { state: "stopped", code: "ENGINE_BUG" } });
    heard.length = 0;
    ask({ ...start, instanceId: instanceId("b") });
    await turns();
    expect(kinds(heard)).not.toContain("answer");
  });

  test("a runner that throws is told with whose code it ran", async () => {
    const { heard, ask } = run({
      runner: broken(() => {
        throw new Error("out of order");
      }),
    });
    ask(start);
    await turns();
    expect(JSON.stringify(heard)).toContain("running an episode of instance a: Error: out of order");
  });
});

test("a report about an execution that nobody knows is dropped", async () => {
  const { channel, heard, ask } = run();
  const key = { instanceId: id, executionId: executionId("unknown"), taskId: taskId(1), attempt: 1 };
  channel.send({ kind: "report", report: { kind: "started", key, atMs: 1 } });
  ask({ kind: "status", instanceId: id });
  await turns();
  expect(kinds(heard)).toEqual(["opened", "log", "answer"]);
});

/** Its methods, bound: a class instance loses them when it is spread. */
function runnerOf(runner: OrchestratorRunner): OrchestratorRunner {
  return {
    inspect: (code) => runner.inspect(code),
    start: (...all) => runner.start(...all),
    deliver: (...all) => runner.deliver(...all),
    rebuild: (...all) => runner.rebuild(...all),
    takeLog: () => runner.takeLog(),
    isLive: (session) => runner.isLive(session),
    drop: (session) => runner.drop(session),
  };
}
