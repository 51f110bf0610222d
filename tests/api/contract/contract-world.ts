import { expect, vi } from "vitest";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { deleteApplication, setEnabled, setRestrictions } from "@/lib/applications/mutations";
import { isManagementPermission, permissionIds } from "@/lib/auth/permissions";
import { regenerateKey } from "@/lib/keys/mutations";
import {
  createApplicationIn,
  createKeyFor,
  createTokenIn,
  fillWorkspace,
  type TestApplication,
  usedKeys,
} from "@/tests/support/factories/application";
import { readLog } from "@/tests/support/matchers/request-log";
import type { CallApi } from "@/tests/support/servers/call-api";

type Caller = Pick<TestApplication, "id" | "key">;

/** A workspace that the tests of one endpoint share, and the rows that its request log must hold afterwards. */
export class World {
  private readonly expectedRows: object[] = [];

  constructor(readonly application: TestApplication) {}

  /** Expects a row of this call. */
  expectRow({ id: applicationId }: Caller, { headers, status }: Response): void {
    this.expectedRows.push({ id: headers.get("x-request-id"), applicationId, status });
  }

  /** Expects the log of the workspace to hold exactly the expected rows. */
  async expectLog(callApi: CallApi): Promise<void> {
    const { application } = this;
    const last = await callApi("/nothing", { key: application.key });
    this.expectRow(application, last);
    const { workspaceId } = application;
    // Rows are stored in the order of their calls, so the last one is enough. expect.poll fails in concurrent tests.
    await vi.waitFor(
      async () => expect((await readLog(workspaceId)).at(-1)?.id).toBe(last.headers.get("x-request-id")),
      { timeout: 15_000, interval: 20 },
    );
    const rows = (await readLog(workspaceId)).map(({ id, applicationId, status }) => ({
      id,
      applicationId,
      status,
    }));
    expect(rows).toEqual(this.expectedRows.toSorted(byId));
  }
}

function byId(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** Creates a workspace with the data of the docs' examples. Names contain the label. */
export async function createFilledWorld(
  label = "label",
  spec: Pick<EndpointSpec, "permission"> = { permission: null },
): Promise<World> {
  const application = await createKeyFor(spec);
  await fillWorkspace(application.workspaceId, label);
  return new World(application);
}

export type EndpointWorld = World & {
  /** The key before the application's current one. */
  replacedKey: string;
  /** Another key of the workspace, with all permissions but the endpoint's. */
  restricted: TestApplication;
};

export async function createEndpointWorld(spec: EndpointSpec): Promise<EndpointWorld> {
  const { permission } = spec;
  const created = await createKeyFor(spec);
  const { workspaceId, personId, id, keyId } = created;
  const others = permissionIds.filter((id) => id !== permission);
  const isManagement = isManagementPermission(permission);
  const [issued, restricted] = await Promise.all([
    regenerateKey(workspaceId, personId, { applicationId: id, keyId }, { isManagement }),
    permission === "ManageApplications"
      ? createTokenIn(created, "read")
      : createApplicationIn(created, others),
    fillWorkspace(workspaceId, "own-label"),
  ]);
  usedKeys.push(issued.key);
  const world = new World({ ...created, key: issued.key });
  return Object.assign(world, { replacedKey: created.key, restricted });
}

export type RejectedKeysWorld = World & {
  disabled: TestApplication;
  deleted: TestApplication;
  /** Allows only IP addresses that no test calls from. */
  elsewhere: TestApplication;
};

/** Creates applications whose keys every endpoint rejects. Their calls do not count towards the rate limit. */
export async function createRejectedKeysWorld(): Promise<RejectedKeysWorld> {
  const application = await createApplicationIn();
  const { workspaceId, personId } = application;
  const [disabled, deleted, elsewhere] = [
    await createApplicationIn(application),
    await createApplicationIn(application),
    await createApplicationIn(application),
  ];
  await Promise.all([
    setEnabled(workspaceId, null, disabled.id, false),
    deleteApplication(workspaceId, personId, deleted.id),
    setRestrictions(workspaceId, personId, elsewhere.id, { allowedIps: ["203.0.113.0/24"] }),
  ]);
  return Object.assign(new World(application), { disabled, deleted, elsewhere });
}
