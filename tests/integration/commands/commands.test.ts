import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, inject, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createApplication } from "@/lib/applications/mutations";
import { applicationsPerPage } from "@/lib/applications/schema";
import { listAuditEntries } from "@/lib/audit/queries";
import { env } from "@/lib/env";
import { runNode, runScript } from "@/scripts/run";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { callInProcess } from "@/tests/support/servers/call-api";
import { createDatabase, createMigratedDatabase } from "@/tests/support/servers/postgres";

/** Each failure of a command is one sentence that a stranger can act on, and a non-zero exit. */

const database = { DATABASE_URL: env().DATABASE_URL };

it.each([
  ["a port that is none", { PORT: "many" }, "PORT must be a number from 0 to 65535."],
  [
    "a database of another kind",
    { PORT: "0", DATABASE_URL: "mysql://localhost/app" },
    "DATABASE_URL must begin with postgresql://",
  ],
  [
    "an address of a database that is none",
    { PORT: "0", DATABASE_URL: "postgresql://me:se#cret@localhost:5432/app" },
    /^DATABASE_URL is no URL\. One looks like .*; special characters of a password are percent-encoded\.$/,
  ],
  [
    "a database that nobody answers at",
    { PORT: "0", DATABASE_URL: "postgresql://me:secret@127.0.0.1:1/app" },
    "The database at 127.0.0.1:1/app cannot be reached: connect ECONNREFUSED 127.0.0.1:1",
  ],
  [
    "a secret that is too short",
    { PORT: "0", ...database, NEXTAUTH_SECRET: "short" },
    "The environment is not usable (see .env.example). NEXTAUTH_SECRET: must have at least 32 characters",
  ],
  [
    "half of what sign-in by GitHub needs",
    { PORT: "0", ...database, GITHUB_ID: "an-id" },
    "The environment is not usable (see .env.example). GITHUB_SECRET: is missing, while GITHUB_ID is set",
  ],
  [
    "a seed that there is none of",
    { PORT: "0", ...database, SEED: "yes" },
    'The environment is not usable (see .env.example). SEED: Invalid option: expected one of "demo"|"none"',
  ],
  [
    "production without a secret",
    { PORT: "0", ...database, NODE_ENV: "production", NEXTAUTH_SECRET: "" },
    "NEXTAUTH_SECRET must be set in production: at least 32 random characters.",
  ],
])("npm start fails with a sentence for %s", async (_, environment, sentence) => {
  const { ok, output } = await runScript(["scripts/start.ts"], environment);
  expect(ok).toBe(false);
  expectOneProblem(output, sentence);
  expect(output).not.toContain("se#cret");
});

it("npm start fails with a sentence for a port that is taken, and offers another", async () => {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const { ok, output } = await runScript(["scripts/start.ts"], { PORT: String(port) });
  server.close();
  expect(ok).toBe(false);
  expectOneProblem(
    output,
    `Port ${port} is taken. Stop what listens there, or choose another: PORT=${port + 1}`,
  );
});

it.each(["18.20.8", "20.18.3", "22.11.0"])(
  "every command fails with a sentence on Node.js %s, which is too old",
  async (version) => {
    const { ok, output } = await startOnNode(version);
    expect(ok).toBe(false);
    expect(output.trim()).toBe(`Node.js 20.19, 22.12, or 24 and newer is needed; this is ${version}.`);
  },
);

it.each(["20.19.0", "22.12.0", "24.0.0", "25.1.0"])("every command starts on Node.js %s", async (version) => {
  expect(await startOnNode(version)).toMatchObject({ ok: true, stdout: "started\n" });
});

it.each([
  ["a workspace that is not there", ["list", "--workspace", "nowhere"], "There is no workspace 'nowhere'."],
  ["an option that is not known", ["list", "--workplace", "x"], /^Unknown option '--workplace'/],
  ["no command", [], /^Usage:/],
  ["a command that is not known", ["revoke", "--workspace", "nowhere"], /^Usage:/],
  [
    "no permissions of what to create",
    ["create", "--workspace", "nowhere", "--name", "CI"],
    /^--permissions: Enter all, or which\.\n\nUsage:/,
  ],
  ["no name of what to disable", ["disable", "--workspace", "nowhere"], /^--name: Enter a name\.\n\nUsage:/],
])("npm run keys fails with a sentence for %s, and prints nothing on stdout", async (_, args, sentence) => {
  const { ok, stdout, output } = await runScript(["scripts/keys.ts", ...args], database);
  expect(ok).toBe(false);
  expect(stdout).toBe("");
  expect(output).toMatch(/^✗ /);
  expect(output.slice(2)).toEqual(expect.stringMatching(sentence));
});

