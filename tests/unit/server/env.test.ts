import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", "postgresql://localhost/test");
  vi.stubEnv("NEXTAUTH_SECRET", "s".repeat(32));
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function readEnv() {
  const { env } = await import("@/lib/env");
  return env();
}

it("turns the fast path off by FAST_PATH", async () => {
  expect((await readEnv()).FAST_PATH).toBe(true);
  vi.resetModules();
  vi.stubEnv("FAST_PATH", "off");
  expect((await readEnv()).FAST_PATH).toBe(false);
});

it("stops the start with the old name FRONT_DOOR, and names the new one", async () => {
  vi.stubEnv("FRONT_DOOR", "off");
  await expect(readEnv()).rejects.toThrow("FRONT_DOOR: is now called FAST_PATH");
});
