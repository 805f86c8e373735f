import { type EntityId, LIMITS, type Origin, type TaskId } from "../model/index.js";
import type { LockHandle } from "./context.js";
import type { Execution } from "./execution.js";
import { codedError } from "./thrown.js";

type Section =
  | { readonly kind: "outside" }
  | { readonly kind: "entering"; readonly id: TaskId; readonly locked: ReadonlySet<EntityId> }
  | {
      readonly kind: "inside";
      readonly id: TaskId;
      readonly locked: ReadonlySet<EntityId>;
      /** Locked entities that a call has not been answered by yet. */
      readonly called: Set<EntityId>;
    };

/**
 * The rules of critical sections. They make it impossible that orchestrations wait for each other in
 * a circle, and that something in a section goes on behind its end.
 */
export class CriticalSection {
  #section: Section = { kind: "outside" };

  constructor(readonly execution: Execution) {}

  get isHeld(): boolean {
    return this.#section.kind === "inside";
  }

  /** The lock set in the order in which it is locked. Throws when the section may not be entered. */
  lockSet(entities: readonly EntityId[]): readonly EntityId[] {
    if (entities.length === 0) throw violation("A critical section locks at least one entity; none was given.");
    if (this.#section.kind !== "outside") {
      throw violation("Critical sections are not nested: leave this one before another one is entered.");
    }
    const lockSet = [...new Set(entities)].sort(byCodeUnits);
    if (lockSet.length > LIMITS.lockedEntitiesMax) {
      throw violation(
        `A critical section locks at most ${LIMITS.lockedEntitiesMax} entities; ${lockSet.length} were given.`,
      );
    }
    return lockSet;
  }

  requested(id: TaskId, lockSet: readonly EntityId[]): void {
    this.#section = { kind: "entering", id, locked: new Set(lockSet) };
  }

  acquired(id: TaskId): void {
    const section = this.#section;
    if (section.kind !== "entering" || section.id !== id) return;
    this.#section = { kind: "inside", id, locked: section.locked, called: new Set() };
  }

  /** Leaves the section, once. */
  leave(id: TaskId, origin: Origin): void {
    const section = this.#section;
    if (section.kind !== "inside" || section.id !== id) return;
    this.execution.act({ type: "LockReleased", taskId: id, origin });
    this.#section = { kind: "outside" };
  }

  /** Throws when the entity may not be called here. */
  beginCall(entity: EntityId): void {
    const section = this.#section;
    switch (section.kind) {
      case "outside":
        return;
      case "entering":
        throw violation(
          `No entity is called before the critical section is entered: wait for ctx.lock, then call ${entity}.`,
        );
      case "inside":
        if (!section.locked.has(entity)) {
          throw violation(
            `Only locked entities are called in a critical section; ${entity} is not locked by this one.`,
          );
        }
        if (section.called.has(entity)) {
          throw violation(
            `A locked entity is called once at a time: wait for the call to ${entity} that is still pending.`,
          );
        }
        section.called.add(entity);
    }
  }

  /** Throws where no orchestration may be started: it could wait for what this one has locked. */
  requireSubAllowed(name: string): void {
    if (this.#section.kind === "outside") return;
    throw violation(`No orchestration is called in a critical section: leave it, then call ${name}.`);
  }

  /** The request for the lock was taken back before it was granted. */
  cancelled(id: TaskId): void {
    const section = this.#section;
    if (section.kind === "entering" && section.id === id) this.#section = { kind: "outside" };
  }

  endCall(entity: EntityId): undefined {
    if (this.#section.kind === "inside") this.#section.called.delete(entity);
  }

  /** Throws when the entity may not be signaled here. */
  requireSignalable(entity: EntityId): void {
    if (this.#section.kind === "outside" || !this.#section.locked.has(entity)) return;
    throw violation(
      `A locked entity is not signaled from its critical section, but called: ${entity} is locked by this one.`,
    );
  }
}

/** What a critical section gives to who has entered it. */
export class SectionHandle implements LockHandle {
  readonly #section: CriticalSection;
  readonly #id: TaskId;
  readonly #origin: Origin;

  constructor(section: CriticalSection, id: TaskId, origin: Origin) {
    if (!(section instanceof CriticalSection)) throw new TypeError("Locks are made by ctx.lock alone.");
    this.#section = section;
    this.#id = id;
    this.#origin = origin;
  }

  release(): void {
    this.#section.leave(this.#id, this.#origin);
  }
}

const violation = (rule: string): Error => codedError("CriticalSectionRule", rule);

/** Not the order of a language, which may differ from machine to machine. */
const byCodeUnits = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
