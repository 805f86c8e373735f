import type { EntityInfo } from "../compiler/index.js";
import { defineEntity } from "../orchestration/index.js";
import { members, nameIn, SPAN_MS_MAX, wholeIn } from "./input-checks.js";
import { EntityRefusal } from "./refusal.js";

const PERMITS_MAX = 1_000;

interface Holding {
  readonly holder: string;
  /** Milliseconds since 1970 at which the permit is free again by itself. Absent: when it is released. */
  readonly untilMs?: number;
}

/**
 * So many may do something at once. Whoever asks says how many that are, so that nothing needs to be set up; and
 * who it is, so that a request that is repeated takes no second permit. A lease gives a permit back that its
 * holder has forgotten. Nobody waits here: who gets none is told so, and when the next lease ends.
 */
export const semaphore = defineEntity<Holding[]>({
  name: "semaphore",
  initialState: () => [],
  operations: {
    acquire(ctx, input: unknown) {
      const { holder, permits, leaseMs } = members(input, ["holder", "permits", "leaseMs"]);
      const mine = nameIn(holder, "The holder");
      const most = wholeIn(permits ?? 1, "The number of permits", 1, PERMITS_MAX);
      const nowMs = ctx.now();
      const others = held(ctx.state, nowMs).filter((each) => each.holder !== mine);
      if (others.length >= most) throw noPermit(ctx.key, most, others, nowMs);
      const span = leaseMs === undefined || leaseMs === null ? undefined : wholeIn(leaseMs, "leaseMs", 1, SPAN_MS_MAX);
      ctx.state = [...others, { holder: mine, ...(span !== undefined && { untilMs: nowMs + span }) }];
      return { holder: mine, free: most - ctx.state.length };
    },
    release(ctx, input: unknown) {
      const mine = nameIn(members(input, ["holder"]).holder, "The holder");
      const before = held(ctx.state, ctx.now());
      const after = before.filter((each) => each.holder !== mine);
      if (after.length === 0) ctx.deleteState();
      else ctx.state = after;
      return after.length < before.length;
    },
    holders: (ctx) => held(ctx.state, ctx.now()).map(({ holder }) => holder),
    reset: (ctx) => ctx.deleteState(),
  },
});

const held = (holdings: readonly Holding[], nowMs: number): Holding[] =>
  holdings.filter(({ untilMs }) => untilMs === undefined || untilMs > nowMs);

function noPermit(key: string, permits: number, holdings: readonly Holding[], nowMs: number): EntityRefusal {
  const ends = holdings.flatMap(({ untilMs }) => (untilMs === undefined ? [] : [untilMs])).sort((a, b) => a - b);
  // With fewer permits than holders, more than one must come back.
  const next = ends[holdings.length - permits];
  return new EntityRefusal(
    "NoPermit",
    `All ${permits} permits of "${key}" are taken. Try again later${next === undefined ? ", or release one" : `, in ${next - nowMs} ms at the latest`}.`,
    {
      permits,
      holders: holdings.map(({ holder }) => holder),
      ...(next !== undefined && { retryAfterMs: next - nowMs }),
    },
  );
}

const holder = { type: "string", minLength: 1, description: "Who holds it: the run's id, say." } as const;

export const semaphoreInfo: EntityInfo = {
  name: "semaphore",
  title: "Semaphore",
  description: "So many may do something at once.",
  icon: "traffic-lights",
  stateSchema: {
    type: "array",
    items: {
      type: "object",
      properties: { holder: { type: "string" }, untilMs: { type: "integer" } },
      required: ["holder"],
    },
  },
  operations: [
    {
      name: "acquire",
      description:
        "Takes a permit; a holder that has one keeps it and renews its lease. Fails with NoPermit, and with retryAfterMs in the details when leases end.",
      inputSchema: {
        type: "object",
        properties: {
          holder,
          permits: {
            type: "integer",
            minimum: 1,
            maximum: PERMITS_MAX,
            default: 1,
            description: "How many there are.",
          },
          leaseMs: {
            type: "integer",
            minimum: 1,
            maximum: SPAN_MS_MAX,
            description: "After it the permit is free again.",
          },
        },
        required: ["holder"],
        additionalProperties: false,
      },
      outputSchema: {
        type: "object",
        properties: { holder: { type: "string" }, free: { type: "integer" } },
        required: ["holder", "free"],
      },
    },
    {
      name: "release",
      description: "Gives the permit back, and says whether there was one.",
      inputSchema: { type: "object", properties: { holder }, required: ["holder"], additionalProperties: false },
      outputSchema: { type: "boolean" },
    },
    {
      name: "holders",
      description: "Gives those that hold a permit, the oldest first.",
      outputSchema: { type: "array", items: { type: "string" } },
    },
    { name: "reset", description: "Takes all permits back." },
  ],
};
