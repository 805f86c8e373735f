import type { Port } from "@dacapo/engine/compiler";
import type { RunState } from "@dacapo/engine/timeline";
import { deadIn } from "./dead";
import { type GraphIndex, TOP } from "./graph-index";

/** What a run decided against, and how many passages through each level there are to decide in. */
export interface Skipped {
  /** Node id → in how many passages through its level it is dead. Absent means in none. */
  readonly times: ReadonlyMap<string, number>;
  /** Container id → how many iterations its runs have in all; the top has one passage. */
  readonly passages: ReadonlyMap<string, number>;
}

/**
 * Nodes that will never run, as far as the decisions of a state tell. A history does not name them:
 * that a branch is not taken follows from the port that was. Each iteration decides for itself;
 * iterations that decided alike are worked out once.
 */
export function skippedIn(index: GraphIndex, state: RunState): Skipped {
  const decisions = new Map<string, Map<string, Port>>();
  const passages = new Map<string, number>([[TOP, 1]]);
  for (const node of state.nodes.values()) {
    const drawn = index.nodeByName.get(node.node);
    if (drawn === undefined) continue;
    if (node.loop !== undefined) passages.set(drawn.id, (passages.get(drawn.id) ?? 0) + node.loop.itemCount);
    if (node.port === undefined) continue;
    const passage = `${drawn.parent ?? TOP}/${node.path.join(".")}`;
    const ports = decisions.get(passage) ?? new Map<string, Port>();
    decisions.set(passage, ports.set(drawn.id, node.port as Port));
  }

  const times = new Map<string, number>();
  const known = new Map<string, ReadonlySet<string>>();
  for (const ports of decisions.values()) {
    const signature = [...ports].map(([id, port]) => `${id}:${port}`).join(" ");
    const dead = known.get(signature) ?? deadIn(index.graph, ports);
    known.set(signature, dead);
    for (const id of dead) times.set(id, (times.get(id) ?? 0) + 1);
  }
  return { times, passages };
}
