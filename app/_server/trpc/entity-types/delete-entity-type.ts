import * as z from "zod";
import { deleteEntityType } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { entityTypeId } from "../schemas";

export const deleteEntityTypeProcedure = procedure
  .meta({ description: "Deletes a type of entity that no workflow uses. What its entities keep stays." })
  .input(z.object({ entityTypeId }))
  .output(z.object({ deleted: z.boolean() }))
  .mutation(({ ctx, input }) => deleteEntityType(ctx.services, input.entityTypeId));
