import { parseArgs } from "node:util";
import { z } from "zod";
import { type ApplicationRow, applicationsPerPage, restorableTime } from "@/lib/applications/rows";
import { ApplicationEdit, NewApplication, RestoredName, Restrictions } from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { permissionIds } from "@/lib/auth/permissions";
import { suggestExpiry } from "@/lib/keys/expiry-presets";
import { Expiry, type Overlap, overlaps } from "@/lib/keys/lifetime";
import { maskKey } from "@/lib/keys/mask";
import { toIssues } from "@/lib/validation";
import { keysUsage as usage } from "./keys-usage";
import { openWorkspace } from "./open-workspace";
import { CommandError } from "./run-command";

type Print = (line: string) => void;
type Input = {
  name: string;
  permissions?: string;
  expires?: string;
  overlap?: string;
  as?: string;
  "allow-ips"?: string;
  "calls-per-minute"?: string;
  description?: string;
  owner?: string;
  observe?: boolean;
};

/** Each prints its results, and throws CommandError on failure. */
const commands: Record<string, (workspaceId: WorkspaceId, input: Input, print: Print) => Promise<void>> = {
  create,
  list,
  enable: (workspaceId, { name }) => setState(workspaceId, name, true),
  disable: (workspaceId, { name }) => setState(workspaceId, name, false),
  edit,
  enforce: (workspaceId, input) => endObservations(workspaceId, input, false),
  keep: (workspaceId, input) => endObservations(workspaceId, input, true),
  restrict,
  regenerate,
  overlap: changeOverlap,
  delete: remove,
  restore,
};

/** `npm run keys`. Prints results to stdout and throws CommandError on failure. */
export async function runKeysCommand(args: string[], print: Print = console.log): Promise<void> {
  const { run, workspace, ...input } = readArguments(args);
  await run(await openWorkspace(workspace), input, print);
}

function readArguments(args: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        workspace: { type: "string" },
        name: { type: "string" },
        permissions: { type: "string" },
        expires: { type: "string" },
        overlap: { type: "string" },
        as: { type: "string" },
        "allow-ips": { type: "string" },
        "calls-per-minute": { type: "string" },
        description: { type: "string" },
        owner: { type: "string" },
        observe: { type: "boolean" },
        deleted: { type: "boolean" },
      },
    });
    const [command = ""] = positionals;
    const { workspace, name = "", permissions, deleted, ...rest } = values;
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!run || positionals.length > 1 || !workspace) throw new CommandError(usage);
    if (command !== "list" && !name) throw new CommandError(`--name: Enter a name.\n\n${usage}`);
    if (command === "create" && permissions === undefined)
      throw new CommandError(`--permissions: Enter all, or a list of permissions.\n\n${usage}`);
    if (command === "restrict" && rest["allow-ips"] === undefined && rest["calls-per-minute"] === undefined)
      throw new CommandError(`--allow-ips or --calls-per-minute: Enter one of them.\n\n${usage}`);
    const chosen = command === "list" && deleted ? listDeleted : run;
    return { run: chosen, workspace, name, permissions, ...rest };
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`${(error as Error).message}\n\n${usage}`);
  }
}

async function create(
  workspaceId: WorkspaceId,
  { name, permissions, expires: expiry, ...restrictions }: Input,
  print: Print,
): Promise<void> {
  const input = parse(NewApplication, {
    name,
    permissions: toPermissions(permissions),
    expiry,
    ...toRestrictions(restrictions),
  });
  const { createApplication } = await import("@/lib/applications/mutations");
  const { key } = await createApplication(workspaceId, null, input);
  print(key);
}

/** The ids, which the schema checks. */
function toPermissions(list = ""): string[] {
  if (list === "all") return permissionIds;
  return list
    .split(",")
    .map((id) => id.trim())
    .filter(Boolean);
}

const Edit = ApplicationEdit.omit({ id: true, version: true, enabled: true }).partial();

