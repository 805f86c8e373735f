import type { EntityInfo } from "../compiler/index.js";
import type { Json } from "../model/index.js";
import { defineEntity } from "../orchestration/index.js";
import { wholeIn } from "./input-checks.js";
import { EntityRefusal } from "./refusal.js";

/** Each operation reads and writes the whole state, so that a queue must stay of a size that is quickly written. */
const ITEMS_MAX = 10_000;

/** Values in the order in which runs put them there. Each is taken once, whoever takes it. */
export const queue = defineEntity<Json[]>({
  name: "queue",
  initialState: () => [],
  operations: {
    put(ctx, value: Json) {
      if (ctx.state.length >= ITEMS_MAX) {
        throw new EntityRefusal(
          "QueueFull",
          `The queue "${ctx.key}" has ${ITEMS_MAX} items already, the most that it takes. Take some first, or use several queues.`,
          { length: ctx.state.length },
        );
      }
      ctx.state.push(value ?? null);
      return ctx.state.length;
    },
    take(ctx) {
      mustHoldSomething(ctx.key, ctx.state);
      return ctx.state.shift();
    },
    takeLast(ctx) {
      mustHoldSomething(ctx.key, ctx.state);
      return ctx.state.pop();
    },
    takeUpTo: (ctx, count: unknown) => ctx.state.splice(0, wholeIn(count, "How many are taken", 1, ITEMS_MAX)),
    peek(ctx) {
      mustHoldSomething(ctx.key, ctx.state);
      return ctx.state[0];
    },
    length: (ctx) => ctx.state.length,
    list: (ctx) => ctx.state,
    clear: (ctx) => ctx.deleteState(),
  },
});

function mustHoldSomething(key: string, items: readonly Json[]): void {
  if (items.length > 0) return;
  throw new EntityRefusal("QueueEmpty", `The queue "${key}" is empty. Put something into it, or ask again later.`);
}

const length = { type: "integer", minimum: 0 } as const;

export const queueInfo: EntityInfo = {
  name: "queue",
  title: "Queue",
  description: "Values in the order in which runs put them there; each is taken once.",
  icon: "list-numbers",
  stateSchema: { type: "array" },
  operations: [
    { name: "put", description: "Puts a value at the end, and gives how many there are.", outputSchema: length },
    { name: "take", description: "Takes the oldest value away and gives it. Fails with QueueEmpty." },
    { name: "takeLast", description: "Takes the newest value away and gives it. Fails with QueueEmpty." },
    {
      name: "takeUpTo",
      description: "Takes the oldest values away, so many at most, and gives them; none when it is empty.",
      inputSchema: { type: "integer", minimum: 1, maximum: ITEMS_MAX },
      outputSchema: { type: "array" },
    },
    { name: "peek", description: "Gives the oldest value and leaves it. Fails with QueueEmpty." },
    { name: "length", description: "Gives how many values there are.", outputSchema: length },
    { name: "list", description: "Gives all values, the oldest first.", outputSchema: { type: "array" } },
    { name: "clear", description: "Forgets all values." },
  ],
};
