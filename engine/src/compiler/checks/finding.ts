import type { Diagnostic } from "../diagnostic.js";

/** What is wrong with one setting of the node that is looked at. */
export type Finding = Pick<Diagnostic, "code" | "field" | "message">;
