import { expect, test } from "vitest";
import { createSignInThrottle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { minute, second } from "@/lib/time";

const email = "ada@example.com";

/** Creates a throttle with its own clock. `attempt` returns the seconds to wait, or 0 if the attempt is allowed. */
function createTrial() {
  let time = 0;
  const limiter = createMemoryLimiter(() => time);
  const throttle = createSignInThrottle(
    () => limiter,
    () => time,
  );
  const attempt = async (client: string, account = email) => {
    try {
      await throttle.countUnknownDeviceAttempt(account, client);
      return 0;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return Number(error.details.headers?.["retry-after"]);
    }
  };
  return { throttle, attempt, advance: (ms: number) => (time += ms), now: () => time };
}

const attackers = (count: number) => Array.from({ length: count }, (_, index) => `198.51.100.${index}`);

/** Each client tries every five seconds. Returns the number of allowed attempts. */
async function attack(
  { attempt, advance }: ReturnType<typeof createTrial>,
  clients: string[],
  ms: number,
): Promise<number> {
  let allowed = 0;
  for (let passed = 0; passed < ms; passed += 5 * second) {
    for (const client of clients) if ((await attempt(client)) === 0) allowed += 1;
    advance(Math.min(5 * second, ms - passed));
  }
  return allowed;
}

test("allows 100 attempts of all unknown devices together at one account in 15 minutes", async () => {
  expect(await attack(createTrial(), attackers(60), 15 * minute)).toBeLessThanOrEqual(100);
});

test("allows 10 attempts of one client at one account in 15 minutes", async () => {
  expect(await attack(createTrial(), attackers(1), 15 * minute)).toBeLessThanOrEqual(10);
});

test("allows 50 attempts of one client at any accounts in 15 minutes", async () => {
  const { attempt, advance } = createTrial();
  let allowed = 0;
  for (let index = 0; index < 900; index += 1) {
    if ((await attempt("192.0.2.1", `person-${index}@example.com`)) === 0) allowed += 1;
    advance(second);
  }
  expect(allowed).toBeLessThanOrEqual(50);
});

test("a client waits at most three minutes after five attempts", async () => {
  const { attempt, advance } = createTrial();
  for (let index = 0; index < 5; index += 1) expect(await attempt("192.0.2.1")).toBe(0);
  expect(await attempt("192.0.2.1")).toBe(180);
  advance(3 * minute);
  expect(await attempt("192.0.2.1")).toBe(0);
});

test("an unknown device gets an attempt within seconds while ten clients guess passwords", async () => {
  const trial = createTrial();
  await attack(trial, attackers(10), 15 * minute);
  const wait = await trial.attempt("192.0.2.1");
  expect(wait).toBeLessThanOrEqual(12);
  trial.advance(wait * second);
  expect(await trial.attempt("192.0.2.1")).toBe(0);
});

test("an unknown device waits at most six minutes while thirty clients guess passwords", async () => {
  const trial = createTrial();
  const clients = attackers(30);
  await attack(trial, clients, 15 * minute);
  let waited = 0;
  for (let round = 0; round < 100; round += 1) {
    const wait = await trial.attempt("192.0.2.1");
    if (wait === 0) return expect(waited).toBeLessThanOrEqual(6 * 60);
    await attack(trial, clients, wait * second);
    waited += wait;
  }
  expect.unreachable("The device never got an attempt.");
});

test("a known device has its own limit, and waits at most 90 seconds", async () => {
  const trial = createTrial();
  await attack(trial, attackers(50), 15 * minute);
  for (let index = 0; index < 10; index += 1) await trial.throttle.countKnownDeviceAttempt("device");
  await expect(trial.throttle.countKnownDeviceAttempt("device")).rejects.toThrow("Wait 2 minutes");
  trial.advance(90 * second);
  await trial.throttle.countKnownDeviceAttempt("device");
});

test("does not count a refunded attempt", async () => {
  const { throttle, attempt } = createTrial();
  for (let index = 0; index < 200; index += 1) {
    const refund = await throttle.countUnknownDeviceAttempt(email, "192.0.2.1");
    await refund();
  }
  expect(await attempt("192.0.2.1")).toBe(0);
});
