import { expect, test } from "vitest";
import { createInvitationThrottle, createResetThrottle } from "@/lib/auth/throttle";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { minute } from "@/lib/time";

function createWorld() {
  const clock = { now: 0 };
  const limiter = createMemoryLimiter(() => clock.now);
  const throttle = createResetThrottle(() => limiter);
  const request = async (email: string, ipAddress: string) => {
    try {
      await throttle.countRequest(email, ipAddress);
      return "allowed";
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { clock, request };
}

const wait = (minutes: number) => `Too many attempts. Wait ${minutes} minutes, then try again.`;

test("allows a client three requests for an address, then one per 5 minutes", async () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 3; index += 1)
    expect(await request("a@example.com", "192.0.2.1")).toBe("allowed");
  expect(await request("a@example.com", "192.0.2.1")).toBe(wait(5));
  expect(await request("b@example.com", "192.0.2.1")).toBe("allowed");
  clock.now += 5 * minute;
  expect(await request("a@example.com", "192.0.2.1")).toBe("allowed");
  expect(await request("a@example.com", "192.0.2.1")).toBe(wait(5));
});

test("allows six requests for an address from all clients, then one per 10 minutes", async () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 6; index += 1)
    expect(await request("a@example.com", `192.0.2.${index}`)).toBe("allowed");
  expect(await request("a@example.com", "192.0.2.9")).toBe(wait(10));
  clock.now += 10 * minute;
  expect(await request("a@example.com", "192.0.2.9")).toBe("allowed");
});

test("allows a client ten requests, then one per 2 minutes; an IPv6 client is a /64", async () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 10; index += 1)
    expect(await request(`${index}@example.com`, `2001:db8::${index}`)).toBe("allowed");
  expect(await request("a@example.com", "2001:db8::a")).toBe(wait(2));
  expect(await request("a@example.com", "2001:db8:0:1::a")).toBe("allowed");
  clock.now += 2 * minute;
  expect(await request("b@example.com", "2001:db8::a")).toBe("allowed");
});

test("a rejected request uses up nothing", async () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 30; index += 1) await request("a@example.com", "192.0.2.1");
  clock.now += 5 * minute;
  expect(await request("a@example.com", "192.0.2.1")).toBe("allowed");
});

test("allows an author 30 invitations by email, and five to an address from all authors", async () => {
  const clock = { now: 0 };
  const limiter = createMemoryLimiter(() => clock.now);
  const throttle = createInvitationThrottle(() => limiter);
  const send = async (author: string, email: string) => {
    try {
      await throttle.countEmail(author, email);
      return "allowed";
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (let index = 0; index < 30; index += 1)
    expect(await send("ada", `${index}@example.com`)).toBe("allowed");
  expect(await send("ada", "a@example.com")).toBe(wait(10));
  for (let index = 0; index < 5; index += 1)
    expect(await send(`author ${index}`, "a@example.com")).toBe("allowed");
  expect(await send("grace", "a@example.com")).toBe(wait(30));
  clock.now += 30 * minute;
  expect(await send("grace", "a@example.com")).toBe("allowed");
});
