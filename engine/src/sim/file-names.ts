import path from "node:path";
import type { StoredFile } from "./stored-file.js";

export type Node = StoredFile | "directory";

export type NameChange =
  | { readonly kind: "made"; readonly name: string; readonly node: Node }
  | { readonly kind: "renamed"; readonly name: string; readonly to: string }
  | { readonly kind: "removed"; readonly name: string };

/** The names of a file system as its users have them, and as they would be after a power failure. */
export class FileNames {
  private cached = new Map<string, Node>([["/", "directory"]]);
  private stable = new Map<string, Node>(this.cached);
  private pending: NameChange[] = [];

  get(name: string): Node | undefined {
    return this.cached.get(name);
  }

  has(name: string): boolean {
    return this.cached.has(name);
  }

  below(directory: string): readonly string[] {
    return [...this.cached.keys()]
      .filter((name) => name !== "/" && path.dirname(name) === directory)
      .map((name) => path.basename(name));
  }

  change(change: NameChange): void {
    apply(this.cached, change);
    this.pending.push(change);
  }

  /** The changes that are not stable yet: what a flush that begins now covers. */
  get unflushed(): readonly NameChange[] {
    return [...this.pending];
  }

  /** Of these changes, those in the directory are stable now. */
  flush(directory: string, covered: readonly NameChange[]): void {
    const isStable = (change: NameChange) => path.dirname(change.name) === directory && covered.includes(change);
    for (const change of this.pending) if (isStable(change)) apply(this.stable, change);
    this.pending = this.pending.filter((change) => !isStable(change));
  }

  /** The power fails when so many of the unflushed changes had become stable. */
  losePower(kept: number): void {
    for (const change of this.pending.splice(0).slice(0, kept)) apply(this.stable, change);
    this.stable = reachable(this.stable);
    this.cached = new Map(this.stable);
  }

  /** Every file that has a name, or would have one again after a power failure. */
  files(): ReadonlySet<StoredFile> {
    const nodes = [...this.cached.values(), ...this.stable.values()];
    return new Set(nodes.filter((node): node is StoredFile => node !== "directory"));
  }

  /** What would have a name after a power failure. */
  afterPowerLoss(): ReadonlyMap<string, Node> {
    return reachable(this.stable);
  }
}

function apply(names: Map<string, Node>, change: NameChange): void {
  switch (change.kind) {
    case "made":
      names.set(change.name, change.node);
      return;
    case "renamed": {
      const node = names.get(change.name);
      names.delete(change.name);
      if (node !== undefined) names.set(change.to, node);
      return;
    }
    case "removed":
      names.delete(change.name);
      return;
  }
}

/** A name leads somewhere only if those above it do. */
function reachable(names: ReadonlyMap<string, Node>): Map<string, Node> {
  const isReachable = (name: string): boolean => name === "/" || (names.has(name) && isReachable(path.dirname(name)));
  return new Map([...names].filter(([name]) => isReachable(name)));
}
