import * as z from "zod";
import { answerApproval } from "../../use-cases/answer-approval";
import { procedure } from "../init";
import { anyJson, runId } from "../schemas";

export const answerApprovalProcedure = procedure
  .meta({
    description:
      "Answers an approval that a run waits for. The first answer counts: a repeat is not accepted, and harmless.",
  })
  .input(
    z.object({
      runId,
      node: z.string().min(1).max(200).describe("The approval's name."),
      path: z.array(z.int().min(0)).max(20).optional().describe("The iterations that it lies in, the outermost first."),
      approved: z.boolean(),
      by: z.string().max(200).optional(),
      comment: z.string().max(10_000).optional(),
      form: anyJson.optional().describe("What the form asked for."),
    }),
  )
  .output(z.object({ accepted: z.boolean() }))
  .mutation(({ ctx, input }) => answerApproval(ctx.services, input));
