import { parseArgs } from "node:util";
import { applicationsPerPage, NewApplication } from "@/lib/applications/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { permissionIds } from "@/lib/auth/permissions";
import { expiryPresets } from "@/lib/keys/lifetime";
import { maskKey } from "@/lib/keys/mask";
import { toIssues } from "@/lib/validation";
import { openWorkspace } from "./open-workspace";
import { CommandError } from "./run-command";

const usage = `Usage:
  npm run -s keys -- create  --workspace SLUG --name NAME --permissions all|ID,ID,… [--expires never|DAYS|DATE]
                                                      prints the new key, and nothing else
  npm run -s keys -- list    --workspace SLUG
  npm run -s keys -- disable --workspace SLUG --name NAME
  npm run -s keys -- enable  --workspace SLUG --name NAME

Permissions: ${permissionIds.join(", ")}
Expires:     never (the default), ${expiryPresets.join(", ")} (days), or the last day, such as 2027-12-31`;

const commands = ["create", "list", "disable", "enable"] as const;

type Print = (line: string) => void;

/** `npm run keys`. Prints results to stdout and throws CommandError on failure. */
export async function runKeysCommand(args: string[], print: Print = console.log): Promise<void> {
  const { command, workspace, ...input } = readArguments(args);
  const workspaceId = await openWorkspace(workspace);
  if (command === "create") await create(workspaceId, input, print);
  else if (command === "list") await list(workspaceId, print);
  else await setState(workspaceId, input.name, command === "enable");
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
      },
    });
    const command = commands.find((known) => known === positionals[0]);
    const { workspace, name = "", permissions, expires } = values;
    if (!command || positionals.length > 1 || !workspace) throw new CommandError(usage);
    if (command !== "list" && !name) throw new CommandError(`--name: Enter a name.\n\n${usage}`);
    if (command === "create" && permissions === undefined)
      throw new CommandError(`--permissions: Enter all, or a list of permissions.\n\n${usage}`);
    return { command, workspace, name, permissions: permissions ?? "", expires };
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`${(error as Error).message}\n\n${usage}`);
  }
}

async function create(
  workspaceId: WorkspaceId,
  { name, permissions, expires: expiry }: { name: string; permissions: string; expires: string | undefined },
  print: Print,
): Promise<void> {
  const chosen =
    permissions === "all"
      ? permissionIds
      : permissions
          .split(",")
          .map((id) => id.trim())
          .filter(Boolean);
  const input = NewApplication.safeParse({ name, permissions: chosen, expiry });
  if (!input.success) {
    const problems = toIssues(input.error).map(({ path, message }) => `--${toOption(path)}: ${message}`);
    throw new CommandError(`${problems.join("\n")}\n\n${usage}`);
  }
  const { createApplication } = await import("@/lib/applications/mutations");
  const { key } = await createApplication(workspaceId, null, input.data);
  print(key);
}

/** The option of an invalid field. */
function toOption(path: string): string {
  const [field = ""] = path.split(".");
  return field === "expiry" ? "expires" : field;
}

async function list(workspaceId: WorkspaceId, print: Print): Promise<void> {
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

async function setState(workspaceId: WorkspaceId, name: string, enabled: boolean): Promise<void> {
  const { findApplicationByName } = await import("@/lib/applications/queries");
  const application = await findApplicationByName(workspaceId, name);
  if (!application) throw new CommandError(`This workspace has no application '${name}'.`);
  const { setEnabled } = await import("@/lib/applications/mutations");
  await setEnabled(workspaceId, null, application.id, enabled);
}
