import type { TakenPort } from "./decided.js";
import { parseExpression } from "./expressions/parse-expression.js";
import { ALLOWED_GLOBALS } from "./expressions/words.js";
import { ownNames } from "./given-names.js";
import type { GraphNode } from "./graph.js";
import { isNextOfVariable, ownLocals, type Scope } from "./readable-names.js";
import type { Topology } from "./topology.js";

/** A condition that has certainly been asked before an expression is evaluated, and what came out. */
export interface Guard {
  /** A JavaScript expression; each name in it means there what it means to the reader. */
  readonly condition: string;
  readonly outcome: boolean;
  readonly names: ReadonlySet<string>;
}

/** Who reads: one expression of a node. */
export interface GuardedReader {
  readonly node: GraphNode;
  /** As in `Diagnostic.field`. */
  readonly field: string;
  /** Only conditions about one of the names it reads say something to it. */
  readonly reads: (name: string) => boolean;
}

/** So many decisions are looked at for one expression, the last ones first: a chain of a thousand stays one. */
const DECISIONS_MAX = 64;
const GUARDS_MAX = 8;
/** Together, in UTF-16 units: conditions are repeated for each expression behind them. */
const CHARACTERS_MAX = 2_000;

/**
 * What ifs, switches, whiles and catches around and before an expression have certainly found, the first of them first:
 * within *if* (`order !== undefined`), behind "true", `order` is there. Nothing that a condition reads changes while it
 * says something: values are what nodes gave, and a while's variables are those of this round.
 */
export function guardsOf(reader: GuardedReader, topology: Topology, scope: Scope): readonly Guard[] {
  const found: Guard[] = [];
  let [decisions, characters] = [0, 0];
  for (const { asked, shadowed } of askedBefore(reader, topology, scope)) {
    if (++decisions > DECISIONS_MAX || found.length === GUARDS_MAX) break;
    const { names, condition } = asked;
    if (!someOf(names, reader.reads)) continue;
    // A name that a container in between gives anew means another thing to the reader.
    if (shadowed.size > 0 && someOf(names, (name) => shadowed.has(name))) continue;
    const isHidden = (name: string) => scope.resolve(reader.node.id, name, reader.field).kind !== "readable";
    if (characters + condition.length > CHARACTERS_MAX || someOf(names, isHidden)) continue;
    characters += condition.length;
    found.push(asked);
  }
  return found.reverse();
}

interface Asked {
  readonly asked: Guard;
  /** Names that are given anew between the condition and the reader. */
  readonly shadowed: ReadonlySet<string>;
}

function someOf(names: ReadonlySet<string>, holds: (name: string) => boolean): boolean {
  for (const name of names) if (holds(name)) return true;
  return false;
}

/** From the reader outwards, and back. */
function* askedBefore({ node, field }: GuardedReader, topology: Topology, scope: Scope): Iterable<Asked> {
  const shadowed = new Set<string>();
  const isOfRound = node.type === "while" && isNextOfVariable(field);
  if (isOfRound) yield* heldWithin(node, shadowed);
  for (const { name } of ownLocals(node, field)) shadowed.add(name);
  const around = topology.enclosing(node.id);
  for (const [level, here] of [node, ...around].entries()) {
    if (level > 0) {
      yield* heldWithin(here, shadowed);
      for (const { name } of ownNames(here)) shadowed.add(name);
    }
    const after = topology.undoes(here.id)?.id ?? here.id;
    const region = topology.region(around[level]?.id);
    if (region.place(after) === undefined) continue;
    for (const taken of scope.decided(region).before(after)) {
      for (const asked of conditionsOf(taken)) yield { asked, shadowed };
    }
  }
}

/** What a container has asked before its body runs. */
function* heldWithin(node: GraphNode, shadowed: ReadonlySet<string>): Iterable<Asked> {
  const condition = node.type === "while" && node.config.test === "after" ? undefined : conditionOf(node);
  for (const asked of condition === undefined ? [] : guard(condition, true)) yield { asked, shadowed };
}

const conditionOf = (node: GraphNode): string | undefined =>
  node.type === "while" || node.type === "catch" ? node.config.condition : undefined;

const known = new WeakMap<TakenPort, readonly Guard[]>();

/** The last one first: a switch asks its cases in order, and takes the first that holds. */
function conditionsOf(taken: TakenPort): readonly Guard[] {
  const before = known.get(taken);
  if (before !== undefined) return before;
  const guards = readConditions(taken);
  known.set(taken, guards);
  return guards;
}

function readConditions({ node, port }: TakenPort): readonly Guard[] {
  if (node.type === "if" && (port === "true" || port === "false")) return guard(node.config.condition, port === "true");
  if (node.type !== "switch") return [];
  const { cases } = node.config;
  const place = port === "default" ? cases.length : cases.findIndex(({ id }) => id === port);
  return cases
    .slice(0, place + 1)
    .flatMap(({ condition }, index) => guard(condition, index === place))
    .reverse();
}

/** Nothing for a text that is no expression. */
function guard(condition: string, outcome: boolean): readonly Guard[] {
  const names = namesIn(condition);
  return names === undefined ? [] : [{ condition, outcome, names }];
}

function namesIn(text: string): ReadonlySet<string> | undefined {
  const parsed = parseExpression(text);
  if (!parsed.ok) return undefined;
  return new Set(parsed.freeNames.flatMap(({ name }) => (ALLOWED_GLOBALS.has(name) ? [] : [name])));
}
