import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { isApplicationPermission, permissionIds } from "@/lib/auth/permissions";

/** Nothing else: clients that are generated from journy.io's document fail at a name that it does not have. */
const Validity = z.object({
  permissions: z
    .array(z.enum(permissionIds))
    .meta({ description: "What this key may do.", example: ["ReadContacts", "ReadSegments"] }),
});

export const GET = endpoint({
  method: "GET",
  path: "/validate",
  group: "Key",
  summary: "Check a key and what it may do",
  permission: null,
  output: Validity,
  status: 200,
  handler: ({ caller }) => ({ permissions: caller.permissions.filter(isApplicationPermission) }),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