async function edit(
  workspaceId: WorkspaceId,
  { name, as, permissions, expires: expiry, description, owner, observe }: Input,
): Promise<void> {
  const { id, version, ...current } = await findByName(workspaceId, name);
  const changes = parse(Edit, {
    ...(as !== undefined && { name: as }),
    ...(permissions !== undefined && { permissions: toPermissions(permissions) }),
    expiry,
    description,
    observe,
    ...(owner !== undefined && { ownerId: await findOwnerId(workspaceId, owner) }),
  });
  const { updateApplication } = await import("@/lib/applications/mutations");
  await updateApplication(workspaceId, null, {
    id,
    version,
    enabled: current.enabled,
    ...changes,
    name: changes.name ?? current.name,
    permissions: changes.permissions ?? current.permissions,
  });
}

async function endObservations(
  workspaceId: WorkspaceId,
  { name, permissions: list }: Input,
  keep: boolean,
): Promise<void> {
  const { permissions } = parse(ObservedPermissions, { permissions: toPermissions(list) });
  const { id } = await findByName(workspaceId, name);
  const { endObservation } = await import("@/lib/applications/observation/mutations");
  for (const permission of permissions) await endObservation(workspaceId, null, { id, permission, keep });
}

const ObservedPermissions = z.object({
  permissions: z.array(z.enum(permissionIds)).min(1, "Enter a list of permissions."),
});

async function findOwnerId(workspaceId: WorkspaceId, email: string): Promise<string | null> {
  if (email === "none") return null;
  const { listMembers } = await import("@/lib/members/queries");
  const members = await listMembers(workspaceId);
  const member = members.find((candidate) => candidate.email === email.toLowerCase());
  if (!member) throw new CommandError(`--owner: This workspace has no member '${email}'.`);
  return member.personId;
}

function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = toIssues(result.error).map(({ path, message }) => `--${toOption(path)}: ${message}`);
  throw new CommandError(`${problems.join("\n")}\n\n${usage}`);
}

const options: Record<string, string> = {
  expiry: "expires",
  allowedIps: "allow-ips",
  callsPerMinute: "calls-per-minute",
};

/** The option of an invalid field. */
function toOption(path: string): string {
  const [field = ""] = path.split(".");
  return options[field] ?? field;
}

/** The values of the options, to be parsed. Undefined for an absent option. */
function toRestrictions(input: Pick<Input, "allow-ips" | "calls-per-minute">) {
  const { "allow-ips": list, "calls-per-minute": limit } = input;
  return {
    allowedIps: list === "any" ? [] : list?.split(","),
    callsPerMinute: limit === "workspace" ? null : limit && Number(limit),
  };
}

async function list(workspaceId: WorkspaceId, _: Input, print: Print): Promise<void> {
  const { listApplications } = await import("@/lib/applications/queries");
  // listApplications returns the last page for larger page numbers: do not loop until a page is empty.
  for (let page = 1, lastPage = 1; page <= lastPage; page += 1) {
    const { rows, matching } = await listApplications(workspaceId, {
      search: "",
      key: null,
      sort: "name",
      direction: "ascending",
      page,
    });
    lastPage = Math.ceil(matching / applicationsPerPage);
    for (const { name, key, enabled, permissions } of rows) {
      print([name, maskKey(key.hint), enabled ? "enabled" : "disabled", permissions.join(",")].join("\t"));
    }
  }
}

async function listDeleted(workspaceId: WorkspaceId, _: Input, print: Print): Promise<void> {
  const { listDeletedApplications } = await import("@/lib/applications/deleted/queries");
  for (let page = 1, lastPage = 1; page <= lastPage; page += 1) {
    const { rows, total } = await listDeletedApplications(workspaceId, page);
    lastPage = Math.ceil(total / applicationsPerPage);
    for (const { name, hint, deletedAt } of rows) {
      const purgedAt = new Date(deletedAt.getTime() + restorableTime);
      const times = [`deleted ${deletedAt.toISOString()}`, `restorable until ${purgedAt.toISOString()}`];
      print([name, maskKey(hint), ...times].join("\t"));
    }
  }
}

