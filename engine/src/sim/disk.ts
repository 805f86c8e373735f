import path from "node:path";
import type { Files, WritableFile } from "../storage/file/files.js";
import type { Chance } from "./chance.js";
import { FileNames, type NameChange, type Node } from "./file-names.js";
import { type ChangeCount, StoredFile, type Survival } from "./stored-file.js";
import { emptyTally, type Tally } from "./tally.js";
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
  /** Default: no reading fails. */
  readonly readFails?: number;
}

/** Thrown into the code that ran when its machine stopped: nothing it does then reaches anybody. */
export class MachineStopped extends Error {
  override readonly name = "MachineStopped";
}

/** Does an operation, unless the machine stops at it; `half` is what is done of it when it stops within. */
type Operate = <Result>(act: () => Result, half?: () => void) => Result;
/** Does it beside the caller. */
type Later = (act: () => void) => Promise<void>;
type Look = <Result>(act: () => Result) => Result;

/** An operation that the operating system does beside its user. */
interface UnderWay {
  readonly user: DiskUser;
  readonly perform: () => void;
}

interface OpenFile {
  readonly name: string;
  readonly file: StoredFile;
  readonly writeThrough: boolean;
}

/**
 * A file system that forgets. File content is stable when its file was synced, a name when its
 * directory was: what is not can be lost, or in part, when the power fails.
 */
