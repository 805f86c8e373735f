import type { Diagnostic, Graph } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import type { DacapoClient } from "@/app/_client/trpc";
import type { TypeHere, TypeMember, TypeOfField } from "../document/type-words";

/** A place in an expression or in code of the graph, in UTF-16 units of its text. */
export interface PlaceInExpression {
  readonly graph: Graph;
  readonly nodeId: string;
  readonly field: string;
  readonly offset: number;
}

/** Whoever knows types. It may be far away and fail: nobody may depend on an answer. */
export interface TypePort {
  readonly check: (graph: Graph, signal: AbortSignal) => Promise<readonly Diagnostic[]>;
  readonly membersAt: (place: PlaceInExpression, signal: AbortSignal) => Promise<readonly TypeMember[]>;
  /** The types of a node's expressions. */
  readonly typesOf: (graph: Graph, nodeId: string, signal: AbortSignal) => Promise<readonly TypeOfField[]>;
  readonly typeAt: (place: PlaceInExpression) => Promise<TypeHere | undefined>;
}

/** The server's checker. `sampleInput` stands for the input where neither a schema nor a run says what that is. */
export function apiTypePort(client: DacapoClient, workflowId: string, sampleInput: Json | undefined): TypePort {
  const samples = sampleInput === undefined ? {} : { samples: { input: sampleInput } };
  return {
    check: (graph, signal) => client.workflows.checkTypes.mutate({ graph, workflowId }, { signal }),
    membersAt: (place, signal) => client.workflows.membersAt.mutate({ ...place, ...samples, workflowId }, { signal }),
    typesOf: (graph, nodeId, signal) =>
      client.workflows.typesOf.mutate({ graph, nodeId, ...samples, workflowId }, { signal }),
    typeAt: async (place) => (await client.workflows.typeAt.mutate({ ...place, ...samples, workflowId })) ?? undefined,
  };
}
