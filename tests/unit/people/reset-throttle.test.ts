import { expect, test } from "vitest";
import { createInvitationThrottle, createResetThrottle } from "@/lib/auth/throttle";
import { minute } from "@/lib/time";

function createWorld() {
  const clock = { now: 0 };
  const throttle = createResetThrottle(() => clock.now);
  const request = (email: string, ipAddress: string) => {
    try {
      throttle.countRequest(email, ipAddress);
      return "allowed";
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { clock, request };
}

const wait = (minutes: number) => `Too many attempts. Wait ${minutes} minutes, then try again.`;

test("allows a client three requests for an address, then one per 5 minutes", () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 3; index += 1) expect(request("a@example.com", "192.0.2.1")).toBe("allowed");
  expect(request("a@example.com", "192.0.2.1")).toBe(wait(5));
  expect(request("b@example.com", "192.0.2.1")).toBe("allowed");
  clock.now += 5 * minute;
  expect(request("a@example.com", "192.0.2.1")).toBe("allowed");
  expect(request("a@example.com", "192.0.2.1")).toBe(wait(5));
});

test("allows six requests for an address from all clients, then one per 10 minutes", () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 6; index += 1)
    expect(request("a@example.com", `192.0.2.${index}`)).toBe("allowed");
  expect(request("a@example.com", "192.0.2.9")).toBe(wait(10));
  clock.now += 10 * minute;
  expect(request("a@example.com", "192.0.2.9")).toBe("allowed");
});

test("allows a client ten requests, then one per 2 minutes; an IPv6 client is a /64", () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 10; index += 1)
    expect(request(`${index}@example.com`, `2001:db8::${index}`)).toBe("allowed");
  expect(request("a@example.com", "2001:db8::a")).toBe(wait(2));
  expect(request("a@example.com", "2001:db8:0:1::a")).toBe("allowed");
  clock.now += 2 * minute;
  expect(request("b@example.com", "2001:db8::a")).toBe("allowed");
});

test("a rejected request uses up nothing", () => {
  const { clock, request } = createWorld();
  for (let index = 0; index < 30; index += 1) request("a@example.com", "192.0.2.1");
  clock.now += 5 * minute;
  expect(request("a@example.com", "192.0.2.1")).toBe("allowed");
});

test("allows an author 30 invitations by email, and five to an address from all authors", () => {
  const clock = { now: 0 };
  const throttle = createInvitationThrottle(() => clock.now);
  const send = (author: string, email: string) => {
    try {
      throttle.countEmail(author, email);
      return "allowed";
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (let index = 0; index < 30; index += 1) expect(send("ada", `${index}@example.com`)).toBe("allowed");
  expect(send("ada", "a@example.com")).toBe(wait(10));
  for (let index = 0; index < 5; index += 1) expect(send(`author ${index}`, "a@example.com")).toBe("allowed");
  expect(send("grace", "a@example.com")).toBe(wait(30));
  clock.now += 30 * minute;
  expect(send("grace", "a@example.com")).toBe("allowed");
});
