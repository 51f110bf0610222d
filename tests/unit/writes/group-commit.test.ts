import { expect, it } from "vitest";
import { GroupCommit } from "@/lib/writes/group-commit";
import type { Outcome, Submission } from "@/lib/writes/grouped-write";

const limits = {
  maxBatches: 2,
  maxTurns: 3,
  maxBatchWrites: 4,
  maxBatchBytes: 1_000,
  maxWaitingOfLane: 6,
  maxWaitingBytesOfLane: 2_000,
  maxWait: 60_000,
  maxAttempts: 3,
};

type Sent = Partial<Submission>;

/** Batches that the test ends, and the names of their writes. */
function createGroup() {
  const batches: { names: string[]; end: (outcome?: Outcome | ((name: string) => Outcome)) => void }[] = [];
  const group = new GroupCommit(
    (batch) =>
      new Promise((resolve) => {
        const names = batch.map(({ row }) => String(row));
        batches.push({
          names,
          end: (outcome = "stored") =>
            resolve(names.map((name) => (typeof outcome === "function" ? outcome(name) : outcome))),
        });
      }),
    limits,
  );
  const send = (name: string, { lane = "a", ...write }: Sent = {}) =>
    group.submit({
      statement: { name: "test", compose: () => ({ text: "", values: [] }) },
      row: name,
      contacts: [],
      lane,
      bytes: 10,
      logged: undefined,
      authorize: () => undefined,
      ...write,
    });
  return { batches, send };
}

/** A batch starts when a turn of the event loop brings no more writes. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

it("commits the writes that arrive together in one batch, and those that arrive meanwhile in the next", async () => {
  const { batches, send } = createGroup();
  const first = [send("1"), send("2")];
  await turn();
  void send("3");
  await turn();
  expect(batches.map(({ names }) => names)).toEqual([["1", "2"]]);
  batches[0]?.end();
  expect(await Promise.all(first)).toEqual([true, true]);
  await turn();
  expect(batches[1]?.names).toEqual(["3"]);
});

it("collects writes while each turn of the event loop brings more, for a few turns at most", async () => {
  const { batches, send } = createGroup();
  void send("1");
  void send("2");
  await new Promise((resolve) => setImmediate(resolve));
  void send("3");
  expect(batches).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  void send("4");
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches.map(({ names }) => names)).toEqual([["1", "2", "3", "4"]]);
});

it("starts a second batch in flight when as many writes wait as the first one has", async () => {
  const { batches, send } = createGroup();
  void send("1");
  void send("2");
  await turn();
  void send("3");
  await turn();
  expect(batches).toHaveLength(1);
  void send("4");
  await turn();
  expect(batches.map(({ names }) => names)).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
});

it("takes workspaces in turn when more writes wait than a batch holds", async () => {
  const { batches, send } = createGroup();
  for (const name of ["a1", "a2", "a3", "a4", "a5"]) void send(name);
  for (const name of ["b1", "b2"]) void send(name, { lane: "b" });
  await turn();
  batches[0]?.end();
  await turn();
  expect(batches.map(({ names }) => names)).toEqual([
    ["a1", "b1", "a2", "b2"],
    ["a3", "a4", "a5"],
  ]);
});

it("keeps writes of one contact out of two batches in flight, and in their order", async () => {
  const { batches, send } = createGroup();
  void send("1", { contacts: ["x"] });
  await turn();
  void send("2", { contacts: ["x", "y"] });
  // Behind 2, which waits for 1.
  void send("3", { contacts: ["y"] });
  void send("4", { contacts: ["z"] });
  await turn();
  expect(batches.map(({ names }) => names)).toEqual([["1"], ["4"]]);
  batches[0]?.end();
  await turn();
  expect(batches[2]?.names).toEqual(["2", "3"]);
});

it("puts exclusive writes of one contact into different batches", async () => {
  const { batches, send } = createGroup();
  void send("1", { contacts: ["x"], isExclusive: true });
  void send("2", { contacts: ["x"], isExclusive: true });
  await turn();
  expect(batches.map(({ names }) => names)).toEqual([["1"]]);
  batches[0]?.end();
  await turn();
  expect(batches[1]?.names).toEqual(["2"]);
});

it("rejects writes past the depth of a workspace's queue with 429, and accepts others", async () => {
  const { send } = createGroup();
  for (let index = 0; index < 6; index += 1) void send(String(index));
  expect(() => send("one more")).toThrow(expect.objectContaining({ code: "rate_limited" }));
  expect(() => send("of another", { lane: "b" })).not.toThrow();
  expect(() => send("large", { lane: "c", bytes: 2_001 })).toThrow(/concurrent calls/);
});

it("checks again only the calls that waited, and rejects those that lost their permission", async () => {
  const { batches, send } = createGroup();
  const revoked = () => Promise.reject(new Error("revoked"));
  const immediate = send("1", { authorize: revoked });
  await turn();
  const waited = send("2", { authorize: revoked });
  void send("3");
  batches[0]?.end();
  await expect(waited).rejects.toThrow("revoked");
  await turn();
  expect(batches.map(({ names }) => names)).toEqual([["1"], ["3"]]);
  expect(await immediate).toBe(true);
});

it("tries a locked write again, before later ones, and gives up after three batches", async () => {
  const { batches, send } = createGroup();
  const locked = send("1", { contacts: ["x"] });
  await turn();
  void send("2", { contacts: ["x"] });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(batches[attempt]?.names[0]).toBe("1");
    batches[attempt]?.end((name) => (name === "1" ? "locked" : "stored"));
    await turn();
  }
  expect(await locked).toBe(false);
});

it("gives each write of a batch its own outcome", async () => {
  const { batches, send } = createGroup();
  const sent = [send("stored"), send("alone"), send("error")];
  await turn();
  const outcomes: Record<string, Outcome> = { stored: "stored", alone: "alone", error: new Error("no") };
  batches[0]?.end((name) => outcomes[name] as Outcome);
  expect(await Promise.allSettled(sent)).toMatchObject([
    { value: true },
    { value: false },
    { reason: { message: "no" } },
  ]);
});
