import * as z from "zod";
import { listEntities } from "../../use-cases/list-entities";
import { procedure } from "../init";
import { cursor, livingEntityPageSchema, pageLimit } from "../schemas";

export const listEntitiesProcedure = procedure
  .meta({
    description:
      "Lists the entities of a type that have a state, by their keys, and which states do not fit its schema.",
  })
  .input(
    z.object({
      entity: z.string().min(1).max(200).describe("The type's name."),
      keyPrefix: z.string().max(200).optional(),
      cursor,
      limit: pageLimit,
    }),
  )
  .output(livingEntityPageSchema)
  .query(({ ctx, input }) => listEntities(ctx.services, input));
