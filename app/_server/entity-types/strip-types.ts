import type { EntityType, StripTypes } from "@dacapo/engine/compiler";
import { loadEngine } from "../engine";

/** What takes the types out of operations in TypeScript; nothing for types that have none, because it is large to load. */
export async function stripTypesFor(types: readonly EntityType[]): Promise<{ readonly stripTypes?: StripTypes }> {
  const isNeeded = types.some(({ operations }) =>
    operations.some(({ body }) => body.kind === "code" && body.language === "typescript"),
  );
  if (!isNeeded) return {};
  const { entityCodeStripper } = await loadEngine();
  return { stripTypes: await entityCodeStripper() };
}
