import type { Permission } from "@/lib/auth/permissions";
import type { Transaction } from "@/lib/db/prisma";
import { getIdTime } from "@/lib/ids";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import type { Generator } from "./seed-generator";

type CallingApplication = {
  workspaceId: string;
  id: string;
  apiKeyId: string;
  name: string;
  permissions: readonly Permission[];
  calls?: number;
  disabled?: true;
};

const routes: [path: string, permission: Permission | null][] = [
  ["/validate", null],
  ["/events", "ReadEvents"],
  ["/properties/users", "ReadProperties"],
  ["/properties/accounts", "ReadProperties"],
  ["/segments/users", "ReadSegments"],
  ["/segments/accounts", "ReadSegments"],
];
const clients = ["js-sdk/3.1.0", "python-sdk/1.1.0", "php-sdk/2.0.3", "curl/8.5.0"] as const;

/** Stores two weeks of an application's calls in the log. */
export async function seedCalls(
  transaction: Transaction,
  make: Generator,
  application: CallingApplication,
): Promise<void> {
  const client = make.pick(clients);
  const ipAddress = `203.0.113.${make.integer(2, 250)}`;
  const latest = application.disabled ? 2 * hour : 4 * 60_000;
  const times = Array.from({ length: application.calls ?? 0 }, () => latest + make.random() * 14 * day);
  const rows = times.map((age) => toRow(make, application, make.ago(age), client, ipAddress));
  // Outside the transaction: calls have no foreign keys, so a rollback leaves only unreachable rows.
  if (rows.length > 0) await storeCalls(rows);
  const newest = (isAccepted: boolean) =>
    rows
      .filter(({ accepted }) => accepted === isAccepted)
      .map(({ id }) => id)
      .sort()
      .at(-1);
  const [used, rejected] = [newest(true), newest(false)];
  await transaction.application.update({
    where: { workspaceId_id: { workspaceId: application.workspaceId, id: application.id } },
    data: { lastUsedAt: used && getIdTime(used), lastRejectedAt: rejected && getIdTime(rejected) },
  });
}

function toRow(
  make: Generator,
  application: CallingApplication,
  time: Date,
  client: string,
  ipAddress: string,
): StoredCall {
  const { workspaceId, id: applicationId, apiKeyId, permissions } = application;
  const id = make.id(time.getTime());
  const usable = routes.filter(([, permission]) => !permission || permissions.includes(permission));
  const [route, permission] = make.pick(make.random() < 0.94 ? usable : routes);
  const allowed = !permission || permissions.includes(permission);
  // The application was disabled a week ago; its earlier calls succeeded.
  const disabled = application.disabled === true && time > make.ago(7 * day);
  const [status, errorCode, message] = disabled
    ? [403, "key_disabled", "This API key is disabled. Enable its application in Settings → API access."]
    : allowed
      ? [200, null, null]
      : [
          401,
          "missing_permission",
          `You are not authorized to 'GET' the path '${route}' with this API Key. You need the permission: ${permission}.`,
        ];
  const meta = { requestId: id, status };
  const responseBody = JSON.stringify(
    message ? { message, meta } : { data: exampleData(route, permissions), meta },
  );
  return {
    workspaceId,
    id,
    applicationId,
    apiKeyId,
    accepted: !disabled,
    method: "GET",
    path: `/api${route}`,
    route,
    permission: permission ?? "",
    status,
    errorCode: errorCode ?? "",
    duration: 0.6 + make.random() * 6,
    ipAddress,
    observed: false,
    client,
    query: "",
    requestHeaders: JSON.stringify({
      accept: "application/json",
      "user-agent": client,
      "x-api-key": removedPlaceholder,
    }),
    requestBody: "",
    requestBytes: 0,
    responseHeaders: JSON.stringify({
      "content-type": "application/json; charset=utf-8",
      "x-request-id": id,
      "x-ratelimit-limit": "1800",
      "x-ratelimit-remaining": String(make.integer(1700, 1799)),
    }),
    responseBody,
    responseBytes: Buffer.byteLength(responseBody),
  };
}

function exampleData(route: string, permissions: readonly Permission[]): unknown {
  if (route === "/validate") return { permissions };
  if (route === "/segments/users") return [{ id: "01JD9Z0C6T8G4W2Y5X7V9B1N3M", name: "Power users" }];
  if (route === "/segments/accounts") return [{ id: "01JD9Z0C6T8G4W2Y5X7V9B1N4P", name: "Paying customers" }];
  if (route === "/events") return [{ id: "01JD9Z0C6T8G4W2Y5X7V9B1N5Q", name: "note_created" }];
  return [{ name: "stage", label: "Stage", isComputed: true }];
}
