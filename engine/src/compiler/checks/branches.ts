import type { Region } from "../topology.js";

/** The number of the branch that each node lies in: a branch is what wires connect. */
export function branchesOf(region: Region): ReadonlyMap<string, number> {
  const branch = new Map<string, number>();
  const nodes = [...region.order, ...region.unordered];
  let count = 0;
  for (const first of nodes) {
    if (branch.has(first.id)) continue;
    const open = [first.id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (branch.has(id)) continue;
      branch.set(id, count);
      open.push(...region.out(id).map((edge) => edge.to), ...region.into(id).map((edge) => edge.from));
    }
    count += 1;
  }
  return branch;
}
