import type { Diagnostic } from "../diagnostic.js";
import { ALLOWED_GLOBALS, RESERVED_WORDS } from "../expressions/words.js";
import { failureName, hasErrorEdge, ownNames } from "../given-names.js";
import type { GraphNode } from "../graph.js";
import { type Check, quoted } from "./context.js";

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Says why a word cannot be the name of something in the code, or `undefined` when it can. */
export function nameProblem(name: string): Pick<Diagnostic, "code" | "message"> | undefined {
  if (name === "") return { code: "name-invalid", message: "The name is empty. Give one, such as fetchOrder." };
  if (!IDENTIFIER.test(name)) {
    return {
      code: "name-invalid",
      message: `"${name}" cannot be a name: use letters, digits, _ and $, and begin with a letter.`,
    };
  }
  if (RESERVED_WORDS.has(name) || ALLOWED_GLOBALS.has(name)) {
    return {
      code: "name-reserved",
      message: `"${name}" has a meaning of its own in expressions. Choose another name.`,
    };
  }
  return undefined;
}

/** Ids and names: each id once, each name an identifier that nobody else has. What stands beside the flow needs none. */
export const checkNames: Check = (context) => [
  ...checkIds(context),
  ...checkNodeNames(context),
  ...checkOwnNames(context),
];

const error = (node: GraphNode, field: string, found: Pick<Diagnostic, "code" | "message">): Diagnostic => ({
  severity: "error",
  nodeId: node.id,
  field,
  ...found,
});

const checkIds: Check = ({ graph }) => {
  const ids = new Set<string>();
  return graph.nodes.flatMap((node): Diagnostic[] => {
    const isTaken = ids.has(node.id);
    ids.add(node.id);
    if (!isTaken) return [];
    return [
      error(node, "id", {
        code: "duplicate-id",
        message: `Two nodes have the id ${node.id}. Give one of them another.`,
      }),
    ];
  });
};

const isNamed = (node: GraphNode): boolean => node.type !== "note" && node.type !== "group";

const checkNodeNames: Check = ({ graph, topology }) => {
  const owners = new Set<string>();
  const failures = new Map<string, GraphNode>();
  for (const node of graph.nodes) if (hasErrorEdge(node, topology)) failures.set(failureName(node), node);
  return graph.nodes.filter(isNamed).flatMap((node): Diagnostic[] => {
    const { name } = node;
    const problem = nameProblem(name);
    const isTaken = owners.has(name);
    owners.add(name);
    const failing = failures.get(name);
    return [
      ...(problem === undefined || (node.type === "start" && problem.code === "name-reserved")
        ? []
        : [error(node, "name", problem)]),
      ...(isTaken && name !== ""
        ? [
            error(node, "name", {
              code: "name-taken",
              message: `Another node is called ${quoted(node)} too. Rename one of them.`,
            }),
          ]
        : []),
      ...(failing === undefined
        ? []
        : [
            error(node, "name", {
              code: "name-taken",
              message: `"${name}" is what the failure of ${quoted(failing)} is called, since a wire leaves its output "error". Rename one of them.`,
            }),
          ]),
    ];
  });
};

/** The names that containers give to what lies in them: nobody in sight may have the same. */
const checkOwnNames: Check = ({ graph, topology }) => {
  const owners = new Set<string>();
  for (const node of graph.nodes.filter(isNamed)) {
    owners.add(node.name);
    if (hasErrorEdge(node, topology)) owners.add(failureName(node));
  }
  return graph.nodes.flatMap((node) => {
    const before = new Set<string>();
    return ownNames(node).flatMap(({ name, kind, field }): Diagnostic[] => {
      const problem = nameProblem(name);
      if (problem !== undefined) return [error(node, field, problem)];
      const taken = (message: string) => [error(node, field, { code: "name-taken", message })];
      if (before.has(name)) {
        return taken(
          kind === "index"
            ? `The item is called "${name}" already. Choose another name for its number.`
            : `${quoted(node)} has two variables called "${name}". Rename one of them.`,
        );
      }
      before.add(name);
      if (owners.has(name)) {
        const proposal = kind === "item" || kind === "index" ? `${name}Item` : `the${capitalised(name)}`;
        return taken(`A node is called "${name}". Choose another name here, such as ${proposal}.`);
      }
      const around = topology.enclosing(node.id).find((each) => ownNames(each).some((own) => own.name === name));
      if (around === undefined) return [];
      return taken(
        `A container around ${quoted(node)} uses the name "${name}" already. Choose another name, such as inner${capitalised(name)}.`,
      );
    });
  });
};

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
