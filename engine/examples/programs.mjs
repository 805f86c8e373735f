// What `run.mjs` can run: of each program the module, and a conversation with it that ends in what it came to.
import fs from "node:fs";
import path from "node:path";
import { entityId } from "@dacapo/engine";

/**
 * @typedef {import("@dacapo/engine").Client} Client
 * @typedef {object} Program
 * @property {string} module
 * @property {string} about
 * @property {(client: Client, folder: string) => Promise<unknown>} run `folder` is the program's, to write in.
 */

const PICTURES = path.resolve(import.meta.dirname, "../../examples/image-pipeline/images");
const BOOK = path.resolve(import.meta.dirname, "../../examples/word-count/persuasion.txt");
const WAIT_MS = 60_000;

/**
 * Starts an orchestration and gives what it came to.
 *
 * @param {Client} client
 * @param {string} name
 * @param {unknown} input
 */
async function outcome(client, name, input) {
  const { instanceId } = await client.start(name, input);
  return ended(client, instanceId);
}

/**
 * @param {Client} client
 * @param {import("@dacapo/engine").InstanceId} instanceId
 */
async function ended(client, instanceId) {
  const { status, output, failure } = await client.wait(instanceId, { timeoutMs: WAIT_MS });
  if (status !== "Completed") throw new Error(`${instanceId} is ${status}: ${failure?.message}`);
  return output === undefined || output.length === 0 ? undefined : JSON.parse(output);
}

/**
 * @template Value
 * @param {() => Promise<Value>} look
 * @param {(value: Value) => boolean} isGood
 */
async function eventually(look, isGood) {
  for (const endMs = Date.now() + WAIT_MS; ; ) {
    const value = await look();
    if (isGood(value)) return value;
    if (Date.now() > endMs) throw new Error(`What was waited for has not come within ${WAIT_MS} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** @type {Readonly<Record<string, Program>>} */
export const programs = {
  hello: {
    module: "hello.mjs",
    about: "three activities, one after the other",
    run: (client) => outcome(client, "hello3", null),
  },
  sequence: {
    module: "sequence.mjs",
    about: "a long sequence: each activity is given what the one before it gave",
    run: (client) => outcome(client, "sequence", { from: 0, steps: 20 }),
  },
  "fan-out": {
    module: "fan-out.mjs",
    about: "a hundred activities at once, and their sum",
    run: (client) => outcome(client, "fanOut", { tasks: 100 }),
  },
  bank: {
    module: "bank.mjs",
    about: "transfers between accounts that are locked meanwhile",
    run: async (client) => {
      await client.signalEntity(entityId("account", "ada"), "add", 100);
      const answers = await Promise.all(
        [30, 80].map((amount) => outcome(client, "transfer", { from: "ada", to: "bob", amount })),
      );
      const [ada, bob] = await Promise.all(["ada", "bob"].map((key) => client.readEntity(entityId("account", key))));
      return { answers, ada, bob };
    },
  },
  "word-count": {
    module: "word-count.mjs",
    about: "mapper and reducer entities count the words of a book's beginning",
    run: async (client) => {
      const words =
        fs
          .readFileSync(BOOK, "utf8")
          .toLowerCase()
          .match(/[a-z']+/g)
          ?.slice(0, 2_000) ?? [];
      for (let mapper = 0; mapper < 4; mapper++) {
        const share = words.filter((_, place) => place % 4 === mapper);
        const input = { count: "book", words: share, mappers: 4, reducers: 5 };
        await client.signalEntity(entityId("mapper", `book-${mapper}`), "map", input);
      }
      const counted = await eventually(
        async () => /** @type {any} */ (await client.readEntity(entityId("summary", "book"))),
        (summary) => summary?.done === true,
      );
      return Object.fromEntries(
        Object.entries(counted.words)
          .sort(([, a], [, b]) => Number(b) - Number(a))
          .slice(0, 10),
      );
    },
  },
  "image-recognition": {
    module: "image-recognition.mjs",
    about: "labels for the pictures of a folder, each read by an orchestration of its own",
    run: async (client) => {
      await outcome(client, "recognizeFolder", { folder: PICTURES, album: "gallery" });
      return client.readEntity(entityId("album", "gallery"));
    },
  },
  "snapshot-obfuscation": {
    module: "snapshot-obfuscation.mjs",
    about: "a copy of a database without its names; the copy with them is deleted, however it ends",
    run: async (client, folder) => {
      const rows = [
        { name: "Ada", email: "ada@somewhere.test", orders: 3 },
        { name: "Bob", email: "bob@somewhere.test", orders: 1 },
      ];
      fs.writeFileSync(path.join(folder, "snapshot.json"), JSON.stringify(rows));
      const times = { takesMs: 300, pollMs: 100, patienceMs: 10_000 };
      const input = { folder, snapshot: "snapshot.json", file: "obfuscated.json", ...times };
      const did = await outcome(client, "obfuscateSnapshot", input);
      return { did, exported: JSON.parse(fs.readFileSync(path.join(folder, "obfuscated.json"), "utf8")) };
    },
  },
  "collision-search": {
    module: "collision-search.mjs",
    about: "orchestrations split a range until it is small enough to be searched",
    run: (client) => outcome(client, "collisionSearch", { from: 0, to: 100_000, digits: "c0de", grain: 5_000 }),
  },
  approval: {
    module: "approval.mjs",
    about: "the first person does not answer, the second approves",
    run: async (client) => {
      const input = { what: "a new kettle", approvers: ["ada", "bob"], patienceMs: 500 };
      const { instanceId } = await client.start("approval", input);
      await eventually(
        async () => (await client.status(instanceId))?.customStatus,
        (status) => status !== undefined && JSON.parse(status).asked.length === 2,
      );
      await client.raiseEvent(instanceId, "decision", { by: "bob", approved: true });
      return ended(client, instanceId);
    },
  },
  monitor: {
    module: "monitor.mjs",
    about: "it looks for a file until it is told to stop, and continues as new meanwhile",
    run: async (client, folder) => {
      const file = path.join(folder, "up");
      const input = { service: "shop", file, everyMs: 20, looksPerExecution: 5 };
      const { instanceId } = await client.start("monitor", input);
      const alarms = () => client.readEntity(entityId("alarms", "shop"));
      for (const changes of [1, 2]) {
        await eventually(alarms, (seen) => Array.isArray(seen) && seen.length === changes);
        if (changes === 1) fs.writeFileSync(file, "");
      }
      await client.raiseEvent(instanceId, "stop");
      return { ended: await ended(client, instanceId), alarms: await alarms() };
    },
  },
  saga: {
    module: "saga.mjs",
    about: "the second trip finds no car, and gives back what it had booked",
    run: async (client) => {
      const places = ["flight", "hotel", "car"];
      for (const place of places) {
        await client.signalEntity(entityId("inventory", place), "stock", place === "car" ? 1 : 2);
      }
      return [await outcome(client, "trip", { places }), await outcome(client, "trip", { places })];
    },
  },
  waiting: {
    module: "waiting.mjs",
    about: "a durable timer",
    run: (client) => outcome(client, "waiting", { forMs: 200 }),
  },
  counter: {
    module: "counter.mjs",
    about: "an entity that everybody signals",
    run: async (client) => {
      const counter = entityId("counter", "clicks");
      for (const amount of [1, 2, 3]) await client.signalEntity(counter, "add", amount);
      return eventually(
        () => client.readEntity(counter),
        (sum) => sum === 6,
      );
    },
  },
};
