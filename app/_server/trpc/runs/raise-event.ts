import * as z from "zod";
import { raiseEvent } from "../../use-cases/raise-event";
import { procedure } from "../init";
import { anyJson, runId } from "../schemas";

export const raiseEventProcedure = procedure
  .meta({
    description: "Raises an event for a run. One that nobody waits for yet is kept; each call raises one more.",
  })
  .input(z.object({ runId, event: z.string().min(1).max(200), payload: anyJson }))
  .output(z.object({}))
  .mutation(({ ctx, input }) => raiseEvent(ctx.services, input));
