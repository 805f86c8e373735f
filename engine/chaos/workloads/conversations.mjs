import { completedWith, field, numbers, workload } from "./workload.mjs";

/** @import { Run, Workload } from "../words.js" */

export const COUNTERS = 16;
/** How many events a collector waits for. */
const ITEMS = 3;

/** @param {number} number */
export const counterOf = (number) => `@counter@${number}`;

/** Workloads in which instances, entities and the client tell each other things. @type {readonly Workload[]} */
export const conversationWorkloads = [
  workload({
    name: "collector",
    weight: 3,
    terminated: "never",
    events: ITEMS,
    target: () => ({ code: COLLECTOR }),
    input: () => ({ items: ITEMS }),
    judge: (run, { status, output }) => (status === "Completed" ? wrongItems(run, output) : `it is ${status}`),
  }),
  // The signals of one turn leave together, once; nobody ends it before.
  workload({
    name: "signals",
    weight: 2,
    terminated: "never",
    target: () => ({ code: SIGNALS }),
    input: (chance, number) => ({
      counter: counterOf(chance.between(0, COUNTERS - 1)),
      ids: Array.from({ length: 5 }, (_, index) => `run-${number}-${index}`),
    }),
    judge: (_run, record) => completedWith(record, "signaled"),
  }),
  workload({
    name: "ping",
    weight: 2,
    terminated: "never",
    companion: "pong",
    target: () => ({ code: PING }),
    wantedId: (number) => `ping-${number}`,
    input: (_chance, number) => ({ peer: `pong-${number}`, count: 0, last: lastOf(number) }),
    judge: (run, record) => completedWith(record, field(run.input, "last")),
  }),
  workload({
    name: "pong",
    weight: 0,
    // It ends because of its ping: whoever waits for it alone may wait for ever.
    left: 1,
    terminated: "never",
    target: () => ({ name: "pong" }),
    wantedId: (number) => `pong-${number}`,
    input: (_chance, number) => ({ peer: `ping-${number}`, seen: [], last: lastOf(number) }),
    judge: (run, record) => {
      const last = Number(field(run.input, "last"));
      return completedWith(
        record,
        Array.from({ length: (last + 1) / 2 }, (_, index) => 2 * index),
      );
    },
  }),
];

/** The number on the ball at which a game ends: odd, for ping serves zero. @param {number} number */
const lastOf = (number) => 5 + 2 * (number % 6);

const COLLECTOR = `export default orchestration("collector", function* (ctx, input) {
  const items = [];
  while (items.length < input.items) items.push(yield* ctx.waitForEvent("item"));
  return items;
});
`;

const SIGNALS = `export default orchestration("signals", function* (ctx, input) {
  for (const id of input.ids) ctx.signalEntity(input.counter, "count", { id });
  return "signaled";
});
`;

/** Serves, waits for the ball, and goes on as a new execution. */
const PING = `export default orchestration("ping", function* (ctx, input) {
  ctx.sendEvent(input.peer, "ball", input.count);
  const ball = yield* ctx.waitForEvent("ball");
  if (ball !== input.count + 1) throw new Error("a ball came twice or was lost: " + ball + " after " + input.count);
  if (ball === input.last) return ball;
  ctx.continueAsNew({ ...input, count: ball + 1 });
});
`;

/**
 * Items are raised in the order of their numbers. One that was asked for again may have come twice.
 *
 * @param {Run} run
 * @param {string | undefined} output
 */
function wrongItems(run, output) {
  const items = numbers({ items: JSON.parse(output ?? "[]") }, "items");
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const [index, item] of items.entries()) {
    const before = items[index - 1] ?? 0;
    if (item !== before && item !== before + 1) return `item ${item} came after ${before}`;
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  for (const [item, count] of counts) {
    const asked = run.raised?.[item - 1]?.asked ?? 0;
    if (count > asked) return `item ${item} was raised ${asked} times and came ${count} times`;
  }
  return items.length === ITEMS ? undefined : `it collected ${items.length} items`;
}
