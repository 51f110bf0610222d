import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ChannelName } from "@/lib/channels/table";
import { runStatement } from "@/lib/db/transact";
import { createId } from "@/lib/ids";

/** The id of the channel, which is made when the first visit comes by it. */
export async function ensureChannel(workspaceId: WorkspaceId, name: ChannelName): Promise<string> {
  const find = () =>
    runStatement<{ id: string }>({
      name: "find-channel",
      text: `SELECT "id" FROM "Channel" WHERE "workspaceId" = $1 AND "name" = $2`,
      values: [workspaceId, name],
    });
  let [channel] = await find();
  if (!channel) {
    await runStatement({
      name: "create-channel",
      text: `INSERT INTO "Channel" ("workspaceId", "id", "name") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      values: [workspaceId, createId(), name],
    });
    [channel] = await find();
  }
  if (!channel) throw new Error("A channel that was just made is not there.");
  return channel.id;
}
