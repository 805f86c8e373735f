"use client";

import { jsonFile, mermaid, svg, typescriptFile, yamlFile } from "@dacapo/engine/compiler";
import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { fileNameFor } from "./document/file-name";
import { pngOf, saveFile } from "./save-file";
import { useDesigner } from "./session/designer-context";

interface ExportMenuProps {
  /** What the workflow compiles to, be it for a moment older than what is drawn; absent when it never did. */
  readonly code: string | undefined;
  readonly workflowId: string;
}

/** The workflow as a file of one's own: to keep, to compare, to put into a document or a project. */
export function ExportMenu({ code, workflowId }: ExportMenuProps) {
  const { store, catalog } = useDesigner();
  const save = (extension: string, type: string, make: () => string) => {
    const { graph } = store.getState().document;
    saveFile(fileNameFor(graph.name, extension), new Blob([make()], { type }));
  };
  const now = () => store.getState().document;
  const saveTypeScript = () => {
    const file = typescriptFile(now().graph, catalog, { workflow: workflowId });
    if (file.ok) {
      save("ts", "text/plain", () => file.text);
      return;
    }
    const [problem] = file.diagnostics.filter(({ severity }) => severity === "error");
    notifications.show({ color: "red", title: "The TypeScript was not made.", message: problem?.message ?? "" });
  };
  const savePng = async () => {
    try {
      saveFile(fileNameFor(now().graph.name, "png"), await pngOf(svg(now().graph, now().layout, "light")));
    } catch (error) {
      notifications.show({
        color: "red",
        title: "The picture was not made.",
        message: `${error instanceof Error ? error.message : String(error)} Take the SVG instead.`,
      });
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--dc-text-2)"
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>To open again</Menu.Label>
        <Menu.Item onClick={() => save("json", "application/json", () => jsonFile(now()))}>JSON</Menu.Item>
        <Menu.Item onClick={() => save("yaml", "application/yaml", () => yamlFile(now()))}>YAML</Menu.Item>
        <Menu.Label>What it compiles to</Menu.Label>
        <Menu.Item disabled={code === undefined} onClick={saveTypeScript}>
          TypeScript
        </Menu.Item>
        <Menu.Label>Pictures</Menu.Label>
        <Menu.Item onClick={() => save("mmd", "text/plain", () => mermaid(now().graph))}>Mermaid</Menu.Item>
        <Menu.Item onClick={() => save("svg", "image/svg+xml", () => svg(now().graph, now().layout))}>SVG</Menu.Item>
        <Menu.Item onClick={() => void savePng()}>PNG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
