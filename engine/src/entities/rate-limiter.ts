import type { EntityInfo } from "../compiler/index.js";
import { defineEntity } from "../orchestration/index.js";
import { members, SPAN_MS_MAX, wholeIn } from "./input-checks.js";
import { EntityRefusal } from "./refusal.js";

/** Each of the newest takes is remembered; so many decide every limit up to this. */
const LIMIT_MAX = 1_000;

interface Taken {
  /** The longest span that anybody has asked about: what is older is forgotten. */
  readonly spanMs: number;
  /** Milliseconds since 1970, in order. */
  readonly atMs: readonly number[];
}

/**
 * So many in every span of time. Whoever takes says the limit, so that nothing needs to be set up. The span slides: at no
 * time have more than `limit` been taken in the last `perMs`. A bucket that fills evenly would keep less, but lets
 * twice as many through around a pause, and the services that limits are kept for count those.
 */
export const rateLimiter = defineEntity<Taken>({
  name: "rate-limiter",
  initialState: () => ({ spanMs: 0, atMs: [] }),
  operations: {
    take(ctx, input: unknown) {
      const asked = readLimit(input);
      const nowMs = ctx.now();
      const missing = waitMs(ctx.state, asked, nowMs);
      if (missing > 0) throw rateLimited(ctx.key, asked, missing);
      const spanMs = Math.max(ctx.state.spanMs, asked.perMs);
      const kept = ctx.state.atMs.filter((atMs) => atMs > nowMs - spanMs);
      // A machine's clock may be set back: nobody gets more for it, and what was taken stays in order.
      const takenMs = Math.max(nowMs, kept.at(-1) ?? 0);
      ctx.state = { spanMs, atMs: [...kept, ...Array<number>(asked.count).fill(takenMs)].slice(-LIMIT_MAX) };
      return { free: freeIn(ctx.state, asked, nowMs) };
    },
    look(ctx, input: unknown) {
      const asked = readLimit(input);
      const nowMs = ctx.now();
      return { free: freeIn(ctx.state, asked, nowMs), retryAfterMs: waitMs(ctx.state, asked, nowMs) };
    },
    reset: (ctx) => ctx.deleteState(),
  },
});

interface Limit {
  readonly limit: number;
  readonly perMs: number;
  readonly count: number;
}

function readLimit(input: unknown): Limit {
  const given = members(input, ["limit", "perMs", "count"]);
  const limit = wholeIn(given.limit, "The limit", 1, LIMIT_MAX);
  const perMs = wholeIn(given.perMs, "perMs", 1, SPAN_MS_MAX);
  return { limit, perMs, count: wholeIn(given.count ?? 1, "The count", 1, limit) };
}

const freeIn = ({ atMs }: Taken, { limit, perMs }: Limit, nowMs: number): number =>
  Math.max(0, limit - atMs.filter((at) => at > nowMs - perMs).length);

/** How long until so many may be taken: until the one that is in their way is out of the span. 0: now. */
function waitMs({ atMs }: Taken, { limit, perMs, count }: Limit, nowMs: number): number {
  const inTheWay = atMs.at(-(limit - count + 1));
  return inTheWay === undefined ? 0 : Math.max(0, inTheWay + perMs - nowMs);
}

function rateLimited(key: string, { limit, perMs, count }: Limit, retryAfterMs: number): EntityRefusal {
  return new EntityRefusal(
    "RateLimited",
    `"${key}" lets ${limit} through in ${perMs} ms, and there is no room for ${count} more. Try again in ${retryAfterMs} ms.`,
    { limit, perMs, retryAfterMs },
  );
}

const asked = {
  type: "object",
  properties: {
    limit: { type: "integer", minimum: 1, maximum: LIMIT_MAX, description: "So many at most" },
    perMs: { type: "integer", minimum: 1, maximum: SPAN_MS_MAX, description: "in so many milliseconds." },
    count: { type: "integer", minimum: 1, default: 1, description: "How many are taken at once." },
  },
  required: ["limit", "perMs"],
  additionalProperties: false,
} as const;

const free = { type: "integer", minimum: 0 } as const;

export const rateLimiterInfo: EntityInfo = {
  name: "rate-limiter",
  title: "Rate limiter",
  description: "Lets so many through in every span of time.",
  icon: "gauge",
  stateSchema: {
    type: "object",
    properties: { spanMs: { type: "integer" }, atMs: { type: "array", items: { type: "integer" } } },
    required: ["spanMs", "atMs"],
  },
  operations: [
    {
      name: "take",
      description:
        "Goes through, and gives how many more may. Fails with RateLimited, and with retryAfterMs in the details.",
      inputSchema: asked,
      outputSchema: { type: "object", properties: { free }, required: ["free"] },
    },
    {
      name: "look",
      description: "Gives how many may go through now, or how long to wait, and takes nothing.",
      inputSchema: asked,
      outputSchema: { type: "object", properties: { free, retryAfterMs: free }, required: ["free", "retryAfterMs"] },
    },
    { name: "reset", description: "Forgets what went through." },
  ],
};
