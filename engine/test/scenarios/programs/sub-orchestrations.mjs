import { orchestration } from "@dacapo/engine";

export const nested = orchestration("nested", function* (ctx, { depth, end }) {
  if (depth === 0) return yield* ctx.callSub(end.name, end.input);
  return yield* ctx.callSub("nested", { depth: depth - 1, end });
});
export const own = orchestration("own", function* (ctx, childId) {
  return yield* ctx.callSub("waiting", "go", { instanceId: childId });
});
export const names = orchestration("names", function* (ctx) {
  return { instanceId: ctx.instanceId, executionId: ctx.executionId };
});
export const defaultNames = orchestration("default-names", function* (ctx) {
  const children = yield* ctx.all([ctx.callSub("names"), ctx.callSub("names")]);
  return { executionId: ctx.executionId, children: children.map((child) => child.instanceId) };
});

export const needing = orchestration("needing", function* (ctx, needs) {
  return yield* ctx.all(needs.map((file) => ctx.call("fragile", { file })));
});
export const needingSubs = orchestration("needing-subs", function* (ctx, needs) {
  return yield* ctx.all(needs.map((file) => ctx.callSub("needing", [file])));
});
export const needingDeep = orchestration("needing-deep", function* (ctx, needs) {
  return yield* ctx.callSub("needing-subs", needs);
});
