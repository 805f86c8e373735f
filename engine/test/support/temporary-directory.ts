import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface TemporaryDirectory {
  readonly path: string;
  remove(): void;
}

export function temporaryDirectory(name: string): TemporaryDirectory {
  const made = mkdtempSync(path.join(tmpdir(), `dacapo-${name}-`));
  return { path: made, remove: () => rmSync(made, { recursive: true, force: true }) };
}
