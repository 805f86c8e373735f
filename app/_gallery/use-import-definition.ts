import type { Layout } from "@dacapo/engine/compiler";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "@/app/_client/trpc";
import { tidyLayout } from "@/app/_designer/session/tidy-layout";
import type { ImportedDrawing } from "@/app/_server/api-types";

/** Reads a text as a drawing, and then makes a workflow of it. */
export function useImportDefinition() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const queries = useQueryClient();
  const reading = useMutation(trpc.workflows.importDefinition.mutationOptions());
  const opening = useMutation({
    mutationFn: async ({ graph, layout }: ImportedDrawing) =>
      client.workflows.create.mutate({ graph, layout: await placed({ graph, layout }) }),
    onSuccess: ({ workflowId }) => {
      void queries.invalidateQueries({ queryKey: trpc.workflows.list.pathKey() });
      router.push(`/workflows/${encodeURIComponent(workflowId)}`);
    },
  });
  return { reading, opening };
}

/** A drawing that says of some node not where it is gets places for all of them. */
async function placed({ graph, layout }: Pick<ImportedDrawing, "graph" | "layout">): Promise<Layout> {
  if (graph.nodes.every(({ id }) => layout[id] !== undefined)) return layout;
  const origin: Layout = Object.fromEntries(graph.nodes.map(({ id }) => [id, { x: 96, y: 96 }]));
  return tidyLayout({ graph, layout: origin });
}
