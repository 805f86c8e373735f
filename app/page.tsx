import type { Metadata } from "next";
import { Gallery } from "./_gallery/gallery";

export const metadata: Metadata = { title: { absolute: "Workflows · Dacapo" } };

export default function WorkflowsPage() {
  return <Gallery />;
}
