import { codeRun, environmentSecrets } from "@dacapo/engine";
import type { ActivitySurroundings } from "./create-activities";
import type { FileRoots } from "./file-roots";
import { SqliteProcesses } from "./sqlite-processes";

/** This machine may be asked, and there are the secrets that the test names. For tests alone. */
export function surroundingsForTest(
  roots: FileRoots,
  variables: Readonly<Record<string, string>> = {},
): ActivitySurroundings {
  return {
    roots,
    httpAllow: ["127.0.0.1", "::1"],
    secrets: environmentSecrets(variables),
    sqlite: new SqliteProcesses(process.cwd()),
    codeRun: codeRun({ threadsMax: 1 }),
  };
}
