import path from "node:path";
import { readEnv } from "../env";
import { createActivities } from "./create-activities";

export { createActivities } from "./create-activities";
export type { FileRoots } from "./file-roots";

/**
 * The activities of this server. The folders are looked up when an activity asks for them, so that
 * importing this module reads no environment.
 */
export const activities = createActivities({
  get examplesDir() {
    return path.join(process.cwd(), "examples");
  },
  get filesDir() {
    return path.join(readEnv().dataDir, "files");
  },
});
