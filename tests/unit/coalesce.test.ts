import { describe, expect, it } from "vitest";
import { coalesce } from "@/lib/coalesce";

/** A load that waits for the test to finish it, and remembers what it was asked. */
function createLoad() {
  const loads: { keys: string[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const ask = coalesce<string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const finish = () => resolve(new Map(keys.map((key) => [key, `${key} of load ${loads.length}`])));
        loads.push({ keys, finish, fail: reject });
      }),
  );
  const started = (count: number) => expect.poll(() => loads.length).toBe(count);
  return { ask, loads, started };
}

describe("coalesce", () => {
  it("makes one load of a thousand questions in one turn, and asks for each key once", async () => {
    const { ask, loads, started } = createLoad();
    const answers = Promise.all(Array.from({ length: 1000 }, (_, i) => ask(`key ${i % 10}`)));
    await started(1);
    loads[0]?.finish();
    expect(await answers).toHaveLength(1000);
    expect(loads).toHaveLength(1);
    expect(loads[0]?.keys).toHaveLength(10);
  });

  it("answers a question that comes while a load runs with the next load, never with the running one", async () => {
    const { ask, loads, started } = createLoad();
    const early = ask("key");
    await started(1);
    const late = ask("key");
    loads[0]?.finish();
    expect(await early).toBe("key of load 1");
    await started(2);
    loads[1]?.finish();
    expect(await late).toBe("key of load 2");
  });

  it("rejects those who asked a load that fails, and nobody else", async () => {
    const { ask, loads, started } = createLoad();
    const unlucky = Promise.allSettled([ask("a"), ask("b")]);
    await started(1);
    const lucky = ask("a");
    loads[0]?.fail(new Error("The database is away."));
    expect((await unlucky).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await started(2);
    loads[1]?.finish();
    expect(await lucky).toBe("a of load 2");
  });

  it("answers undefined for a key that the load does not find", async () => {
    const ask = coalesce<string>(async () => new Map());
    expect(await ask("nobody's")).toBeUndefined();
  });

  it("goes on after a load that throws at once", async () => {
    let broken = true;
    const ask = coalesce<string>((keys) => {
      if (broken) throw new Error("broken");
      return Promise.resolve(new Map(keys.map((key) => [key, "found"])));
    });
    await expect(ask("key")).rejects.toThrow("broken");
    broken = false;
    expect(await ask("key")).toBe("found");
  });
});
