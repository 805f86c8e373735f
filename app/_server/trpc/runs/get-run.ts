import * as z from "zod";
import { getRun } from "../../use-cases/get-run";
import { procedure } from "../init";
import { runId, runViewSchema } from "../schemas";

export const getRunProcedure = procedure
  .meta({ description: "Reads a run: how it stands, and the drawing and code of the version that runs." })
  .input(z.object({ runId }))
  .output(runViewSchema)
  .query(({ ctx, input }) => getRun(ctx.services, input.runId));
