import type { GraphNode, NodeOf } from "../graph.js";
import type { Block } from "../lower/ir.js";
import type { Bindings } from "./bindings.js";
import type { VariableKey } from "./keys.js";
import type { Names } from "./names.js";

/**
 * The types that are written into the code: each is text behind a name or a call, or nothing. The stored code has none:
 * it is a workflow's version, and must not change when the schema of an activity does.
 */
export interface Annotations {
  /** Behind a variable that is declared with let: `: PriceOutput | undefined`. */
  variable(key: VariableKey): string;
  /** Behind the variable that a body's returns are kept in. */
  output(body: Block): string;
  /** Behind a loop's variable. */
  loopVariable(node: NodeOf<"while">, index: number): string;
  /** Behind a list of what is to be undone. */
  readonly undo: string;
  /** Behind the name of the method that a node calls: `<ReleaseForm>`. */
  call(node: GraphNode): string;
  /** The node with expressions that say what is not plain to see: `price!.total`. */
  node<Node extends GraphNode>(node: Node): Node;
}

/** Makes the annotations for code that has these names and variables. */
export type Annotator = (names: Names, bindings: Bindings) => Annotations;

export const NO_ANNOTATIONS: Annotations = {
  variable: () => "",
  output: () => "",
  loopVariable: () => "",
  undo: "",
  call: () => "",
  node: (node) => node,
};
