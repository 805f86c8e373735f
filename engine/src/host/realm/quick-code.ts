import type { Node, Program } from "acorn";

/** True when no episode of the code can run long. */
export function isCertainlyQuick(_program: Program, _exported: Node): boolean {
  return false;
}
