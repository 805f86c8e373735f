import { approvalEvent, type Json, type JsonObject, type Origin } from "../model/index.js";
import type { Approval, ApprovalOptions, ApprovalRequest } from "./context-scopes.js";
import { askEvent } from "./exchange.js";
import type { Execution } from "./execution.js";
import { payloadReading } from "./payload-check.js";
import type { TaskState } from "./task.js";
import { blame } from "./thrown.js";

/**
 * Asks a person, and waits for the answer as for an event. What is asked stands in the history, so that whoever shows
 * the run can show the question and a form. The answer takes the port "approved" or "rejected".
 */
export function askApproval(
  execution: Execution,
  origin: Origin,
  { question, details, form }: ApprovalRequest,
  { timeoutMs }: ApprovalOptions,
): TaskState {
  const asked = {
    question,
    ...(details !== undefined && { details }),
    ...(form !== undefined && { form }),
  };
  const asks = execution.encode(asked, `The question of ${origin.node}`);
  const event = approvalEvent(origin);
  const fits = payloadReading(answerSchema(form), event);
  const fitsApproved = form === undefined ? fits : payloadReading(approvedSchema(form), event);
  return askEvent(execution, origin, event, {
    reading: (payload, wait) => {
      const said = fits(payload, wait);
      const isFilled = said.kind === "value" && (said.value as Approval).approved;
      const answer = isFilled ? fitsApproved(payload, wait) : said;
      if (answer.kind !== "value") return answer;
      const port = (answer.value as Approval).approved ? "approved" : "rejected";
      try {
        execution.act({ type: "BranchDecided", origin, port });
        return answer;
      } catch (thrown) {
        // Nobody's code runs here that could be thrown it: the wait fails of it.
        return { kind: "error", error: blame(thrown, origin) };
      }
    },
    asks,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

/** Who approves fills in the form; who rejects need not. */
const approvedSchema = (form: Json): JsonObject => ({ ...answerSchema(form), required: ["approved", "form"] });

/** What an answer must be. */
const answerSchema = (form: Json | undefined): JsonObject => ({
  type: "object",
  required: ["approved"],
  properties: {
    approved: { type: "boolean" },
    by: { type: "string" },
    comment: { type: "string" },
    ...(form !== undefined && { form }),
  },
});
