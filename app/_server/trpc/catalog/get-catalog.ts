import * as z from "zod";
import { readCatalog } from "../../use-cases/read-catalog";
import { procedure } from "../init";
import { catalogSchema, workflowId } from "../schemas";

export const getCatalogProcedure = procedure
  .meta({ description: "Gives everything that a workflow may name: activities, entities and other workflows." })
  .input(z.object({ forWorkflow: workflowId.optional().describe("Leaves this workflow out: it cannot call itself.") }))
  .output(catalogSchema)
  .query(({ ctx, input }) => readCatalog(ctx.services, input.forWorkflow));
