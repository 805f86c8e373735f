import { entityTypeSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import { tryOperation } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { anyJson, triedOperationSchema } from "../schemas";

export const tryOperationProcedure = procedure
  .meta({
    description: "Performs an operation of a type on a state, and gives what would come of it. No entity is touched.",
  })
  .input(
    z.object({
      entityType: entityTypeSchema,
      operation: z.string().max(80),
      state: anyJson.optional().describe("Default: the initial one."),
      input: anyJson.optional(),
      key: z.string().min(1).max(200).optional(),
    }),
  )
  .output(triedOperationSchema)
  .mutation(({ ctx, input }) => tryOperation(ctx.services, input));
