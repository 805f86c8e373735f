import path from "node:path";
import type { Files, WritableFile } from "../storage/file/files.js";
import type { Chance } from "./chance.js";
import { StoredFile, type Survival } from "./stored-file.js";
import type { Tally } from "./tally.js";
import type { World } from "./world.js";

/** Where in a disk operation the machine stops. */
export type Interruption = "before" | "within" | "after";

/** The process that uses the disk. What it does after its end does not reach the disk. */
export interface DiskUser {
  isAlive(): boolean;
  /** Asked once for each operation that changes something: is this the one at which the machine stops, and where in it? */
  interruption(): Interruption | undefined;
  stop(): void;
}

/** What a disk does to its user besides keeping data. */
export interface DiskTemper {
  /** How long an operation that reaches the platters takes, on average. */
  readonly flushMs: number;
  readonly flushFails: number;
}

/** Thrown into the code that ran when its machine stopped: nothing it does then reaches anybody. */
export class MachineStopped extends Error {
  override readonly name = "MachineStopped";
}

/** Does an operation, unless the machine stops at it; `half` is what is done of it when it stops within. */
type Operate = <Result>(act: () => Result, half?: () => void) => Result;
type Node = StoredFile | "directory";
type NameChange =
  | { readonly kind: "made"; readonly name: string; readonly node: Node }
  | { readonly kind: "renamed"; readonly name: string; readonly to: string };

/**
 * A file system that forgets. File content is stable when its file was synced, a name when its
 * directory was: what is not can be lost, or in part, when the power fails.
 */
