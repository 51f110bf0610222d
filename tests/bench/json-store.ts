import { lastUseStatements } from "@/lib/logs/write/last-use";
import { logPool } from "@/lib/logs/write/log-pool";
import { prepareRows, rollupStatement, type StoredCall } from "@/lib/logs/write/store";

const columns = `
  "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
  "requestBody", "requestBytes", "responseBody", "responseBytes"`;

/** `storeCalls` with INSERT in place of COPY: one statement with the same roll-ups and last uses. */
export async function storeCallsAsJson(calls: readonly StoredCall[]): Promise<void> {
  const rows = await prepareRows(calls);
  const rollups = rollupStatement(rows);
  const [lastUses, lastKeyUses] = lastUseStatements(rows);
  const json = rows.map(({ call, dimensionId }) => {
    const { workspaceId, id, path, query, duration, requestHeaders, responseHeaders } = call;
    const { requestBody, requestBytes, responseBody, responseBytes } = call;
    const head = { workspaceId, id, dimensionId, path, query, duration, requestHeaders, responseHeaders };
    return { ...head, requestBody, requestBytes, responseBody, responseBytes };
  });
  await logPool.query({
    name: "store-calls-as-json",
    text: `
      WITH calls AS (
        INSERT INTO "RequestLog" (${columns})
        SELECT ${columns}
        FROM json_to_recordset($7) AS call(
          "workspaceId" text, "id" text, "dimensionId" integer, "path" text, "query" text, "duration" real,
          "requestHeaders" text, "responseHeaders" text, "requestBody" text, "requestBytes" integer,
          "responseBody" text, "responseBytes" integer)
      ), rollups AS (${rollups.text}), keys AS (${lastKeyUses.text.replaceAll("$1", "$8")})
      ${lastUses.text.replaceAll("$1", "$9")}`,
    values: [...rollups.values, JSON.stringify(json), ...lastKeyUses.values, ...lastUses.values],
  });
}
