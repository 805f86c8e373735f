export { type ActivitySurroundings, createActivities } from "./create-activities";
export type { FileRoots } from "./file-roots";
export { SqliteProcesses } from "./sqlite-processes";
