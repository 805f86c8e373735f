import { entityTypeSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import { checkEntityTypeDraft } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { checkedEntityTypeSchema, entityTypeId } from "../schemas";

export const checkEntityTypeProcedure = procedure
  .meta({
    description:
      "Says what is wrong with a type of entity, and the code that it becomes when nothing is. Nothing is stored.",
  })
  .input(
    z.object({
      entityType: entityTypeSchema,
      entityTypeId: entityTypeId
        .optional()
        .describe("Which one it is, when it has been saved: its own name is not taken."),
    }),
  )
  .output(checkedEntityTypeSchema)
  .query(({ ctx, input }) => checkEntityTypeDraft(ctx.services, input));
