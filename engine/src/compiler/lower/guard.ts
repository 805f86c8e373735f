import { ALWAYS, type Condition, NEVER } from "../condition.js";
import type { Liveness } from "../liveness.js";
import type { Region } from "../topology.js";
import type { Guard } from "./ir.js";

/** What must have been decided for `wanted` to hold, where `known` holds already. */
export function guardFor(region: Region, { conditions }: Liveness, wanted: Condition, known: Condition): Guard {
  const write = (condition: Condition): Guard => {
    if (condition === ALWAYS) return { kind: "always" };
    const decision = conditions.decision(condition);
    const node = region.order[decision?.variable ?? -1];
    if (condition === NEVER || decision === undefined || node === undefined) return { kind: "never" };
    return { kind: "decided", ifId: node.id, whenTrue: write(decision.high), whenFalse: write(decision.low) };
  };
  return write(conditions.given(wanted, known));
}
