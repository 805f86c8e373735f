import { deadNodes, type Port } from "@dacapo/engine/compiler";
import type { NodeState, RunState } from "@dacapo/engine/timeline";
import { type GraphIndex, TOP } from "./graph-index";

/** What a run decided against, and how many passages through each level there are to decide in. */
export interface Skipped {
  /** Node id → in how many passages through its level it is dead. Absent means in none. */
  readonly times: ReadonlyMap<string, number>;
  /** Container id → how many iterations its runs have in all; the top has one passage. */
  readonly passages: ReadonlyMap<string, number>;
  /** Container id → its runs: one outside of other containers. */
  readonly loops: ReadonlyMap<string, readonly NodeState[]>;
}

/**
 * Nodes that will never run, as far as the decisions of a state tell. A history does not name them:
 * that a branch is not taken follows from the port that was. Each iteration decides for itself;
 * iterations that decided alike are worked out once.
 */
export function skippedIn(index: GraphIndex, state: RunState): Skipped {
  const before = known.get(state);
  if (before?.index === index) return before.skipped;
  const skipped = workOut(index, state);
  known.set(state, { index, skipped });
  return skipped;
}

/** One way through one level: the ports that its branches took. */
interface Passage {
  readonly level: string;
  readonly ports: Map<string, Port>;
}

/** While a run is live the same state is drawn many times a second, and only its clocks differ. */
const known = new WeakMap<RunState, { readonly index: GraphIndex; readonly skipped: Skipped }>();

function workOut(index: GraphIndex, state: RunState): Skipped {
  const decisions = new Map<string, Passage>();
  const passages = new Map<string, number>([[TOP, 1]]);
  const loops = new Map<string, NodeState[]>();
  for (const node of state.nodes.values()) {
    const drawn = index.nodeByName.get(node.node);
    if (drawn === undefined) continue;
    if (node.loop !== undefined) {
      passages.set(drawn.id, (passages.get(drawn.id) ?? 0) + node.loop.itemCount);
      loops.set(drawn.id, [...(loops.get(drawn.id) ?? []), node]);
    }
    const port = node.port ?? wayOf(index, node);
    if (port === undefined) continue;
    const level = drawn.parent ?? TOP;
    const key = `${level}/${node.path.join(".")}`;
    const passage = decisions.get(key) ?? { level, ports: new Map<string, Port>() };
    passage.ports.set(drawn.id, port);
    decisions.set(key, passage);
  }

  const times = new Map<string, number>();
  const deadAfter = new Map<string, ReadonlySet<string>>();
  for (const { level, ports } of decisions.values()) {
    const signature = [...ports].map(([id, port]) => `${id}:${port}`).join(" ");
    const dead = deadAfter.get(signature) ?? deadNodes(index.graph, ports);
    deadAfter.set(signature, dead);
    for (const id of dead) {
      // What lies in a skipped container was not passed at all, so it is not counted on its own level.
      if ((index.nodeById.get(id)?.parent ?? TOP) === level) times.set(id, (times.get(id) ?? 0) + 1);
    }
  }
  return { times, passages, loops };
}

/** A node with a way for its failure that did not need it: nothing is said of it, and that way is not taken. */
function wayOf(index: GraphIndex, node: NodeState): Port | undefined {
  if (node.status !== "completed") return undefined;
  const drawn = index.nodeByName.get(node.node);
  const canFail = index.graph.edges.some((edge) => edge.from === drawn?.id && FAILING.includes(edge.port));
  return canFail ? "out" : undefined;
}

const FAILING: readonly Port[] = ["error", "timeout"];
