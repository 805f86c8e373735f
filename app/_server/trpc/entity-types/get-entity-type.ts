import * as z from "zod";
import { getEntityType } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { entityTypeDraftSchema, entityTypeId } from "../schemas";

export const getEntityTypeProcedure = procedure
  .meta({ description: "Gives a type of entity as it was saved last, and as it is in force." })
  .input(z.object({ entityTypeId }))
  .output(entityTypeDraftSchema)
  .query(({ ctx, input }) => getEntityType(ctx.services, input.entityTypeId));
