import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/app/_client/trpc";
import { unsendableName, whyNotKey } from "@/app/_wire/unsendable-names";
import { readWorkflowFile } from "../_designer/document/workflow-file";

/** Why a file was not opened: a sentence, and each place that is wrong. */
export interface FileTrouble {
  readonly message: string;
  readonly problems: readonly string[];
}

/** Makes a workflow of a file of ours, and opens it. */
export function useOpenFile() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [trouble, setTrouble] = useState<FileTrouble>();
  const mutation = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ workflowId }) => {
        void queries.invalidateQueries({ queryKey: trpc.workflows.list.pathKey() });
        router.push(`/workflows/${encodeURIComponent(workflowId)}`);
      },
      onError: (error) => setTrouble({ message: error.message, problems: [] }),
    }),
  );
  const open = async (file: File) => {
    setTrouble(undefined);
    const read = readWorkflowFile(await file.text(), file.name);
    if (!read.ok) return setTrouble(read);
    const { graph, layout } = read.document;
    const name = unsendableName(graph);
    if (name !== undefined) return setTrouble({ message: whyNotKey(name) ?? "", problems: [] });
    mutation.mutate({ graph, layout });
  };
  return { isPending: mutation.isPending, trouble, open: (file: File) => void open(file) };
}
