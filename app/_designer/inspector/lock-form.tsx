"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import { CardList } from "./card-list";
import type { FormProps } from "./form-props";
import { NameField } from "./name-field";
import { ValueInput } from "./value-input";

const TEXT = { type: "string" };

export function LockForm({ node, known, diagnostics, change }: FormProps<NodeOf<"lock">>) {
  const { catalog } = useDesigner();
  const { entities } = node.config;
  return (
    <CardList
      nodeId={node.id}
      field="config.entities"
      itemWord="entity"
      hint="All of them are this run's alone while the body runs. Everybody locks in the same order, so nobody waits in a circle."
      items={entities}
      nameOf={(each, index) => `entity ${each.entity || index + 1}`}
      makeItem={() => ({ entity: catalog.entities[0]?.name ?? "", key: { literal: "" } })}
      onChange={(next, field) => change(field, { entities: next })}
    >
      {(each, index, path, replace) => ({
        first: (
          <NameField
            field={`${path}.entity`}
            label={`Entity ${index + 1}`}
            isRequired
            value={each.entity}
            suggestions={catalog.entities.map(({ name, title }) => ({ value: name, label: title }))}
            problems={problemsAt(diagnostics, node.id, `${path}.entity`)}
            onChange={(entity) => replace({ ...each, entity }, `${path}.entity`)}
          />
        ),
        rest: (
          <ValueInput
            nodeId={node.id}
            field={`${path}.key`}
            label={`Key of entity ${index + 1}`}
            schema={TEXT}
            isRequired
            value={each.key}
            known={known}
            diagnostics={diagnostics}
            onChange={(key) => replace({ ...each, key: key ?? { literal: "" } }, `${path}.key`)}
          />
        ),
      })}
    </CardList>
  );
}
