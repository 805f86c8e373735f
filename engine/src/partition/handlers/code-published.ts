import type { Consequence } from "../consequence.js";
import type { CodePublished } from "../event.js";
import type { PartitionState } from "../state.js";

/** Keeps the code for ever. The version is the code's hash, so a second publication changes nothing. */
export function codePublished(state: PartitionState, event: CodePublished): readonly Consequence[] {
  const { version, name, code, replyTo } = event;
  const respond: Consequence = { type: "Respond", replyTo, answer: { kind: "published", version, name } };
  if (state.codes.has(version)) return [respond];
  state.codes.set(version, { version, name, code });
  return [{ type: "RegisterCode", version, name, code }, respond];
}
