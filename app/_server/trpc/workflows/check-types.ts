import * as z from "zod";
import { checkTypes, membersAt, typeAt, typesOfNode } from "../../use-cases/check-types";
import { procedure } from "../init";
import {
  diagnosticSchema,
  drawnGraphSchema,
  drawnNodeSchema,
  placeInExpressionSchema,
  typeInExpressionSchema,
  typeMemberSchema,
  typeOfExpressionSchema,
} from "../schemas";

/** Graphs are too large for an address, so these are sent as what changes something is; they change nothing. */
export const checkTypesProcedure = procedure
  .meta({
    description:
      "Checks the types of a graph's expressions and code against the schemas of what they read and where they go; where there is none, by the values of the last run. What it finds keeps no run from beginning.",
  })
  .input(drawnGraphSchema)
  .output(z.array(diagnosticSchema))
  .mutation(async ({ ctx, input }) => [...(await checkTypes(ctx.services, input))]);

export const typesOfNodeProcedure = procedure
  .meta({
    description: "Tells the types of a node's expressions, each by its setting; what is no expression is left out.",
  })
  .input(drawnNodeSchema)
  .output(z.array(typeOfExpressionSchema))
  .mutation(async ({ ctx, input }) => [...(await typesOfNode(ctx.services, input))]);

export const membersAtProcedure = procedure
  .meta({
    description: "Lists what may be written after a dot at a place of an expression or of code, each with its type.",
  })
  .input(placeInExpressionSchema)
  .output(z.array(typeMemberSchema))
  .mutation(async ({ ctx, input }) => [...(await membersAt(ctx.services, input))]);

export const typeAtProcedure = procedure
  .meta({
    description: "Tells the type of what stands at a place of an expression or of code; null when there is none.",
  })
  .input(placeInExpressionSchema)
  .output(typeInExpressionSchema.nullable())
  .mutation(async ({ ctx, input }) => (await typeAt(ctx.services, input)) ?? null);
