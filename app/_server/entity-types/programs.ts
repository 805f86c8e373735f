import { compileEntityType, type EntityProgram } from "@dacapo/engine/compiler";
import { log } from "../log";
import type { EntityTypeRepository } from "../repositories/entity-types";
import { stripTypesFor } from "./strip-types";

/**
 * The types in force, compiled. One that does not compile any more, such as one whose name a newer Dacapo has taken for
 * itself, is left out and named in the log: the others must not wait for it.
 */
export async function publishedPrograms(
  types: EntityTypeRepository,
  builtInNames: Iterable<string>,
): Promise<readonly EntityProgram[]> {
  // The oldest first: of two of one name it is the younger one that comes in the way.
  const inForce = [...(await types.list())]
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .flatMap(({ published }) => (published === undefined ? [] : [published.entityType]));
  const stripping = await stripTypesFor(inForce);
  const taken = new Set(builtInNames);
  const programs: EntityProgram[] = [];
  for (const entityType of inForce) {
    const compiled = compileEntityType(entityType, { takenNames: taken, ...stripping });
    if (compiled.ok) {
      programs.push(compiled.program);
      taken.add(entityType.name);
      continue;
    }
    const why = compiled.diagnostics.map(({ message }) => message).join(" ");
    log().warn(
      { event: "EntityTypeProblem", entityType: entityType.name },
      `The type of entity "${entityType.name}" is published and cannot be used: ${why}`,
    );
  }
  return programs;
}

/** Brings the types in force to the engine, one time after the other: the last one to ask has read the newest ones. */
export function entityTypeLoader(
  read: () => Promise<readonly EntityProgram[]>,
  set: (programs: readonly EntityProgram[]) => void,
): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const next = last.then(async () => set(await read()));
    last = next.catch(() => undefined);
    return next;
  };
}
