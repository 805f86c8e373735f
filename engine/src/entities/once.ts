import type { EntityInfo } from "../compiler/index.js";
import type { Json } from "../model/index.js";
import { defineEntity } from "../orchestration/index.js";
import { members, nameIn, SPAN_MS_MAX, wholeIn } from "./input-checks.js";
import { EntityRefusal } from "./refusal.js";

type Progress =
  | { readonly status: "open" }
  /** After `untilMs`, in milliseconds since 1970, somebody else may begin. Absent: only when it is abandoned. */
  | { readonly status: "begun"; readonly by: string; readonly untilMs?: number }
  | { readonly status: "done"; readonly by: string; readonly result: Json };

/**
 * Something that is done once, whoever asks for it and how often: the key says what. The first to begin it does it; whoever
 * comes after it was done is given its result. A lease lets somebody else begin when the first never came back.
 */
export const once = defineEntity<Progress>({
  name: "once",
  initialState: () => ({ status: "open" }),
  operations: {
    begin(ctx, input: unknown) {
      const given = members(input, ["by", "leaseMs"]);
      const by = nameIn(given.by, "Who begins");
      const span =
        given.leaseMs === undefined || given.leaseMs === null
          ? undefined
          : wholeIn(given.leaseMs, "leaseMs", 1, SPAN_MS_MAX);
      const { state } = ctx;
      if (state.status === "done") return { mine: false, result: state.result };
      const nowMs = ctx.now();
      if (state.status === "begun" && state.by !== by && !isOver(state.untilMs, nowMs)) {
        throw begunElsewhere(ctx.key, state, nowMs);
      }
      ctx.state = { status: "begun", by, ...(span !== undefined && { untilMs: nowMs + span }) };
      return { mine: true };
    },
    finish(ctx, input: unknown) {
      const given = members(input, ["by", "result"]);
      const by = nameIn(given.by, "Who finishes");
      const { state } = ctx;
      // Whoever has finished may say so again: nothing is changed by it.
      if (state.status === "done" && state.by === by) return state.result;
      mustBeMine(ctx.key, state, by);
      const result = (given.result ?? null) as Json;
      ctx.state = { status: "done", by, result };
      return result;
    },
    abandon(ctx, input: unknown) {
      const by = nameIn(members(input, ["by"]).by, "Who abandons");
      mustBeMine(ctx.key, ctx.state, by);
      ctx.deleteState();
    },
    get: (ctx) => ctx.state,
    forget: (ctx) => ctx.deleteState(),
  },
});

const isOver = (untilMs: number | undefined, nowMs: number): boolean => untilMs !== undefined && untilMs <= nowMs;

function begunElsewhere(
  key: string,
  { by, untilMs }: { readonly by: string; readonly untilMs?: number },
  nowMs: number,
): EntityRefusal {
  const retryAfterMs = untilMs === undefined ? undefined : untilMs - nowMs;
  return new EntityRefusal(
    "BegunElsewhere",
    `"${by}" has begun "${key}" and has not finished it. Ask again ${retryAfterMs === undefined ? "later, or forget it" : `in ${retryAfterMs} ms`}.`,
    { by, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  );
}

/** A lease that is over is still its holder's while nobody else has begun: nothing was done twice. */
function mustBeMine(key: string, state: Progress, by: string): void {
  if (state.status === "begun" && state.by === by) return;
  const who = state.status === "open" ? "Nobody has begun it" : `"${state.by}" has ${state.status} it`;
  throw new EntityRefusal("NotBegun", `"${by}" has not begun "${key}" or was too late: ${who}. Begin it first.`, {
    status: state.status,
    ...(state.status !== "open" && { by: state.by }),
  });
}

const by = { type: "string", minLength: 1, description: "Who does it: the run's id, say." } as const;

export const onceInfo: EntityInfo = {
  name: "once",
  title: "Once",
  description: "Something that is done once, however often it is asked for; the key says what.",
  icon: "circle-number-1",
  stateSchema: {
    type: "object",
    properties: {
      status: { enum: ["open", "begun", "done"] },
      by: { type: "string" },
      untilMs: { type: "integer" },
      result: {},
    },
    required: ["status"],
  },
  operations: [
    {
      name: "begin",
      description:
        "Gives mine: true to the first, who is to do it, and mine: false with the result when it was done. Fails with BegunElsewhere.",
      inputSchema: {
        type: "object",
        properties: {
          by,
          leaseMs: {
            type: "integer",
            minimum: 1,
            maximum: SPAN_MS_MAX,
            description: "After it somebody else may begin.",
          },
        },
        required: ["by"],
        additionalProperties: false,
      },
      outputSchema: { type: "object", properties: { mine: { type: "boolean" }, result: {} }, required: ["mine"] },
    },
    {
      name: "finish",
      description: "Keeps the result for all who ask, and gives it. Fails with NotBegun.",
      inputSchema: {
        type: "object",
        properties: { by, result: {} },
        required: ["by"],
        additionalProperties: false,
      },
    },
    {
      name: "abandon",
      description: "Lets somebody else begin. Fails with NotBegun.",
      inputSchema: { type: "object", properties: { by }, required: ["by"], additionalProperties: false },
    },
    { name: "get", description: "Gives how far it is, and the result.", outputSchema: { type: "object" } },
    { name: "forget", description: "Forgets that it was done." },
  ],
};
