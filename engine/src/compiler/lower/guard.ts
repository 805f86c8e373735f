import {
  type Condition,
  type Conditions,
  decisionOfPort,
  isBeginning,
  placeOfDecision,
  wayOfPort,
} from "../condition.js";
import { BEGUN } from "../liveness.js";
import type { Region } from "../topology.js";
import { isFailingPort, waysOf } from "../ways.js";
import type { Guard, TakenPort } from "./ir.js";

/** What must have been decided for `wanted` to hold, where `known` holds already. */
export function guardFor(region: Region, conditions: Conditions, wanted: Condition, known: Condition): Guard {
  // Behind a join that waits for some of its edges alone, one of several ports may be asked before its node has settled.
  const maySettleLater = wanted.ports.length > 1 && region.order.some(({ id }) => region.needs(id) !== undefined);
  return wanted.ports.flatMap((port): readonly TakenPort[] => {
    const decision = decisionOfPort(port);
    const node = region.order[placeOfDecision(decision)];
    if (node === undefined) return [];
    const made = conditions.of(decision);
    const isCertain = conditions.implies(known, made) && !(maySettleLater && node.type === "approval");
    const ways = waysOf(node, region.out(node.id));
    if (isBeginning(decision)) {
      return wayOfPort(port) === BEGUN ? [{ node, port: undefined, isCertain, ways }] : [];
    }
    const taken = { node, port: ways[wayOfPort(port)] as string, isCertain, ways };
    return [needsLife(taken) ? { ...taken, lives: guardFor(region, conditions, made, known) } : taken];
  });
}

/** "It has not failed" is also true of a node that was skipped: when it lives must be asked, too. */
export const needsLife = ({ port, isCertain, ways }: Omit<TakenPort, "lives">): boolean =>
  port === "out" && !isCertain && ways.some(isFailingPort);

/** Of two guards of which one holds, the one that is easier to read. */
export function isSimpler(a: Guard, b: Guard): boolean {
  const weight = (guard: Guard) =>
    guard.reduce((sum, { port, isCertain }) => sum + (port !== "false" ? 2 : isCertain ? 3 : 4), 0);
  return weight(a) <= weight(b);
}