async function setState(workspaceId: WorkspaceId, name: string, enabled: boolean): Promise<void> {
  const { id } = await findByName(workspaceId, name);
  const { setEnabled } = await import("@/lib/applications/mutations");
  await setEnabled(workspaceId, null, id, enabled);
}

async function restrict(workspaceId: WorkspaceId, { name, ...options }: Input): Promise<void> {
  const restrictions = parse(Restrictions, toRestrictions(options));
  const { id } = await findByName(workspaceId, name);
  const { setRestrictions } = await import("@/lib/applications/mutations");
  await setRestrictions(workspaceId, null, id, restrictions);
}

async function regenerate(
  workspaceId: WorkspaceId,
  { name, overlap, expires }: Input,
  print: Print,
): Promise<void> {
  const chosen = parse(RegenerateOptions, { overlap, expiry: expires });
  const { id, key: old } = await findByName(workspaceId, name);
  const [{ regenerateKey }, { getKeyPolicy }] = await Promise.all([
    import("@/lib/keys/mutations"),
    import("@/lib/workspaces/queries"),
  ]);
  const { maxKeyDays } = await getKeyPolicy(workspaceId);
  const expiry = chosen.expiry ?? suggestExpiry(maxKeyDays, old);
  const { key } = await regenerateKey(workspaceId, null, {
    applicationId: id,
    keyId: old.id,
    overlap: chosen.overlap,
    expiry,
  });
  print(key);
}

async function changeOverlap(workspaceId: WorkspaceId, { name, overlap }: Input): Promise<void> {
  const chosen = parse(z.object({ overlap: OverlapOption }), { overlap });
  const { id, oldKey } = await findByName(workspaceId, name);
  if (!oldKey) throw new CommandError(`The application '${name}' has no old key that works.`);
  const { setOverlap } = await import("@/lib/keys/mutations");
  await setOverlap(workspaceId, null, { applicationId: id, keyId: oldKey.id, ...chosen });
}

const OverlapOption = z.enum(Object.keys(overlaps) as [Overlap], "Enter none, hour, day or week.");

const RegenerateOptions = z.object({
  overlap: OverlapOption.optional(),
  expiry: Expiry.optional(),
});

async function remove(workspaceId: WorkspaceId, { name }: Input): Promise<void> {
  const { id } = await findByName(workspaceId, name);
  const { deleteApplication } = await import("@/lib/applications/mutations");
  await deleteApplication(workspaceId, null, id);
}

async function restore(workspaceId: WorkspaceId, { name, as }: Input): Promise<void> {
  const { findDeletedApplicationByName } = await import("@/lib/applications/deleted/queries");
  const deleted = await findDeletedApplicationByName(workspaceId, name);
  if (!deleted) throw new CommandError(`This workspace has no deleted application '${name}'.`);
  const input = as === undefined ? { id: deleted.id } : { id: deleted.id, ...parse(RestoreOptions, { as }) };
  const [{ restoreApplication }, { findApplicationByName }] = await Promise.all([
    import("@/lib/applications/mutations"),
    import("@/lib/applications/queries"),
  ]);
  if (await findApplicationByName(workspaceId, as ?? name))
    throw new CommandError(`Another application has the name '${as ?? name}' now. Choose another with --as.`);
  await restoreApplication(workspaceId, null, input);
}

const RestoreOptions = z.object({ as: RestoredName.shape.name }).transform(({ as: name }) => ({ name }));

async function findByName(workspaceId: WorkspaceId, name: string): Promise<ApplicationRow> {
  const { findApplicationByName } = await import("@/lib/applications/queries");
  const application = await findApplicationByName(workspaceId, name);
  if (!application) throw new CommandError(`This workspace has no application '${name}'.`);
  return application;
}
