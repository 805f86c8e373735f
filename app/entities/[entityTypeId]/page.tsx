import type { Metadata } from "next";
import { EntityTypeScreen } from "../../_entity-types/entity-type-screen";

export const metadata: Metadata = { title: "Entity type" };

export default async function EntityTypePage({
  params,
}: {
  readonly params: Promise<{ readonly entityTypeId: string }>;
}) {
  const { entityTypeId } = await params;
  return <EntityTypeScreen entityTypeId={decodeURIComponent(entityTypeId)} />;
}
