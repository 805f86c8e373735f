import type { Diagnostic } from "../diagnostic.js";
import type { ContainerType, GraphNode } from "../graph.js";
import { branchesOf } from "./branches.js";
import { type Check, type CheckContext, quoted } from "./context.js";

/** What may stand where: handlers in a try, ends of a run where an end has a meaning, enough branches to race. */
export const checkPlacement: Check = (context) => [
  ...checkHandlers(context),
  ...context.graph.nodes.flatMap((node) => checkEnd(node, context)),
  ...checkRaces(context),
];

const checkHandlers: Check = ({ graph, topology }) =>
  graph.nodes.flatMap((node): Diagnostic[] => {
    if (node.type !== "catch" && node.type !== "finally") return [];
    const what = node.type === "catch" ? "Catch" : "Finally";
    const error = (message: string): Diagnostic[] => [
      { severity: "error", code: "handler-misplaced", nodeId: node.id, field: "parent", message },
    ];
    const parent = topology.enclosing(node.id)[0];
    if (parent?.type !== "try") return error(`${quoted(node)} is a ${what} outside of a Try. Drag it into one.`);
    const first = topology.handlerOf(parent.id, node.type);
    if (first === undefined || first.id === node.id) return [];
    return error(
      `${quoted(parent)} has two nodes of the kind ${what}: ${quoted(first)} and ${quoted(node)}. Remove one${
        node.type === "catch" ? ", or let one of them decide by the code what to do" : ""
      }.`,
    );
  });

/** Containers from which a run may begin anew: what is around is left in order. */
const LEFT_IN_ORDER: ReadonlySet<ContainerType> = new Set<ContainerType>(["while", "try", "catch"]);

function checkEnd(node: GraphNode, { topology }: CheckContext): Diagnostic[] {
  const around = topology.enclosing(node.id);
  const error = (message: string): Diagnostic[] => [
    { severity: "error", code: "end-misplaced", nodeId: node.id, message },
  ];
  if (node.type === "continueAsNew") {
    const unclear = around.find(({ type }) => !LEFT_IN_ORDER.has(type as ContainerType));
    if (unclear === undefined) return [];
    return error(
      `${quoted(node)} would begin the run again while ${quoted(unclear)} around it is at work. Move it behind ${quoted(unclear)}.`,
    );
  }
  if (node.type !== "return") return [];
  const endsRun = node.config.endsRun === true;
  const cleanUp = around.find(({ type }) => type === "finally");
  if (cleanUp !== undefined && (endsRun || around[0] === cleanUp)) {
    return error(
      `${quoted(node)} lies in ${quoted(cleanUp)}, which has no output: it would hide how the body ended. Move it behind the Try.`,
    );
  }
  if (!endsRun && around[0]?.type === "while") {
    return error(
      `${quoted(node)} lies in ${quoted(around[0])}, whose value is its last variables. Keep the value in a variable, or let ${quoted(node)} end the run.`,
    );
  }
  return [];
}

const checkRaces: Check = ({ graph, topology }) =>
  graph.nodes.flatMap((node): Diagnostic[] => {
    if (node.type !== "race") return [];
    const branches = new Set(branchesOf(topology.region(node.id)).values()).size;
    if (branches !== 1) return [];
    return [
      {
        severity: "error",
        code: "race-branches",
        nodeId: node.id,
        message: `${quoted(node)} has one branch, so there is no race. Add a second one: nodes that no wire connects with the first.`,
      },
    ];
  });
