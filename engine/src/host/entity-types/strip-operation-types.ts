import type { StripTypes } from "../../compiler/index.js";

/** What takes the types out of operations in TypeScript, for `compileEntityType`. It is large: it is loaded when it is asked for. */
export async function entityCodeStripper(): Promise<StripTypes> {
  const { stripTypes } = await import("../../activities/code/strip-types.js");
  return (source) => {
    const stripped = stripTypes(source);
    return stripped.kind === "stripped" ? { kind: "stripped", script: stripped.script } : stripped;
  };
}
