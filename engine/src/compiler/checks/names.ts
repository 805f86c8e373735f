import type { Diagnostic } from "../diagnostic.js";
import { ALLOWED_GLOBALS, RESERVED_WORDS } from "../expressions/words.js";
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

/** Ids and names: each id once, each name an identifier that nobody else has. */
export const checkNames: Check = ({ graph, topology }) => {
  const diagnostics: Diagnostic[] = [];
  const error = (node: GraphNode, field: string, found: Pick<Diagnostic, "code" | "message">) =>
    diagnostics.push({ severity: "error", nodeId: node.id, field, ...found });

  const ids = new Set<string>();
  const owners = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    if (ids.has(node.id)) {
      error(node, "id", {
        code: "duplicate-id",
        message: `Two nodes have the id ${node.id}. Give one of them another.`,
      });
    }
    ids.add(node.id);
    const problem = nameProblem(node.name);
    if (problem !== undefined && !(node.type === "start" && problem.code === "name-reserved")) {
      error(node, "name", problem);
    }
    const owner = owners.get(node.name);
    if (owner === undefined) owners.set(node.name, node);
    else if (node.name !== "") {
      error(node, "name", {
        code: "name-taken",
        message: `Another node is called ${quoted(node)} too. Rename one of them.`,
      });
    }
  }
  for (const node of graph.nodes) {
    if (node.type !== "forEach") continue;
    for (const [field, name] of [
      ["config.itemName", node.config.itemName],
      ["config.indexName", node.config.indexName],
    ] as const) {
      if (name === undefined) continue;
      const problem = nameProblem(name);
      if (problem !== undefined) error(node, field, problem);
      else if (owners.has(name)) {
        error(node, field, {
          code: "name-taken",
          message: `A node is called "${name}". Choose another name here, such as ${name}Item.`,
        });
      } else if (topology.enclosing(node.id).some((container) => itemNames(container).includes(name))) {
        error(node, field, {
          code: "name-taken",
          message: `A container around ${quoted(node)} calls its items "${name}" already. Choose another name, such as inner${name}.`,
        });
      } else if (field === "config.indexName" && name === node.config.itemName) {
        error(node, field, {
          code: "name-taken",
          message: `The item is called "${name}" already. Choose another name for its number.`,
        });
      }
    }
  }
  return diagnostics;
};

function itemNames(container: GraphNode): readonly (string | undefined)[] {
  return container.type === "forEach" ? [container.config.itemName, container.config.indexName] : [];
}
