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

it.each([
  ["no-reply@example.com", { name: "", address: "no-reply@example.com" }],
  ["API access <no-reply@example.com>", { name: "API access", address: "no-reply@example.com" }],
  ['"Acme, Inc." <a@example.com>', { name: "Acme, Inc.", address: "a@example.com" }],
])("reads the sender %s", async (sender, from) => {
  vi.stubEnv("SMTP_URL", "smtp://localhost");
  vi.stubEnv("EMAIL_FROM", sender);
  expect((await readEnv()).EMAIL_FROM).toEqual(from);
});

it.each([
  [{ SMTP_URL: "smtp://localhost" }, "EMAIL_FROM: is missing, while SMTP_URL is set"],
  [{ EMAIL_FROM: "a@example.com" }, "SMTP_URL: is missing, while EMAIL_FROM is set"],
  [{ SMTP_URL: "https://localhost", EMAIL_FROM: "a@example.com" }, "SMTP_URL: must begin with smtp://"],
  [{ SMTP_URL: "smtp://localhost?debug=true", EMAIL_FROM: "a@example.com" }, "SMTP_URL: must have no query"],
  [{ SMTP_URL: "smtp://localhost", EMAIL_FROM: "a@b.c, d@e.f" }, "EMAIL_FROM: must be an email"],
  [{ SMTP_URL: "smtp://localhost", EMAIL_FROM: "A <a@b.c>\r\nBcc: d@e.f" }, "EMAIL_FROM: must be an email"],
])("rejects the mail settings %j", async (settings, message) => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  await expect(readEnv()).rejects.toThrow(message);
});

it("rejects a token of metrics that is short, or no bearer token", async () => {
  for (const token of ["short", "a token with many spaces"]) {
    vi.resetModules();
    vi.stubEnv("METRICS_TOKEN", token);
    await expect(readEnv()).rejects.toThrow("METRICS_TOKEN: must have at least 16 letters, digits");
  }
});

it.each([
  ["redis://:secret@localhost:6379/2", undefined],
  ["rediss://user:secret@redis.example.com", undefined],
  ["http://localhost:6379", "REDIS_URL: must begin with redis:// or rediss://"],
  ["redis://localhost:6379/api", "REDIS_URL: must end with the host or a database number"],
  ["redis://localhost?password=secret", "REDIS_URL: must have no query"],
])("reads the Redis %s", async (url, message) => {
  vi.stubEnv("REDIS_URL", url);
  if (message) await expect(readEnv()).rejects.toThrow(message);
  else expect((await readEnv()).REDIS_URL).toBe(url);
});

it.each([
  ["", 1],
  ["4", 4],
  ["auto", "auto"],
])("reads WORKERS=%s", async (text, workers) => {
  vi.stubEnv("WORKERS", text);
  expect((await readEnv()).WORKERS).toBe(workers);
});

it.each(["0", "65", "1.5", "many"])("stops the start with WORKERS=%s", async (text) => {
  vi.stubEnv("WORKERS", text);
  await expect(readEnv()).rejects.toThrow("WORKERS: must be auto, or a number from 1 to 64");
});
