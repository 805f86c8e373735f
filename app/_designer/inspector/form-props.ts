import type { Diagnostic, GraphNode } from "@dacapo/engine/compiler";
import type { KnownName } from "../document/known-names";

/** What the form of one type of node works with. */
export interface FormProps<Node extends GraphNode> {
  readonly node: Node;
  readonly known: readonly KnownName[];
  readonly diagnostics: readonly Diagnostic[];
  /** Gives the node other settings. Changes of the same field in a row are one step of undo. */
  readonly change: (field: string, config: Node["config"]) => void;
}
