export { type LoadedPacks, loadPacks } from "./load-packs";
export type { PackProblem } from "./pack-places";