it("npm run keys lists each application of a workspace once, and ends", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const names = Array.from({ length: applicationsPerPage + 1 }, (_, i) => `Application ${100 + i}`);
  for (const name of names) await createApplication(workspaceId, null, { name, permissions: ["ReadEvents"] });
  const { ok, stdout } = await runScript(["scripts/keys.ts", "list", "--workspace", slug], database);
  expect(ok).toBe(true);
  const rows = stdout.trimEnd().split("\n");
  expect(rows.map((row) => row.split("\t")[0])).toEqual(names);
  expect(rows[0]).toMatch(/^Application 100\tjny_…\w{4}\tenabled\tReadEvents$/);
});

it("npm run keys prints the new key alone, and it opens what was asked for", async () => {
  const { slug } = await createWorkspaceOf();
  const args = ["create", "--workspace", slug, "--name", "CI", "--permissions", "TrackData,ReadContacts"];
  const { ok, stdout, output } = await runScript(["scripts/keys.ts", ...args], database);
  expect(ok, output).toBe(true);
  expect(output).toBe(stdout);
  expect(stdout).toMatch(/^jny_\w{38}\n$/);
  const answer = await callInProcess(catalog)("/validate", { key: stdout.trim() });
  expect(await answer.json()).toMatchObject({ data: { permissions: ["ReadContacts", "TrackData"] } });
});

it("what npm run keys did is in the audit log as the command line's", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const of = ["--workspace", slug, "--name", "Robot"];
  for (const args of [
    ["create", ...of, "--permissions", "ReadEvents"],
    ["disable", ...of],
    ["enable", ...of],
  ])
    expect((await runScript(["scripts/keys.ts", ...args], database)).ok).toBe(true);
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.map(({ action, personId }) => [action, personId])).toEqual([
    ["application.enable", null],
    ["application.disable", null],
    ["application.create", null],
  ]);
});

it("npm run keys lists nothing where there is nothing", async () => {
  const { slug } = await createWorkspaceOf();
  const { ok, output } = await runScript(["scripts/keys.ts", "list", "--workspace", slug], database);
  expect({ ok, output }).toEqual({ ok: true, output: "" });
});

it("a start knows whether the password that it would print is the demo's", async () => {
  const url = await createMigratedDatabase(inject("postgresUrl"), `demo_${randomUUID()}`);
  const seed = async (DEMO_PASSWORD: string) => {
    const { ok, stdout, output } = await runScript(["scripts/seed.ts"], { DATABASE_URL: url, DEMO_PASSWORD });
    expect(ok, output).toBe(true);
    return JSON.parse(stdout);
  };
  expect(await seed("the first")).toMatchObject({ seeded: true, demo: { passwordFits: true } });
  expect(await seed("the first")).toMatchObject({ seeded: false, demo: { passwordFits: true } });
  expect(await seed("another")).toMatchObject({ seeded: false, demo: { passwordFits: false } });
});

it("npm run keys fails with a sentence for a database without tables", async () => {
  const url = await createDatabase(inject("postgresUrl"), `empty_${randomUUID()}`);
  const args = ["scripts/keys.ts", "list", "--workspace", "demo"];
  const { ok, output } = await runScript(args, { DATABASE_URL: url });
  expect(ok).toBe(false);
  expectOneProblem(output, "This database has no tables yet. `npm run db:migrate` makes them.");
});

function startOnNode(version: string) {
  const other = `Object.defineProperty(process, "versions", { value: { node: "${version}" } })`;
  const imports = ["--import", `data:text/javascript,${other}`, "--import", "./scripts/check-node.mjs"];
  return runNode([...imports, "--eval", "console.log('started')"]);
}

function expectOneProblem(output: string, sentence: string | RegExp): void {
  const problems = output.split("\n").filter((line) => line.startsWith("✗ "));
  expect(problems, output).toHaveLength(1);
  expect(output.trimEnd().endsWith(problems[0] ?? ""), output).toBe(true);
  if (typeof sentence === "string") expect(problems[0]?.slice(2)).toBe(sentence);
  else expect(problems[0]?.slice(2)).toMatch(sentence);
}
