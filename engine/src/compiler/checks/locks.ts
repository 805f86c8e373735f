import type { Diagnostic } from "../diagnostic.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { ownNames } from "../given-names.js";
import type { GraphNode, NodeOf, Value } from "../graph.js";
import { type Check, type CheckContext, quoted } from "./context.js";
import { keyText } from "./entity.js";

type EntityNode = NodeOf<"callEntity"> | NodeOf<"signalEntity">;

/**
 * The rules of critical sections, as far as the graph shows them; the engine holds all of them when it runs. They are
 * what keeps runs from waiting for each other in a circle.
 */
export const checkLocks: Check = (context) =>
  context.graph.nodes.flatMap((node) => {
    const lock = context.topology.enclosing(node.id).find((each) => each.type === "lock");
    return lock?.type === "lock" ? findings(node, lock, context) : [];
  });

function findings(node: GraphNode, lock: NodeOf<"lock">, context: CheckContext): Diagnostic[] {
  const rule = (message: string): Diagnostic[] => [{ severity: "error", code: "lock-rule", nodeId: node.id, message }];
  switch (node.type) {
    case "lock":
      return rule(
        `${quoted(node)} lies in ${quoted(lock)}: two runs that lock one thing after another may wait for each other for ever. Lock everything in ${quoted(lock)}.`,
      );
    case "subWorkflow":
      if (!node.config.wait) return [];
      return rule(
        `${quoted(node)} waits for another workflow while ${quoted(lock)} holds its entities; if that one needs them, both wait for ever. Move it out, or do not wait for it.`,
      );
    case "callEntity": {
      if (isLocked(node, lock) === "no") {
        return rule(
          `${quoted(node)} calls ${nameOf(node)}, which ${quoted(lock)} does not lock. Add it to the lock, or call it outside.`,
        );
      }
      const beside = besideIn(node, lock, context);
      if (beside === undefined) return [];
      return rule(
        beside.id === node.id
          ? `${quoted(node)} calls ${nameOf(node)} for several items at once, but a locked entity does one thing at a time. Let its For each take one item at a time.`
          : `${quoted(node)} and ${quoted(beside)} call ${nameOf(node)} at the same time, but a locked entity does one thing at a time. Draw a wire from one to the other.`,
      );
    }
    case "signalEntity":
      if (isLocked(node, lock) !== "yes") return [];
      return rule(
        `${quoted(node)} signals ${nameOf(node)}, which ${quoted(lock)} has locked: the signal would wait for the lock's end. Call it instead.`,
      );
    default:
      return [];
  }
}

const nameOf = ({ config }: EntityNode): string =>
  "literal" in config.key ? `${config.entity} ${String(config.key.literal)}` : `a ${config.entity}`;

/** Whether the lock holds the entity, as far as fixed keys and equal expressions tell. */
function isLocked({ config }: EntityNode, lock: NodeOf<"lock">): "yes" | "no" | "perhaps" {
  const ofType = lock.config.entities.filter(({ entity }) => entity === config.entity);
  if (config.entity === "" || lock.config.entities.some(({ entity }) => entity === "")) return "perhaps";
  if (ofType.some(({ key }) => keyText(key) === keyText(config.key))) return "yes";
  return ofType.every(({ key }) => areDifferent(key, config.key)) ? "no" : "perhaps";
}

const areDifferent = (a: Value, b: Value): boolean => "literal" in a && "literal" in b && keyText(a) !== keyText(b);

/** A call of the same entity that may run at the same time; the node itself where a loop runs it for several items at once. */
function besideIn(
  node: NodeOf<"callEntity">,
  lock: NodeOf<"lock">,
  { graph, topology, scope }: CheckContext,
): GraphNode | undefined {
  const around = topology.enclosing(node.id);
  const within = around.slice(0, around.indexOf(lock));
  const loop = within.find((each) => each.type === "forEach");
  if (loop?.type === "forEach" && loop.config.maxConcurrency !== 1 && !dependsOnItem(node.config.key, within)) {
    return node;
  }
  const home = around[0];
  const region = topology.region(home?.id);
  const { conditions, alive } = scope.liveness(region);
  return graph.nodes.find(
    (other) =>
      other.id < node.id &&
      other.type === "callEntity" &&
      other.config.entity === node.config.entity &&
      keyText(other.config.key) === keyText(node.config.key) &&
      topology.enclosing(other.id)[0] === home &&
      region.place(other.id) !== undefined &&
      region.place(node.id) !== undefined &&
      !region.leadsTo(other.id, node.id) &&
      !region.leadsTo(node.id, other.id) &&
      !conditions.exclude(alive(other.id), alive(node.id)),
  );
}

/** A key may differ from item to item when it reads something that does: a name given within the lock. */
function dependsOnItem(key: Value, within: readonly GraphNode[]): boolean {
  if ("literal" in key) return false;
  const parsed = parseExpression(key.expression);
  if (!parsed.ok) return true;
  const items = new Set(within.flatMap((each) => ownNames(each).map(({ name }) => name)));
  // What a node within the loop has made may come from the item, too: only what is plainly fixed is told.
  return parsed.freeNames.some(({ name }) => items.has(name) || name !== "input");
}
