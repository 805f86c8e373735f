import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Channel } from "./transport.js";

type Message = { readonly number: number; readonly text?: string };

export interface ChannelPair {
  readonly left: Channel<Message, Message>;
  readonly right: Channel<Message, Message>;
  remove(): void;
}

/** The laws of {@link Channel}, which every adapter keeps. */
export function channelConformance(name: string, makePair: () => ChannelPair): void {
  describe(`${name} keeps the laws of a channel`, () => {
    let pair: ChannelPair;
    beforeEach(() => {
      pair = makePair();
    });
    afterEach(() => pair.remove());

    test("messages arrive in order, each once, as equal values, in both directions at once", async () => {
      const right = hearing(pair.right);
      const left = hearing(pair.left);
      const sent = Array.from({ length: 1000 }, (_, number) => ({ number, text: "ü€😀".repeat(number % 7) }));
      for (const message of sent) {
        pair.left.send(message);
        pair.right.send({ number: -message.number });
        if (message.number % 100 === 0) await nextTurn();
      }
      await until(() => right.heard.length === sent.length && left.heard.length === sent.length);
      expect(right.heard).toEqual(sent);
      expect(left.heard.map(({ number }) => number)).toEqual(sent.map(({ number }) => -number));
    });

    test("what is sent in one turn travels together, and not within the sender's call", async () => {
      const right = hearing(pair.right);
      for (let number = 0; number < 50; number++) pair.left.send({ number });
      expect(right.heard).toEqual([]);
      await until(() => right.heard.length === 50);
      expect(right.batches).toBe(1);
    });

    test("what arrived before anybody listened is heard when somebody does", async () => {
      pair.left.send({ number: 1 });
      await nextTurn();
      await nextTurn();
      const right = hearing(pair.right);
      await until(() => right.heard.length === 1);
      expect(right.heard).toEqual([{ number: 1 }]);
    });

    test("what was sent before a close is heard, then that the other end is gone; what is sent after it is not", async () => {
      const right = hearing(pair.right);
      const left = hearing(pair.left);
      pair.left.send({ number: 1 });
      pair.left.close();
      pair.left.send({ number: 2 });
      pair.left.close();
      await until(() => right.ended === 1);
      expect(right.heard).toEqual([{ number: 1 }]);
      pair.right.send({ number: 3 });
      await nextTurn();
      await nextTurn();
      expect(left).toEqual({ heard: [], batches: 0, ended: 0 });
      expect(right.ended).toBe(1);
    });
  });
}

interface Heard {
  readonly heard: Message[];
  batches: number;
  ended: number;
}

function hearing(channel: Channel<Message, Message>): Heard {
  const heard: Heard = { heard: [], batches: 0, ended: 0 };
  channel.listen({
    batch: (messages) => {
      heard.heard.push(...messages);
      heard.batches += 1;
    },
    ended: () => {
      heard.ended += 1;
    },
  });
  return heard;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 1, timeout: 5000 }).toBe(true);
}
