import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createApplication } from "@/lib/applications/mutations";
import { applicationsPerPage } from "@/lib/applications/schema";
import { listAuditEntries } from "@/lib/audit/queries";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { runKeysCommand as keys } from "@/scripts/command/keys-command";
import { toSentence } from "@/scripts/command/run-command";
import { runNode, runScript } from "@/scripts/command/run-process";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { callInProcess } from "@/tests/support/servers/call-api";

/**
 * Each failure of a command is one sentence that a stranger can act on, and a non-zero exit. Most commands run in this
 * process: what the entries in scripts/ add to them is tested once, in processes of their own.
 */

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
  const problem = await failToPrepare(environment);
  expect(problem).toEqual(typeof sentence === "string" ? sentence : expect.stringMatching(sentence));
  expect(problem).not.toContain("se#cret");
});

it("npm start prints one problem, as its last line, and exits with an error", async () => {
  const { ok, output } = await runScript(["scripts/start.ts"], {
    PORT: "0",
    DATABASE_URL: "postgresql://me:secret@127.0.0.1:1/app",
  });
  expect(ok).toBe(false);
  const problems = output.split("\n").filter((line) => line.startsWith("✗ "));
  expect(problems).toEqual([
    "✗ The database at 127.0.0.1:1/app cannot be reached: connect ECONNREFUSED 127.0.0.1:1",
  ]);
  expect(output.trimEnd().endsWith(problems[0] ?? ""), output).toBe(true);
});

it("npm start fails with a sentence for a port that is taken, and offers another", async () => {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const problem = await failToPrepare({ PORT: String(port) });
  server.close();
  expect(problem).toBe(`Port ${port} is taken. Stop what listens there, or choose another: PORT=${port + 1}`);
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
])("npm run keys fails with a sentence for %s, and prints nothing", async (_, args, sentence) => {
  const printed: string[] = [];
  const problem = await keys(args, (line) => printed.push(line)).catch(toSentence);
  expect(problem).toEqual(expect.stringMatching(sentence));
  expect(printed).toEqual([]);
});

it("npm run keys fails with a sentence for a database without tables", async () => {
  await pool.query('ALTER TABLE "Workspace" RENAME TO "Elsewhere"');
  const problem = await keys(["list", "--workspace", "demo"]).catch(toSentence);
  await pool.query('ALTER TABLE "Elsewhere" RENAME TO "Workspace"');
  expect(problem).toBe("This database has no tables yet. `npm run db:migrate` makes them.");
});

it("npm run keys lists each application of a workspace once", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const names = Array.from({ length: applicationsPerPage + 1 }, (_, i) => `Application ${100 + i}`);
  for (const name of names) await createApplication(workspaceId, null, { name, permissions: ["ReadEvents"] });
  const rows: string[] = [];
  await keys(["list", "--workspace", slug], (line) => rows.push(line));
  expect(rows.map((row) => row.split("\t")[0])).toEqual(names);
  expect(rows[0]).toMatch(/^Application 100\tjny_…\w{4}\tenabled\tReadEvents$/);
});

it("npm run keys prints the new key alone, ends, and the key opens what was asked for", async () => {
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
    await keys(args, () => {});
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.map(({ action, personId }) => [action, personId])).toEqual([
    ["application.enable", null],
    ["application.disable", null],
    ["application.create", null],
  ]);
});

it("npm run keys lists nothing where there is nothing", async () => {
  const { slug } = await createWorkspaceOf();
  const printed: string[] = [];
  await keys(["list", "--workspace", slug], (line) => printed.push(line));
  expect(printed).toEqual([]);
});

function startOnNode(version: string) {
  const other = `Object.defineProperty(process, "versions", { value: { node: "${version}" } })`;
  const imports = ["--import", `data:text/javascript,${other}`, "--import", "./scripts/check-node.mjs"];
  return runNode([...imports, "--eval", "console.log('started')"]);
}

/** What `npm start` says before it serves, where the environment is this one. */
async function failToPrepare(environment: Record<string, string>): Promise<string> {
  const before = { ...process.env };
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  // The environment is read once by each instance of lib/env.
  vi.resetModules();
  const { prepare } = await import("@/scripts/serve/prepare");
  Object.assign(process.env, environment);
  try {
    return await prepare().then(() => "It is prepared.", toSentence);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    stderr.mockRestore();
  }
}
