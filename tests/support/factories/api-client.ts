import { catalog } from "@/app/api/catalog";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { callInProcess } from "@/tests/support/servers/call-api";
import { createApplicationIn } from "./application";

const call = callInProcess(catalog);

type Reply = { status: number; body: Json };
type Json = Record<string, unknown> & { data?: unknown; errors?: { fields: Record<string, string> } };

export type Client = {
  workspaceId: WorkspaceId;
  /** The owner of the workspace, for what the API cannot do. */
  owner: Actor;
  key: string;
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;
  post: (path: string, body: unknown) => Promise<Json>;
  /** A contact or a list. */
  get: <Data = Contact>(path: string) => Promise<Data>;
};

export type Contact = {
  userId?: string;
  accountId?: string;
  email?: string;
  domain?: string;
  properties: Record<string, unknown>;
  firstSeenAt: string;
  lastSeenAt: string;
  updatedAt: string;
};

/** Creates a workspace and a client whose key has all permissions. */
export async function createClient(): Promise<Client> {
  const { key, workspaceId, personId } = await createApplicationIn();

  async function send(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await call(path, {
      method,
      key,
      ...(text !== undefined && { body: text }),
      ...(headers && { headers }),
    });
    const answer = await response.text();
    return { status: response.status, body: (answer ? JSON.parse(answer) : {}) as Json };
  }

  return {
    workspaceId,
    owner: { workspaceId, personId, role: "owner" },
    key,
    send,
    post: async (path, body) => {
      const { status, body: answer } = await send("POST", path, body);
      if (status >= 300) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
      return answer;
    },
    get: async <Data = Contact>(path: string) => {
      const { status, body } = await send("GET", path);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
      return body.data as Data;
    },
  };
}