export class Disk {
  private names = new Map<string, Node>([["/", "directory"]]);
  private stableNames = new Map<string, Node>(this.names);
  private pendingNames: NameChange[] = [];
  isFull = false;
  temper: DiskTemper = { flushMs: 0, flushFails: 0 };

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly tally: Tally,
    /** Hears what has become stable. */
    private readonly onStable: (file: string, bytes: Buffer) => void,
  ) {}

  /** The disk as one process uses it. */
  mount(user: DiskUser): Files {
    const look = <Result>(act: () => Result): Result => {
      if (!user.isAlive()) throw new MachineStopped("The machine has stopped.");
      return act();
    };
    const operate: Operate = (act, half = () => undefined) => {
      if (!user.isAlive()) throw new MachineStopped("The machine has stopped.");
      const where = user.interruption();
      if (where === undefined) return act();
      if (where === "within") half();
      else if (where === "after") act();
      this.tally.crashesInDisk += 1;
      user.stop();
      throw new MachineStopped("The machine stopped at a disk operation.");
    };
    return {
      makeDirectory: (name) => operate(() => this.makeDirectory(name)),
      list: (name) => look(() => this.list(name)),
      exists: (name) => look(() => this.names.has(name)),
      read: (name) => look(() => Buffer.from(this.file(name).cached)),
      openForWriting: (name) => {
        const file = operate(() => this.open(name));
        return this.writable(name, file, operate);
      },
      rename: (from, to) => operate(() => this.rename(from, to)),
      syncDirectory: (name) => operate(() => this.syncDirectory(name)),
    };
  }

  /** The machine starts again without having lost power. Memory may have been needed for something else. */
  forget(): void {
    for (const node of this.names.values()) {
      if (node !== "directory" && this.chance.happens(0.3)) node.evict();
    }
  }

  losePower(survival: Survival): void {
    const { chance, tally } = this;
    const changes = this.pendingNames.splice(0);
    const kept = { all: changes.length, none: 0, byChance: chance.between(0, changes.length) }[survival];
    for (const change of changes.slice(0, kept)) apply(this.stableNames, change);
    tally.lostNames += changes.length - kept;
    this.stableNames = reachable(this.stableNames);
    for (const node of new Set(this.names.values())) {
      if (node === "directory") continue;
      const loss = node.losePower(survival, chance);
      tally.tornWrites += loss.tornWrites;
      tally.lostBytes += loss.lostBytes;
    }
    this.names = new Map(this.stableNames);
  }

  private writable(name: string, file: StoredFile, operate: Operate): WritableFile {
    const write = (bytes: Buffer, offset: number): void => {
      if (bytes.byteLength > 0) file.change({ kind: "write", offset, bytes });
    };
    return {
      write: (given, offset) => {
        // A copy is what a write is: what becomes of the writer's buffer is the writer's affair.
        const bytes = Buffer.from(given);
        operate(
          () => {
            const fits = this.isFull ? Math.max(0, file.cached.byteLength - offset) : bytes.byteLength;
            if (fits >= bytes.byteLength) return write(bytes, offset);
            write(bytes.subarray(0, fits + this.chance.between(0, Math.min(200, bytes.byteLength - fits - 1))), offset);
            this.tally.fullDisk += 1;
            throw systemError("ENOSPC", "no space left on device, write");
          },
          () => {
            this.tally.writesCutShort += 1;
            write(bytes.subarray(0, this.chance.between(0, bytes.byteLength)), offset);
          },
        );
      },
      truncate: (length) => operate(() => file.change({ kind: "length", length })),
      sync: () =>
        operate(() => {
          this.world.elapse(this.chance.spread(this.temper.flushMs));
          if (this.chance.happens(this.temper.flushFails)) {
            file.failFlush(this.chance);
            this.tally.failedFlushes += 1;
            throw systemError("EIO", "i/o error, fdatasync");
          }
          for (const bytes of file.flush()) this.onStable(name, bytes);
        }),
      close: () => undefined,
    };
  }

  private makeDirectory(name: string): void {
    if (this.names.has(name)) return;
    this.makeDirectory(path.dirname(name));
    this.make(name, "directory");
  }

  private list(name: string): readonly string[] {
    if (!this.names.has(name)) throw systemError("ENOENT", `no such directory, scandir ${name}`);
    return [...this.names.keys()]
      .filter((child) => child !== "/" && path.dirname(child) === name)
      .map((child) => path.basename(child));
  }

  private file(name: string): StoredFile {
    const node = this.names.get(name);
    if (node === undefined || node === "directory") throw systemError("ENOENT", `no such file, open ${name}`);
    return node;
  }

  private open(name: string): StoredFile {
    if (this.names.has(name)) return this.file(name);
    if (!this.names.has(path.dirname(name))) throw systemError("ENOENT", `no such directory, open ${name}`);
    const file = new StoredFile();
    this.make(name, file);
    if (name.endsWith(".log")) this.tally.logFiles += 1;
    return file;
  }

  private make(name: string, node: Node): void {
    this.note({ kind: "made", name, node });
  }

  private rename(from: string, to: string): void {
    this.file(from);
    this.note({ kind: "renamed", name: from, to });
  }

  private note(change: NameChange): void {
    apply(this.names, change);
    this.pendingNames.push(change);
  }

  private syncDirectory(name: string): void {
    const { temper, chance } = this;
    if (!this.names.has(name)) throw systemError("ENOENT", `no such directory, open ${name}`);
    this.world.elapse(chance.spread(temper.flushMs));
    if (chance.happens(temper.flushFails)) {
      this.tally.failedFlushes += 1;
      throw systemError("EIO", "i/o error, fsync");
    }
    const isInside = (change: NameChange) => path.dirname(change.name) === name;
    for (const change of this.pendingNames.filter(isInside)) apply(this.stableNames, change);
    this.pendingNames = this.pendingNames.filter((change) => !isInside(change));
  }
}

function apply(names: Map<string, Node>, change: NameChange): void {
  if (change.kind === "made") {
    names.set(change.name, change.node);
    return;
  }
  const node = names.get(change.name);
  names.delete(change.name);
  if (node !== undefined) names.set(change.to, node);
}

/** A name leads somewhere only if those above it do. */
function reachable(names: ReadonlyMap<string, Node>): Map<string, Node> {
  const isReachable = (name: string): boolean => name === "/" || (names.has(name) && isReachable(path.dirname(name)));
  return new Map([...names].filter(([name]) => isReachable(name)));
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
