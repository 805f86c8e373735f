import type { Dynamic } from "../orchestration/index.js";
import { asl as rules } from "./runtime/index.js";

/**
 * The rules of Amazon States Language, as expressions of imported state machines call them: `asl.get(input, "$.total")`.
 * Published code has them as a global; a module of one's own imports them. They take and give any JSON.
 */
export const asl: Dynamic = rules;
