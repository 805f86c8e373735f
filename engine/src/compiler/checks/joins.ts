import type { Diagnostic } from "../diagnostic.js";
import { type Check, quoted } from "./context.js";

/** A node waits for no more living wires than lead to it; and where one leads to it, there is nothing to join. */
export const checkJoins: Check = ({ graph, topology }) =>
  graph.nodes.flatMap((node): Diagnostic[] => {
    const join = "join" in node ? node.join : undefined;
    if (join === undefined || join.kind === "all") return [];
    const into = topology.region(topology.enclosing(node.id)[0]?.id).into(node.id).length;
    if (join.kind === "count" && join.count > Math.max(1, into)) {
      return [
        {
          severity: "error",
          code: "join-impossible",
          nodeId: node.id,
          field: "join.count",
          message: `${quoted(node)} begins when ${join.count} wires to it live, but ${into === 1 ? "one leads" : `${into} lead`} to it. Lower the number, or draw more wires.`,
        },
      ];
    }
    if (into > 1) return [];
    return [
      {
        severity: "warning",
        code: "no-effect",
        nodeId: node.id,
        field: "join",
        message: `${quoted(node)} chooses among the wires that lead to it, but ${into === 1 ? "there is one" : "there is none"}. Take the choice out, or draw more wires.`,
      },
    ];
  });
