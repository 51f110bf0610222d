import "server-only";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type Actor, pagePersonHeader } from "@/lib/auth/actor";
import { type Ability, getDenialReason, may } from "@/lib/auth/permissions";
import {
  findActor,
  findPerson,
  type GuardedActor,
  requireRecentProof,
  requireTwoFactor,
} from "@/lib/auth/session";
import { AppError, type ErrorCode, type Issue } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import { findRequestId } from "@/lib/http/request-context";
import { toUnavailableError } from "@/lib/http/unexpected-error";
import { createId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { recordDeniedAction, recordNonmemberAction } from "@/lib/rejections/mutations";
import type { SignedInPerson } from "@/lib/sessions/schema";
import { parseOptions, toIssues } from "@/lib/validation";

export type ActionResult<T> = { ok: true; data: T } | ActionFailure;
export type ActionFailure = {
  ok: false;
  code: ErrorCode | PageFailureCode;
  message: string;
  issues: Issue[];
  /** With "person_changed": the person who is signed in now. */
  personId?: string;
};

/** Errors of a page that belongs to another build or session. */
export type PageFailureCode = "page_outdated" | SessionFailureCode;
type SessionFailureCode = "session_ended" | "person_changed";

class SessionError extends Error {
  constructor(
    readonly code: SessionFailureCode,
    message: string,
    readonly personId?: string,
  ) {
    super(message);
  }
}

type Definition<Schema extends z.ZodType, Context, Output> = {
  input: Schema;
  /** Whether the page re-renders after the write, by default true. May depend on the result. */
  refresh?: boolean | ((data: Output) => boolean);
  handler: (context: Context & { input: z.output<Schema> }) => Promise<Output>;
};

/** Declares a server action of a workspace: session, membership, role, input, handler. Returns errors as results. */
export function action<Schema extends z.ZodType, Output>(
  definition: Definition<Schema, { actor: Actor }, Output> & {
    may: Ability;
    /**
     * Whether the action issues or reveals a secret or values, for which workspaces may require a recent sign-in. The page
     * then asks for a proof and repeats the action.
     */
    needsProof?: boolean | ((input: z.output<Schema>) => boolean);
  },
): (workspaceSlug: string, input: z.input<Schema>) => Promise<ActionResult<Output>> {
  const identify = async (workspaceSlug: unknown) => {
    const person = await requireSession();
    // Arguments come from the browser: do not trust the type.
    const slug = typeof workspaceSlug === "string" ? workspaceSlug : "";
    const actor = await findActor(slug);
    if (!actor) {
      recordNonmemberAction(slug, person.id, { ability: definition.may, ipAddress: await findIpAddress() });
      throw new AppError("not_found", "You are not a member of this workspace.");
    }
    if (!may(actor.role, definition.may)) {
      await recordForbidden(actor, definition.may);
      throw new AppError("forbidden", getDenialReason(definition.may));
    }
    requireTwoFactor(actor);
    return { actor, person };
  };
  const { needsProof = false } = definition;
  const handler = async (context: {
    actor: GuardedActor;
    person: SignedInPerson;
    input: z.output<Schema>;
  }) => {
    if (typeof needsProof === "function" ? needsProof(context.input) : needsProof)
      requireRecentProof(context.actor, context.person);
    try {
      return await definition.handler(context);
    } catch (error) {
      // Handlers reject more than the role does, such as changing an owner.
      if (error instanceof AppError && error.code === "forbidden") {
        await recordForbidden(context.actor, definition.may);
      }
      throw error;
    }
  };
  return (workspaceSlug, input) => run({ ...definition, handler }, input, () => identify(workspaceSlug));
}

async function recordForbidden({ workspaceId, personId }: Actor, ability: Ability): Promise<void> {
  recordDeniedAction(workspaceId, personId, { ability, isMember: true, ipAddress: await findIpAddress() });
}

async function findIpAddress(): Promise<string> {
  return getClientIp(await headers());
}

/** Declares a server action of a signed-in person, without a workspace. */
export function personAction<Schema extends z.ZodType, Output>(
  definition: Definition<Schema, { person: SignedInPerson }, Output>,
): (input: z.input<Schema>) => Promise<ActionResult<Output>> {
  return (input) => run(definition, input, async () => ({ person: await requireSession() }));
}

/** Declares a server action without a session. */
export function publicAction<Schema extends z.ZodType, Output>(
  definition: Definition<Schema, object, Output>,
): (input: z.input<Schema>) => Promise<ActionResult<Output>> {
  return (input) => run(definition, input, async () => ({}));
}

async function run<Schema extends z.ZodType, Context extends object, Output>(
  definition: Definition<Schema, Context, Output>,
  input: unknown,
  identify: () => Promise<Context>,
): Promise<ActionResult<Output>> {
  try {
    const context = await identify();
    const data = await definition.handler({ ...context, input: parseInput(definition.input, input) });
    const { refresh: shouldRefresh = true } = definition;
    if (typeof shouldRefresh === "function" ? shouldRefresh(data) : shouldRefresh) refreshPage();
    return { ok: true, data };
  } catch (error) {
    unstable_rethrow(error);
    // The page was rendered for another role: render its controls again.
    if (error instanceof AppError && error.code === "forbidden") refreshPage();
    return toFailure(error);
  }
}

/**
 * Renders the page again with the answer. Next's `refresh` keeps what a link has prefetched in full: a page that was opened by
 * such a link would show the old state. The server caches no pages of a workspace.
 */
function refreshPage(): void {
  revalidatePath("/[workspace]", "layout");
}

async function requireSession(): Promise<SignedInPerson> {
  const person = await findPerson();
  if (!person) throw new SessionError("session_ended", "Your session has ended. Sign in again.");
  const openedBy = (await headers()).get(pagePersonHeader);
  if (openedBy !== null && openedBy !== person.id) {
    const message = `You are signed in as ${person.name} (${person.email}) now, and this page was opened by somebody else. Nothing was saved.`;
    throw new SessionError("person_changed", message, person.id);
  }
  return person;
}

function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, parseOptions);
  if (result.success) return result.data;
  throw new AppError("bad_request", "Some of what you entered does not fit.", {
    issues: toIssues(result.error),
  });
}

/** Converts an error to a result for the browser. Unexpected errors are logged with a number that the message names. */
export function toFailure(error: unknown): ActionFailure {
  if (error instanceof AppError) {
    return { ok: false, code: error.code, message: error.message, issues: error.details.issues ?? [] };
  }
  if (error instanceof SessionError) {
    const { code, message, personId } = error;
    return { ok: false, code, message, issues: [], personId };
  }
  const id = findRequestId() ?? createId();
  logger.error({ err: error, requestId: id }, "An action failed.");
  const unavailable = toUnavailableError(error);
  if (unavailable) return toFailure(unavailable);
  return {
    ok: false,
    code: "internal",
    message: `Unexpected error. Try again. If it remains, contact support with number ${id}.`,
    issues: [],
  };
}
