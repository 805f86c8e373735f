import type { Metadata } from "next";
import { EntityTypes } from "../_entity-types/entity-types";

export const metadata: Metadata = { title: "Entities" };

export default function EntitiesPage() {
  return <EntityTypes />;
}
