import { parseArgs } from "node:util";
import type { WorkspaceId } from "@/lib/auth/actor";
import {
  type DefinitionKind,
  type DefinitionOrigin,
  type DefinitionUsage,
  definitionKinds,
  definitionNouns,
  definitionOrigins,
} from "@/lib/definitions/schema";
import { openWorkspace } from "./open-workspace";
import { CommandError } from "./run-command";

const usage = `Usage:
  npm run -s definitions -- list   --workspace SLUG [--kind KIND] [--origin api|website]
  npm run -s definitions -- delete --workspace SLUG --kind KIND --name NAME [--force]
  npm run -s definitions -- delete --workspace SLUG --kind KIND --all [--origin api|website] [--force]

Kinds: event, user and account (their properties), campaign.
list prints kind, name, origin, website and number of uses. delete prints the names that it deleted.
Without --force, delete leaves what is in use. With it, the events of a definition and the values of a property are
deleted as well; --all --force needs an --origin.`;

type Print = (line: string) => void;
type Arguments = ReturnType<typeof readArguments>;

/** `npm run definitions`. Prints results to stdout and throws CommandError on failure. */
export async function runDefinitionsCommand(args: string[], print: Print = console.log): Promise<void> {
  const options = readArguments(args);
  const workspaceId = await openWorkspace(options.workspace);
  if (options.command === "list") await list(workspaceId, options, print);
  else await remove(workspaceId, options, print);
}

function readArguments(args: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ workspace: { type: "string" }, kind: { type: "string" }, origin: { type: "string" } },
        ...{ name: { type: "string" }, all: { type: "boolean" }, force: { type: "boolean" } },
      },
    });
    const command = (["list", "delete"] as const).find((known) => known === positionals[0]);
    const { workspace, name, all = false, force = false } = values;
    if (!command || positionals.length > 1 || !workspace) throw new CommandError(usage);
    const kind = choose("kind", definitionKinds, values.kind);
    const origin = choose("origin", definitionOrigins, values.origin);
    if (command === "delete") {
      if (!kind) throw new CommandError(`--kind: Enter one of ${definitionKinds.join(", ")}.\n\n${usage}`);
      if (all === (name !== undefined)) throw new CommandError(`Enter either --name or --all.\n\n${usage}`);
      if (all && force && !origin) throw new CommandError(`--all --force: Enter an --origin.\n\n${usage}`);
    }
    return { command, workspace, kind, origin, name, force };
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`${(error as Error).message}\n\n${usage}`);
  }
}

function choose<Choice extends string>(
  option: string,
  choices: readonly Choice[],
  value: string | undefined,
): Choice | undefined {
  const choice = choices.find((known) => known === value);
  if (value !== undefined && !choice)
    throw new CommandError(`--${option}: Enter one of ${choices.join(", ")}.\n\n${usage}`);
  return choice;
}

async function list(workspaceId: WorkspaceId, { kind, origin }: Arguments, print: Print): Promise<void> {
  for (const each of kind ? [kind] : definitionKinds)
    for (const { name, origin: from, domain, uses } of await find(workspaceId, each, origin))
      print([each, name, from, domain ?? "", uses].join("\t"));
}

async function find(
  workspaceId: WorkspaceId,
  kind: DefinitionKind,
  origin: DefinitionOrigin | undefined,
): Promise<DefinitionUsage[]> {
  const { listDefinitions } = await import("@/lib/definitions/queries");
  const rows = await listDefinitions(workspaceId, kind);
  return rows.filter((row) => origin === undefined || row.origin === origin);
}

async function remove(
  workspaceId: WorkspaceId,
  { kind = "event", origin, name, force }: Arguments,
  print: Print,
): Promise<void> {
  const rows = await find(workspaceId, kind, origin);
  const chosen = name === undefined ? rows : rows.filter((row) => row.name === name);
  const [first] = chosen;
  if (name !== undefined && !first)
    throw new CommandError(`This workspace has no ${definitionNouns[kind]} '${name}'.`);
  const { deleteDefinitions } = await import("@/lib/definitions/mutations");
  const author = { workspaceId, personId: null };
  const names = chosen.map((row) => row.name);
  const deleted = await deleteDefinitions(author, kind, names, { force });
  for (const each of deleted.toSorted()) print(each);
  if (name !== undefined && deleted.length === 0)
    throw new CommandError(
      `The ${definitionNouns[kind]} '${name}' is in use (${first?.uses.toLocaleString("en")} ×). Add --force to delete it anyway.`,
    );
}
