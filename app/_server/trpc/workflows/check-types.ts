import * as z from "zod";
import { checkTypes, membersAt, typeAt } from "../../use-cases/check-types";
import { procedure } from "../init";
import {
  diagnosticSchema,
  drawnGraphSchema,
  placeInExpressionSchema,
  typeInExpressionSchema,
  typeMemberSchema,
} from "../schemas";

/** Graphs are too large for an address, so these are sent as what changes something is; they change nothing. */
export const checkTypesProcedure = procedure
  .meta({
    description:
      "Checks the types of a graph's expressions against the schemas of what they read and where they go. What it finds keeps no run from beginning.",
  })
  .input(drawnGraphSchema)
  .output(z.array(diagnosticSchema))
  .mutation(async ({ ctx, input }) => [...(await checkTypes(ctx.services, input))]);

export const membersAtProcedure = procedure
  .meta({ description: "Lists what may be written after a dot at a place of an expression, each with its type." })
  .input(placeInExpressionSchema)
  .output(z.array(typeMemberSchema))
  .mutation(async ({ ctx, input }) => [...(await membersAt(ctx.services, input))]);

export const typeAtProcedure = procedure
  .meta({ description: "Tells the type of what stands at a place of an expression; null when there is none." })
  .input(placeInExpressionSchema)
  .output(typeInExpressionSchema.nullable())
  .mutation(async ({ ctx, input }) => (await typeAt(ctx.services, input)) ?? null);
