import * as z from "zod";
import { readHistory } from "../../use-cases/read-history";
import { procedure } from "../init";
import { historyEventSchema, runId } from "../schemas";

export const readHistoryProcedure = procedure
  .meta({ description: "Reads the durable events of a run after a number, in order." })
  .input(z.object({ runId, afterSeq: z.int().min(0).optional(), limit: z.int().min(1).max(500).optional() }))
  .output(z.object({ events: z.array(historyEventSchema) }))
  .query(({ ctx, input }) => readHistory(ctx.services, input));
