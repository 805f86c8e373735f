import { graphSchema, layoutSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import { createWorkflow } from "../../use-cases/create-workflow";
import { procedure } from "../init";
import { workflowId } from "../schemas";

export const createWorkflowProcedure = procedure
  .meta({ description: "Makes a workflow: from a graph, or an empty one with a start node." })
  .input(
    z.object({
      graph: graphSchema.optional(),
      layout: layoutSchema.optional(),
      name: z.string().min(1).max(120).optional(),
    }),
  )
  .output(z.object({ workflowId }))
  .mutation(({ ctx, input }) => createWorkflow(ctx.services, input));
