import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/app/_client/trpc";

export interface WorkflowCreation {
  readonly isPending: boolean;
  readonly error: { readonly message: string } | null;
  readonly create: () => void;
}

/** Makes an empty workflow and opens it. */
export function useCreateWorkflow(): WorkflowCreation {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const mutation = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ workflowId }) => {
        void queries.invalidateQueries({ queryKey: trpc.workflows.list.pathKey() });
        router.push(`/workflows/${encodeURIComponent(workflowId)}`);
      },
    }),
  );
  return { isPending: mutation.isPending, error: mutation.error, create: () => mutation.mutate({}) };
}
