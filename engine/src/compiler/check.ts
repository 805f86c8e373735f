import type { Catalog } from "./catalog.js";
import { type Check, type CheckContext, checkContext } from "./checks/context.js";
import { checkEdges } from "./checks/edges.js";
import { checkExpressions } from "./checks/expressions.js";
import { checkJoins } from "./checks/joins.js";
import { checkLocks } from "./checks/locks.js";
import { checkNames } from "./checks/names.js";
import { checkPlacement } from "./checks/placement.js";
import { checkSettings } from "./checks/settings.js";
import { checkStructure } from "./checks/structure.js";
import { checkUndo } from "./checks/undo.js";
import type { Diagnostic } from "./diagnostic.js";
import type { Graph } from "./graph.js";

const CHECKS: readonly Check[] = [
  checkStructure,
  checkPlacement,
  checkNames,
  checkEdges,
  checkUndo,
  checkJoins,
  checkLocks,
  checkSettings,
  checkExpressions,
];

/** Everything that is wrong with a graph, each with a sentence that says what to do. Never throws. */
export function check(graph: Graph, catalog: Catalog): Diagnostic[] {
  return checkAll(checkContext(graph, catalog));
}

export function checkAll(context: CheckContext): Diagnostic[] {
  return CHECKS.flatMap((each) => each(context));
}
