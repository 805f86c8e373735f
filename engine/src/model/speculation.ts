/**
 * When work may begin whose cause is not durable yet (`engine/README.md`, "Speculation").
 *
 * - `conservative`: nothing does.
 * - `local`: what cannot be seen outside of the log that its cause is in.
 * - `global`: messages to other logs, too; who consumed one whose cause was lost goes back.
 */
export const SPECULATION_MODES = ["conservative", "local", "global"] as const;
export type SpeculationMode = (typeof SPECULATION_MODES)[number];
