// Approval by people: one after the other is asked, and who does not decide in time is passed over to the next. The
// decision of anybody who was asked counts; when nobody decides, the request is declined.
import { defineEntity, orchestration } from "@dacapo/engine";

/** What somebody is asked to decide. */
export const inbox = defineEntity({
  name: "inbox",
  initialState: () => [],
  operations: {
    ask(ctx, request) {
      ctx.state.push(request);
    },
    settle(ctx, id) {
      ctx.state = ctx.state.filter((request) => request.id !== id);
      if (ctx.state.length === 0) ctx.deleteState();
    },
  },
});

export const approval = orchestration("approval", function* (ctx, { what, approvers, patienceMs }) {
  const id = ctx.instanceId;
  const asked = [];
  let decision;
  for (const approver of approvers) {
    ctx.signalEntity(ctx.entity("inbox", approver), "ask", { id, what });
    asked.push(approver);
    ctx.setCustomStatus({ asked });
    // A list with `attributes: { waitsFor: "ann" }` shows what waits for her.
    ctx.setSearchAttributes({ waitsFor: approver });
    decision = yield* decisionBefore(ctx, asked, ctx.now() + patienceMs);
    if (decision !== undefined) break;
  }
  for (const approver of asked) ctx.signalEntity(ctx.entity("inbox", approver), "settle", id);
  ctx.setSearchAttributes({ waitsFor: null });
  if (decision === undefined) return { approved: false, why: "nobody decided", asked };
  return { approved: decision.approved, by: decision.by, asked };
});

/** The first decision of somebody who was asked; `undefined` when there is none in time. Others do not prolong it. */
function* decisionBefore(ctx, asked, deadlineMs) {
  for (;;) {
    try {
      const decision = yield* ctx.waitForEvent("decision", { timeoutMs: Math.max(0, deadlineMs - ctx.now()) });
      if (asked.includes(decision?.by)) return decision;
    } catch (error) {
      if (error.code === "Timeout") return undefined;
      throw error;
    }
  }
}
