import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createApplication } from "@/lib/applications/mutations";
import { listApplications } from "@/lib/applications/queries";
import { type ApplicationRow, applicationsPerPage } from "@/lib/applications/rows";
import { listAuditEntries } from "@/lib/audit/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { day } from "@/lib/time";
import { runKeysCommand } from "@/scripts/command/keys-command";
import { toSentence } from "@/scripts/command/run-command";
import { runNode, runScript } from "@/scripts/command/run-process";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { callInProcess } from "@/tests/support/servers/call-api";

/**
 * Each command fails with one sentence that says what to do, and with a non-zero exit code. Most run in this process; the
 * entry files in scripts/ are tested once, in child processes.
 */

const database = { DATABASE_URL: env().DATABASE_URL };

it.each([
  ["an invalid port", { PORT: "many" }, "PORT must be a number from 0 to 65535."],
  [
    "a MySQL URL",
    { PORT: "0", DATABASE_URL: "mysql://localhost/app" },
    "DATABASE_URL must begin with postgresql://",
  ],
  [
    "a malformed database URL",
    { PORT: "0", DATABASE_URL: "postgresql://me:se#cret@localhost:5432/app" },
    /^DATABASE_URL is not a valid URL\. Example: .*; percent-encode special characters of the password\.$/,
  ],
  [
    "an unreachable database",
    { PORT: "0", DATABASE_URL: "postgresql://me:secret@127.0.0.1:1/app" },
    "The database at 127.0.0.1:1/app is not reachable: connect ECONNREFUSED 127.0.0.1:1",
  ],
  [
    "a short secret",
    { PORT: "0", ...database, NEXTAUTH_SECRET: "short" },
    "Invalid environment (see .env.example). NEXTAUTH_SECRET: must have at least 32 characters",
  ],
  [
    "GITHUB_ID without GITHUB_SECRET",
    { PORT: "0", ...database, GITHUB_ID: "an-id" },
    "Invalid environment (see .env.example). GITHUB_SECRET: is missing, while GITHUB_ID is set",
  ],
  [
    "an unknown SEED",
    { PORT: "0", ...database, SEED: "yes" },
    'Invalid environment (see .env.example). SEED: Invalid option: expected one of "demo"|"none"',
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

it("npm start prints the error once, as its last line, and exits with an error code", async () => {
  const { ok, output } = await runScript(["scripts/start.ts"], {
    PORT: "0",
    DATABASE_URL: "postgresql://me:secret@127.0.0.1:1/app",
  });
  expect(ok).toBe(false);
  const problems = output.split("\n").filter((line) => line.startsWith("✗ "));
  expect(problems).toEqual([
    "✗ The database at 127.0.0.1:1/app is not reachable: connect ECONNREFUSED 127.0.0.1:1",
  ]);
  expect(output.trimEnd().endsWith(problems[0] ?? ""), output).toBe(true);
});

it("npm start suggests another port when the port is in use", async () => {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const problem = await failToPrepare({ PORT: String(port) });
  server.close();
  expect(problem).toBe(`Port ${port} is in use. Stop the other program, or choose another: PORT=${port + 1}`);
});

it.each(["18.20.8", "20.18.3", "22.11.0"])(
  "every command fails with a sentence on Node.js %s",
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
  ["an unknown workspace", ["list", "--workspace", "nowhere"], "Unknown workspace 'nowhere'."],
  ["an unknown option", ["list", "--workplace", "x"], /^Unknown option '--workplace'/],
  ["a missing command", [], /^Usage:/],
  ["an unknown command", ["revoke", "--workspace", "nowhere"], /^Usage:/],
  [
    "create without permissions",
    ["create", "--workspace", "nowhere", "--name", "CI"],
    /^--permissions: Enter all, or a list of permissions\.\n\nUsage:/,
  ],
  [
    "restrict without a restriction",
    ["restrict", "--workspace", "nowhere", "--name", "CI"],
    /^--allow-ips or --calls-per-minute: Enter one of them\.\n\nUsage:/,
  ],
  ["disable without a name", ["disable", "--workspace", "nowhere"], /^--name: Enter a name\.\n\nUsage:/],
])("npm run keys fails with a sentence for %s, and prints nothing", async (_, args, sentence) => {
  const printed: string[] = [];
  const problem = await runKeysCommand(args, (line) => printed.push(line)).catch(toSentence);
  expect(problem).toEqual(expect.stringMatching(sentence));
  expect(printed).toEqual([]);
});

it("npm run keys fails with a sentence for a database without tables", async () => {
  await pool.query('ALTER TABLE "Workspace" RENAME TO "Elsewhere"');
  const problem = await runKeysCommand(["list", "--workspace", "demo"]).catch(toSentence);
  await pool.query('ALTER TABLE "Elsewhere" RENAME TO "Workspace"');
  expect(problem).toBe("The database has no tables. Create them with `npm run db:migrate`.");
});

it("npm run keys -- edit changes what is given, and nothing else", async () => {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const { email } = await prisma.person.findUniqueOrThrow({ where: { id: actors[0]?.personId ?? "" } });
  await createApplication(workspaceId, null, { name: "CI", permissions: ["ReadEvents", "ReadContacts"] });
  const edit = (...args: string[]) => runKeysCommand(["edit", "--workspace", slug, "--name", "CI", ...args]);
  await edit("--description", "Builds.", "--owner", email.toUpperCase());
  await edit("--permissions", "ReadContacts", "--observe");
  const [application] = (await listApplicationsOf(workspaceId)) as [ApplicationRow];
  expect(application).toMatchObject({
    name: "CI",
    description: "Builds.",
    owner: { id: actors[0]?.personId },
    permissions: ["ReadContacts"],
    observed: [{ permission: "ReadEvents" }],
    key: { expiresAt: null },
  });
  await runKeysCommand(["keep", "--workspace", slug, "--name", "CI", "--permissions", "ReadEvents"]);
  await edit("--permissions", "ReadContacts", "--observe");
  await runKeysCommand(["enforce", "--workspace", slug, "--name", "CI", "--permissions", "ReadEvents"]);
  const [enforced] = (await listApplicationsOf(workspaceId)) as [ApplicationRow];
  expect(enforced).toMatchObject({ permissions: ["ReadContacts"], observed: [] });
  await edit("--as", "Build server", "--owner", "none", "--expires", "30");
  const [renamed] = (await listApplicationsOf(workspaceId)) as [ApplicationRow];
  expect(renamed).toMatchObject({ name: "Build server", description: "Builds.", owner: null });
  expect(renamed.key.expiresAt).not.toBeNull();
  await expect(edit("--description", "Gone")).rejects.toThrow("has no application 'CI'");
  await expect(
    runKeysCommand(["edit", "--workspace", slug, "--name", "Build server", "--owner", "nobody@example.com"]),
  ).rejects.toThrow("no member 'nobody@example.com'");
});

it("npm run keys -- overlap stops the old key", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const of = ["--workspace", slug, "--name", "CI"];
  const keys: string[] = [];
  const run = (...args: string[]) => runKeysCommand(args, (line) => keys.push(line));
  await run("create", ...of, "--permissions", "ReadEvents");
  await expect(run("overlap", ...of, "--overlap", "none")).rejects.toThrow("has no old key that works");
  await run("regenerate", ...of, "--overlap", "day");
  const statuses = () =>
    Promise.all(keys.map(async (key) => (await callInProcess(catalog)("/validate", { key })).status));
  expect(await statuses()).toEqual([200, 200]);
  await expect(run("overlap", ...of)).rejects.toThrow("--overlap: Enter none, hour, day or week.");
  await run("overlap", ...of, "--overlap", "none");
  expect(await statuses()).toEqual([401, 200]);
  expect((await listApplicationsOf(workspaceId))[0]?.oldKey).toBeNull();
});

async function listApplicationsOf(workspaceId: WorkspaceId): Promise<ApplicationRow[]> {
  const query = { search: "", key: null, sort: "name", direction: "ascending", page: 1 } as const;
  return (await listApplications(workspaceId, query)).rows;
}

it("npm run keys -- list prints each application once, over several pages", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const names = Array.from({ length: applicationsPerPage + 1 }, (_, i) => `Application ${100 + i}`);
  for (const name of names) await createApplication(workspaceId, null, { name, permissions: ["ReadEvents"] });
  const rows: string[] = [];
  await runKeysCommand(["list", "--workspace", slug], (line) => rows.push(line));
  expect(rows.map((row) => row.split("\t")[0])).toEqual(names);
  expect(rows[0]).toMatch(/^Application 100\tjny_…\w{4}\tenabled\tReadEvents$/);
});

