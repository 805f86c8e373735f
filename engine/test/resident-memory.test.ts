import { defineEntity, type Hub, type HubOptions, instanceId, openHub, orchestration } from "@dacapo/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

/** Keeps its input while it waits. */
const keeper = orchestration<{ readonly text: string }>("keeper", function* (ctx, { text }) {
  const given = yield* ctx.waitForEvent<string>("go");
  return [text.length, given.length];
});

const shelf = defineEntity<string>({
  name: "shelf",
  initialState: () => "",
  operations: {
    keep(ctx, { character, count }: { character: string; count: number }) {
      ctx.state = character.repeat(count);
    },
  },
});

const COUNT = 24;
const LARGE = 1_000_000;

const open = (options: Partial<HubOptions> = {}) =>
  openHub({ dir: directory.path, orchestrations: [keeper], entities: [shelf], ...options });

let directory: TemporaryDirectory;
let hub: Hub;
beforeEach(async () => {
  directory = temporaryDirectory("resident-memory");
  hub = await open();
});
afterEach(async () => {
  await hub.close();
  directory.remove();
});

const names = Array.from({ length: COUNT }, (_, index) => instanceId(`keeper-${index}`));
const textOf = (index: number, characters: number) => String.fromCharCode(97 + index).repeat(characters);

async function startAll(characters: number): Promise<void> {
  await Promise.all(
    names.map((id, index) =>
      hub.client.start({ name: "keeper" }, { text: textOf(index, characters) }, { instanceId: id }),
    ),
  );
  await expect.poll(async () => (await hub.client.list({ statuses: ["Running"] })).items.length).toBe(COUNT);
}

/** Instances and entities. */
const resident = async () => (await hub.metrics()).partitions.reduce((sum, partition) => sum + partition.resident, 0);

test("idle instances that hold large texts leave memory with the snapshot, however few they are, and go on", async () => {
  await startAll(LARGE);
  expect(await resident()).toBe(COUNT);
  await hub.snapshot();
  expect(await resident()).toBe(0);
  // A large text that came later does the same as one that an instance began with.
  for (const [index, id] of names.entries()) await hub.client.raiseEvent(id, "other", textOf(index, LARGE + 1));
  await hub.snapshot();
  expect(await resident()).toBe(0);
  for (const id of names) await hub.client.raiseEvent(id, "go", "now");
  for (const id of names) expect((await hub.client.wait(id)).output).toBe(`[${LARGE},3]`);
});

test("a snapshot is due when so much came in large texts, which the log's length does not show", async () => {
  await hub.close();
  hub = await open({ snapshots: { largeTextCharactersMax: 5 * LARGE } });
  for (const [index, instanceId] of names.entries()) {
    await hub.client.start({ name: "keeper" }, { text: textOf(index, LARGE) }, { instanceId });
    await expect.poll(async () => (await hub.client.status(instanceId))?.status).toBe("Running");
  }
  await expect.poll(resident).toBeLessThan(COUNT - 5);
  const { threads } = await hub.metrics();
  expect(threads.map(({ snapshot }) => snapshot.trigger)).toEqual(["bytes"]);
});

test("those whose texts are small stay, as many as may", async () => {
  await startAll(10);
  await hub.snapshot();
  expect(await resident()).toBe(COUNT);
});

test("entities that hold large texts leave memory, too, and are told of as they are", async () => {
  for (let index = 0; index < 8; index++) {
    await hub.client.signalEntity(`@shelf@${index}`, "keep", {
      character: textOf(index, 1),
      count: index < 6 ? LARGE : 5,
    });
  }
  await expect.poll(() => hub.client.readEntity("@shelf@7")).toBe("hhhhh");
  await hub.snapshot();
  expect(await resident()).toBe(2);
  for (let index = 0; index < 6; index++) {
    expect(await hub.client.readEntity(`@shelf@${index}`)).toBe(textOf(index, LARGE));
  }
});
