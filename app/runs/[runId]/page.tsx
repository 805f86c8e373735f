import type { Metadata } from "next";
import { RunScreen } from "../../_run/run-screen";
import { shortRunId } from "../../_runs/short-id";

interface RunPageProps {
  readonly params: Promise<{ readonly runId: string }>;
}

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const { runId } = await params;
  return { title: `Run ${shortRunId(decodeURIComponent(runId))}` };
}

export default async function RunPage({ params }: RunPageProps) {
  const { runId } = await params;
  return <RunScreen runId={decodeURIComponent(runId)} />;
}