export class Disk {
  private readonly names = new FileNames();
  private readonly underWay = new Set<UnderWay>();
  isFull = false;
  temper: DiskTemper = { flushMs: 0, flushFails: 0 };
  /** Each file may be as if on a disk of its own. */
  temperOf: (file: string) => DiskTemper = () => this.temper;

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly tally: Tally,
    /** Hears what has become stable. */
    private readonly onStable: (file: string, bytes: Buffer) => void,
  ) {}

  /** The disk as one process uses it. */
  mount(user: DiskUser): Files {
    const look: Look = (act) => {
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
      size: (name) => look(() => this.file(name).bytes.byteLength),
      read: (name) => look(() => this.readFrom(name, this.file(name).bytes)),
      openForReading: (name) => {
        const file = look(() => this.file(name));
        const read = (offset: number, length: number): Buffer =>
          look(() => this.readFrom(name, file.bytes.subarray(offset, offset + length)));
        return { read, close: () => undefined };
      },
      openForWriting: (name, { writeThrough = false } = {}) => {
        const file = operate(() => this.open(name));
        const handle: OpenFile = { name, file, writeThrough };
        return this.writable(handle, operate, (act) => this.later(name, user, act));
      },
      rename: (from, to) => operate(() => this.rename(from, to)),
      remove: (name) => operate(() => this.remove(name)),
      removeLater: (name) => this.later(name, user, () => operate(() => this.remove(name))),
      syncDirectory: (name) => operate(() => this.syncDirectory(name, this.names.unflushed)),
      syncDirectoryLater: (name) => {
        const covered = this.names.unflushed;
        return this.later(name, user, () => operate(() => this.syncDirectory(name, covered)));
      },
    };
  }

  /** True when a power failure would leave the file under this name, whole. */
  isStable(name: string): boolean {
    const node = this.names.get(name);
    if (node === undefined || node === "directory" || !node.isStable) return false;
    return this.names.afterPowerLoss().get(name) === node;
  }

  /** Another disk that holds what a power failure would leave of this one for certain. */
  afterPowerLoss(): Disk {
    const copy = new Disk(this.world, this.chance.for("copy"), emptyTally(), () => undefined);
    for (const [name, node] of this.names.afterPowerLoss()) {
      copy.names.change({ kind: "made", name, node: node === "directory" ? node : node.afterPowerLoss() });
    }
    return copy;
  }

  /** The machine starts again without having lost power. Memory may have been needed for something else. */
  forget(): void {
    for (const file of this.names.files()) if (this.chance.happens(0.3)) file.evict();
  }

  losePower(survival: Survival): void {
    const { chance, tally, names } = this;
    const pending = names.unflushed.length;
    const kept = { all: pending, none: 0, byChance: chance.between(0, pending) }[survival];
    tally.lostNames += pending - kept;
    // A file that was removed, or written over by a rename, comes back if that was not stable.
    const files = names.files();
    names.losePower(kept);
    for (const file of new Set([...files, ...names.files()])) {
      const loss = file.losePower(survival, chance);
      tally.tornWrites += loss.tornWrites;
      tally.lostBytes += loss.lostBytes;
    }
  }

  private writable({ name, file, writeThrough }: OpenFile, operate: Operate, later: Later): WritableFile {
    const put = (bytes: Buffer, offset: number): void => {
      if (bytes.byteLength > 0) file.change({ kind: "write", offset, bytes });
    };
    const putThrough = (bytes: Buffer, offset: number): void => {
      this.reachPlatters(name, file, "write");
      for (const stable of file.writeThrough(offset, bytes)) this.onStable(name, stable);
    };
    const write = (given: Uint8Array, offset: number): void => {
      // A copy is what a write is: what becomes of the writer's buffer is the writer's affair.
      const bytes = Buffer.from(given);
      operate(
        () => {
          const fits = this.isFull ? Math.max(0, file.bytes.byteLength - offset) : bytes.byteLength;
          if (fits >= bytes.byteLength) return writeThrough ? putThrough(bytes, offset) : put(bytes, offset);
          put(bytes.subarray(0, fits + this.chance.between(0, Math.min(200, bytes.byteLength - fits - 1))), offset);
          this.tally.fullDisk += 1;
          throw systemError("ENOSPC", "no space left on device, write");
        },
        () => {
          this.tally.writesCutShort += 1;
          put(bytes.subarray(0, this.chance.between(0, bytes.byteLength)), offset);
        },
      );
    };
    const sync = (covered: ChangeCount): void =>
      operate(() => {
        this.reachPlatters(name, file, "fdatasync");
        for (const bytes of file.flush(covered)) this.onStable(name, bytes);
      });
    return {
      write,
      // The bytes are taken when the write is done: whoever changed them too early has written something else.
      writeLater: (bytes, offset) => later(() => write(bytes, offset)),
      truncate: (length) => operate(() => file.change({ kind: "length", length })),
      sync: () => sync(file.changes),
      syncLater: () => {
        const covered = file.changes;
        return later(() => sync(covered));
      },
      close: () => undefined,
    };
  }

  /** Waits for the drive, which may fail. */
  private reachPlatters(name: string, file: StoredFile, what: string): void {
    const { flushMs, flushFails } = this.temperOf(name);
    this.world.elapse(this.chance.spread(flushMs));
    if (!this.chance.happens(flushFails)) return;
    file.failFlush(this.chance);
    this.tally.failedFlushes += 1;
    throw systemError("EIO", `i/o error, ${what}`);
  }

  /** Does it after a while, and tells of it after another. Whoever stopped meanwhile is told nothing. */
  private later(name: string, user: DiskUser, act: () => void): Promise<void> {
    const { world, chance } = this;
    const { flushMs } = this.temperOf(name);
    return new Promise((resolve, reject) => {
      const tell = (settle: () => void): void => {
        world.after(chance.spread(flushMs), () => {
          if (user.isAlive()) settle();
        });
      };
      const underWay: UnderWay = { user, perform };
      this.underWay.add(underWay);
      world.after(chance.spread(flushMs), () => {
        if (this.underWay.delete(underWay) && user.isAlive()) perform();
      });

      function perform(): void {
        try {
          act();
        } catch (error) {
          if (!(error instanceof MachineStopped)) tell(() => reject(error));
          return;
        }
        tell(resolve);
      }
    });
  }

  /** A user ends. Of what the operating system was to do for it some is done all the same. */
  end(user: DiskUser): void {
    for (const operation of this.underWay) {
      if (operation.user !== user) continue;
      this.underWay.delete(operation);
      if (!this.chance.happens(0.5)) continue;
      this.tally.doneAfterEnd += 1;
      operation.perform();
    }
  }

  /** A copy, for the file may change. */
  private readFrom(name: string, bytes: Buffer): Buffer {
    if (this.chance.happens(this.temperOf(name).readFails ?? 0)) {
      this.tally.failedReads += 1;
      throw systemError("EIO", "i/o error, read");
    }
    return Buffer.from(bytes);
  }

  private makeDirectory(name: string): void {
    if (this.names.has(name)) return;
    this.makeDirectory(path.dirname(name));
    this.make(name, "directory");
  }

  private list(name: string): readonly string[] {
    if (!this.names.has(name)) throw systemError("ENOENT", `no such directory, scandir ${name}`);
    return this.names.below(name);
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
    return file;
  }

  private make(name: string, node: Node): void {
    this.names.change({ kind: "made", name, node });
  }

  private rename(from: string, to: string): void {
    this.file(from);
    if (to.endsWith(".log")) this.tally.logFiles += 1;
    if (from.endsWith(".log")) this.tally.logFilesRecycled += 1;
    if (to.includes("/payloads/")) this.tally.payloadFiles += 1;
    this.names.change({ kind: "renamed", name: from, to });
  }

  private remove(name: string): void {
    this.file(name);
    this.names.change({ kind: "removed", name });
  }

  private syncDirectory(name: string, covered: readonly NameChange[]): void {
    const { chance } = this;
    const { flushMs, flushFails } = this.temperOf(name);
    if (!this.names.has(name)) throw systemError("ENOENT", `no such directory, open ${name}`);
    this.world.elapse(chance.spread(flushMs));
    if (chance.happens(flushFails)) {
      this.tally.failedFlushes += 1;
      throw systemError("EIO", "i/o error, fsync");
    }
    this.names.flush(name, covered);
  }
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
