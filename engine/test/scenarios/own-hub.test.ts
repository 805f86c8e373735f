import { HubStopped } from "@dacapo/engine";
import { expect, test } from "vitest";
import { everywhere } from "./places.js";

everywhere("a hub of its own", (scene) => {
  test("in which nothing was started answers every question with nothing", async () => {
    expect(await scene.client.list()).toEqual({ items: [] });
    expect(await scene.client.list({ statuses: ["Running"], name: "inline", tags: { a: "b" } })).toEqual({ items: [] });
    expect(await scene.client.count()).toEqual({ count: 0, isExact: true });
    expect(await scene.client.purgeBy({})).toEqual({ purged: 0 });
    expect(await scene.client.readEntity("@tally@nobody")).toBeUndefined();
    await scene.hub.snapshot();
    expect(await scene.client.list()).toEqual({ items: [] });
  });

  test("writes nothing to the log because of what it is asked", async () => {
    const records = async () =>
      (await scene.hub.metrics()).threads.reduce((sum, { counts }) => sum + counts.records, 0);
    await scene.run("inline", "x");
    const before = await records();
    expect(before).toBeGreaterThan(0);
    for (const { instanceId } of (await scene.client.list()).items) {
      await scene.client.status(instanceId);
      await scene.history(instanceId);
      await scene.client.wait(instanceId);
    }
    await scene.client.count({ idPrefix: "scenario" });
    await scene.client.readEntity("@tally@nobody");
    expect(await records()).toBe(before);
  });

  test("is closed as often as one likes, and answers nothing any more", async () => {
    await scene.hub.close();
    await scene.hub.close();
    await expect(scene.client.list()).rejects.toBeInstanceOf(HubStopped);
    await expect(scene.client.start("inline", "x")).rejects.toBeInstanceOf(HubStopped);
  });
});
