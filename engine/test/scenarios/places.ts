import { fileURLToPath } from "node:url";
import {
  type Client,
  type HistoryEvent,
  type Hub,
  type HubLogEntry,
  type InstanceId,
  type InstanceRecord,
  instanceId,
  type Json,
  openHub,
  openHubInMemory,
  type StartOptions,
} from "@dacapo/engine";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "../support/temporary-directory.js";

export const PROGRAMS = fileURLToPath(new URL("./programs.mjs", import.meta.url));

/** Where a hub keeps what it holds, and in how many threads it runs: to no behaviour may it make a difference. */
const PLACES = [
  { storage: "memory", threads: 0 },
  { storage: "files", threads: 0 },
  { storage: "files", threads: 2 },
] as const;

/** One hub for all scenarios of a topic, which so run through each other; their instances have ids of their own. */
export interface Scene {
  readonly client: Client;
  readonly hub: Hub;
  /** The operator's log so far. */
  readonly log: readonly HubLogEntry[];
  /** An id that nothing else in this hub has. */
  newId(): InstanceId;
  /** Starts an orchestration and gives its id. */
  start(name: string, input?: unknown, options?: StartOptions): Promise<InstanceId>;
  /** Starts it and waits for its end, whatever that is. */
  run(name: string, input?: unknown, options?: StartOptions): Promise<InstanceRecord>;
  /** Waits for the end of something. */
  ended(id: InstanceId): Promise<InstanceRecord>;
  /** Starts it and gives its output; throws what it failed with. */
  output(name: string, input?: unknown, options?: StartOptions): Promise<Json | undefined>;
  /** All events of its history. */
  history(id: InstanceId): Promise<readonly HistoryEvent[]>;
}

const WAIT = { timeoutMs: 20_000 };

/** Describes a topic once for every place. */
export function everywhere(topic: string, scenarios: (scene: Scene) => void): void {
  describe.each(PLACES)(`${topic} (storage: $storage, threads: $threads)`, ({ storage, threads }) => {
    let directory: TemporaryDirectory | undefined;
    let opened: Hub | undefined;
    let ids = 0;
    const log: HubLogEntry[] = [];
    const hub = (): Hub => {
      if (opened === undefined) throw new Error("The hub of this place is not open.");
      return opened;
    };
    const scene: Scene = {
      get hub() {
        return hub();
      },
      get client() {
        return hub().client;
      },
      log,
      newId: () => instanceId(`scenario-${++ids}`),
      start: async (name, input, options) =>
        (await hub().client.start({ name }, input, { instanceId: scene.newId(), ...options })).instanceId,
      ended: (id) => hub().client.wait(id, WAIT),
      run: async (name, input, options) => scene.ended(await scene.start(name, input, options)),
      output: async (name, input, options) => {
        const record = await scene.run(name, input, options);
        if (record.status !== "Completed") throw new Error(`${record.status}: ${record.failure?.message}`);
        return readJson(record.output);
      },
      history: async (id) => {
        const events: HistoryEvent[] = [];
        for (;;) {
          const page = await hub().client.history(id, { afterSeq: events.length });
          if (page.length === 0) return events;
          events.push(...page);
        }
      },
    };
    beforeAll(async () => {
      const options = { modules: [PROGRAMS], log: (entry: HubLogEntry) => void log.push(entry) };
      if (storage === "memory") {
        opened = await openHubInMemory(options);
        return;
      }
      directory = temporaryDirectory("scenarios");
      opened = await openHub({ ...options, dir: directory.path, threads });
    });
    afterAll(async () => {
      await opened?.close();
      directory?.remove();
    });
    scenarios(scene);
  });
}

/** What a text of JSON says; what is no value is no text. */
export function readJson(text: string | undefined): Json | undefined {
  return text === undefined || text === "" ? undefined : (JSON.parse(text) as Json);
}

/** The types of some events, in their order. */
export const typesOf = (history: readonly HistoryEvent[]): readonly string[] => history.map(({ type }) => type);

/** What is to be so in a while, on however busy a machine. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 15_000 });