it("npm run keys -- create prints only the new key, which has the chosen permissions", async () => {
  const { slug } = await createWorkspaceOf();
  const args = ["create", "--workspace", slug, "--name", "CI", "--permissions", "TrackData,ReadContacts"];
  // Commands find the server's secret and URL themselves.
  const dataFolder = await mkdtemp(join(tmpdir(), "keys-command-"));
  const unset = { NEXTAUTH_SECRET: "", NEXTAUTH_URL: "", DATA_DIR: dataFolder };
  const options = [...args, "--calls-per-minute", "100"];
  const { ok, stdout, output } = await runScript(["scripts/keys.ts", ...options], { ...database, ...unset });
  await rm(dataFolder, { recursive: true });
  expect(ok, output).toBe(true);
  expect(output).toBe(stdout);
  expect(stdout).toMatch(/^jny_\w{38}\n$/);
  const answer = await callInProcess(catalog)("/validate", { key: stdout.trim() });
  expect(await answer.json()).toMatchObject({ data: { permissions: ["ReadContacts", "TrackData"] } });
});

it("npm run keys -- create --expires sets the expiry, also where the workspace limits it", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  await prisma.workspace.update({ where: { id: workspaceId }, data: { maxKeyDays: 30 } });
  const create = (...options: string[]) =>
    runKeysCommand(
      ["create", "--workspace", slug, "--name", "CI", "--permissions", "ReadEvents", ...options],
      () => {},
    );
  expect(await create().catch(toSentence)).toBe("Keys of this workspace expire after 30 days at the latest.");
  expect(await create("--expires", "soon").catch(toSentence)).toMatch(/^--expires: Choose a date\.\n/);
  await create("--expires", "30");
  const { expiresAt } = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId } });
  expect(expiresAt?.getTime()).toBeCloseTo(Date.now() + 30 * day, -5);
});

