/** Where in a graph something is wrong, and what to do about it. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly code: DiagnosticCode;
  /** The node concerned; absent when it is the graph as a whole. */
  readonly nodeId?: string;
  /** The edge concerned, beside the node it leaves. */
  readonly edgeId?: string;
  /** The setting within the node, as a path: `name`, `config.url`, `config.fields.2.value`, `config.input.width`. */
  readonly field?: string;
  /** For a setting that is text: where in it, in UTF-16 units. */
  readonly range?: { readonly from: number; readonly to: number };
  /** A sentence that says what is wrong and what to do. */
  readonly message: string;
}

/** `no-effect` and every code that ends in `-endless` or `-unpublished` are warnings; all others keep a graph from running. */
export type DiagnosticCode =
  | "no-start"
  | "several-starts"
  | "start-in-container"
  | "duplicate-id"
  | "name-invalid"
  | "name-taken"
  | "name-reserved"
  | "edge-dangling"
  | "edge-port"
  | "edge-duplicate"
  | "edge-into-start"
  | "edge-crosses-container"
  | "edge-target"
  | "parent-unknown"
  | "parent-not-container"
  | "parent-cycle"
  | "cycle"
  | "unreachable"
  | "setting-missing"
  | "setting-invalid"
  | "no-effect"
  | "activity-unknown"
  | "entity-unknown"
  | "operation-unknown"
  | "workflow-unknown"
  | "workflow-unpublished"
  | "code-syntax"
  | "schema-invalid"
  | "expression-syntax"
  | "expression-forbidden"
  | "name-unknown"
  | "name-not-certain"
  | "name-out-of-scope"
  | "several-returns"
  | "container-empty"
  | "handler-misplaced"
  | "end-misplaced"
  | "undo-invalid"
  | "join-impossible"
  | "race-branches"
  | "lock-rule"
  | "while-endless"
  | "input-schema-invalid"
  /** Found by the checker of types, not by `check`. It keeps nothing from running. */
  | "type-mismatch"
  /** The same by the values of the last run, where no schema says more: a warning. */
  | "type-unlike-last-run";
