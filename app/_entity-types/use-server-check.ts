import type { Diagnostic, EntityType } from "@dacapo/engine/compiler";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_client/trpc";

const AFTER_TYPING_MS = 350;
const NONE: readonly Diagnostic[] = [];

/** What only the server knows of a type: names that are taken, TypeScript, and the code that it becomes. */
export function useServerCheck(
  type: EntityType,
  entityTypeId: string,
): { readonly diagnostics: readonly Diagnostic[]; readonly code?: string } {
  const trpc = useTRPC();
  const [asked] = useDebouncedValue(type, AFTER_TYPING_MS);
  const checked = useQuery(trpc.entityTypes.check.queryOptions({ entityType: asked, entityTypeId }));
  // What was found in an earlier text is not said of this one.
  if (asked !== type || checked.data === undefined) return { diagnostics: NONE };
  return checked.data;
}
