import type { Metadata } from "next";
import { DesignerScreen } from "../../_designer/designer-screen";

export const metadata: Metadata = { title: "Workflow" };

export default async function WorkflowPage({ params }: { readonly params: Promise<{ readonly workflowId: string }> }) {
  const { workflowId } = await params;
  return <DesignerScreen workflowId={decodeURIComponent(workflowId)} />;
}
