import { type Condition, type Conditions, isTruePort, placeOfPort } from "../condition.js";
import type { Region } from "../topology.js";
import type { Guard } from "./ir.js";

/** What must have been decided for `wanted` to hold, where `known` holds already. */
export function guardFor(region: Region, conditions: Conditions, wanted: Condition, known: Condition): Guard {
  return wanted.ports.flatMap((port) => {
    const place = placeOfPort(port);
    const node = region.order[place];
    if (node === undefined) return [];
    return [{ ifId: node.id, port: isTruePort(port), isCertain: conditions.implies(known, conditions.ofIf(place)) }];
  });
}

/** Of two guards of which one holds, the one that is easier to read. */
export function isSimpler(a: Guard, b: Guard): boolean {
  const weight = (guard: Guard) => guard.reduce((sum, { port, isCertain }) => sum + (port ? 2 : isCertain ? 3 : 4), 0);
  return weight(a) <= weight(b);
}
