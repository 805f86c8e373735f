import * as z from "zod";
import { openExample } from "../../use-cases/open-example";
import { procedure } from "../init";
import { workflowId } from "../schemas";

export const openExampleProcedure = procedure
  .meta({ description: "Makes one's own copy of an example, with its sample input." })
  .input(z.object({ exampleId: z.string().min(1).max(120) }))
  .output(z.object({ workflowId }))
  .mutation(({ ctx, input }) => openExample(ctx.services, input.exampleId));