it("npm run keys writes audit entries without a person", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const options = ["--workspace", slug, "--name", "Robot"];
  for (const args of [
    ["create", ...options, "--permissions", "ReadEvents"],
    ["disable", ...options],
    ["enable", ...options],
  ])
    await runKeysCommand(args, () => {});
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.map(({ action, personId }) => [action, personId])).toEqual([
    ["application.enable", null],
    ["application.disable", null],
    ["application.create", null],
  ]);
});

it("npm run keys deletes, lists and restores an application, with another name if its own was taken", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const run = async (command: string, ...options: string[]) => {
    const printed: string[] = [];
    await runKeysCommand([command, "--workspace", slug, ...options], (line) => printed.push(line));
    return printed;
  };
  const robot = ["--name", "Robot"];
  const { key } = await createApplication(workspaceId, null, { name: "Robot", permissions: [] });
  await run("delete", ...robot);
  expect(await run("list")).toEqual([]);
  expect(await run("list", "--deleted")).toEqual([
    expect.stringMatching(`^Robot\tjny_…${key.slice(-4)}\tdeleted .*Z\trestorable until .*Z$`),
  ]);
  await createApplication(workspaceId, null, { name: "Robot", permissions: [] });
  expect(await run("restore", ...robot).catch(toSentence)).toBe(
    "Another application has the name 'Robot' now. Choose another with --as.",
  );
  expect(await run("restore", ...robot, "--as", " ").catch(toSentence)).toMatch(/^--as: Enter a name\./);
  await run("restore", ...robot, "--as", "Old robot");
  expect((await callInProcess(catalog)("/validate", { key })).status).toBe(200);
  expect(await run("restore", ...robot).catch(toSentence)).toBe(
    "This workspace has no deleted application 'Robot'.",
  );
});

it("npm run keys -- regenerate prints the new key, and --overlap keeps the old one", async () => {
  const { workspaceId, slug } = await createWorkspaceOf();
  const { key: first } = await createApplication(workspaceId, null, { name: "Robot", permissions: [] });
  const regenerate = async (...options: string[]) => {
    let printed = "";
    const args = ["regenerate", "--workspace", slug, "--name", "Robot", ...options];
    await runKeysCommand(args, (line) => {
      printed += line;
    });
    return printed;
  };
  const call = async (key: string) => (await callInProcess(catalog)("/validate", { key })).status;
  const second = await regenerate("--overlap", "hour");
  expect([await call(first), await call(second)]).toEqual([200, 200]);
  const third = await regenerate("--expires", "7");
  expect([await call(first), await call(second), await call(third)]).toEqual([401, 401, 200]);
  const { expiresAt } = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId, revokedAt: null } });
  expect(expiresAt?.getTime()).toBeCloseTo(Date.now() + 7 * day, -5);
  expect(await regenerate("--overlap", "month").catch(toSentence)).toMatch(
    /^--overlap: Enter none, hour, day or week\./,
  );
});

it("npm run keys -- list prints nothing for an empty workspace", async () => {
  const { slug } = await createWorkspaceOf();
  const printed: string[] = [];
  await runKeysCommand(["list", "--workspace", slug], (line) => printed.push(line));
  expect(printed).toEqual([]);
});

function startOnNode(version: string) {
  const fakeVersion = `Object.defineProperty(process, "versions", { value: { node: "${version}" } })`;
  const imports = ["--import", `data:text/javascript,${fakeVersion}`, "--import", "./scripts/check-node.mjs"];
  return runNode([...imports, "--eval", "console.log('started')"]);
}

/** Returns the error of `npm start` before it serves, with this environment. */
async function failToPrepare(environment: Record<string, string>): Promise<string> {
  const before = { ...process.env };
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  // lib/env reads the environment once per module instance.
  vi.resetModules();
  const { prepare } = await import("@/scripts/serve/prepare");
  Object.assign(process.env, environment);
  try {
    return await prepare().then(() => "no error", toSentence);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    stderr.mockRestore();
  }
}
