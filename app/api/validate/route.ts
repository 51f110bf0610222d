import { z } from "zod";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { permissionIds } from "@/lib/auth/permissions";

const Validity = z
  .object({
    permissions: z.array(z.enum(permissionIds)).meta({ description: "What this key may do." }),
    application: z.object({ id: z.string(), name: z.string() }),
    workspace: z.object({ name: z.string() }),
  })
  .meta({
    example: {
      permissions: ["ReadContacts", "ReadSegments"],
      application: { id: "01JD9Z0C6T8G4W2Y5X7V9B1N3M", name: "Customer dashboard" },
      workspace: { name: "Northwind" },
    },
  });

export const GET = endpoint({
  method: "GET",
  path: "/validate",
  group: "Key",
  summary: "Check a key and what it may do",
  permission: null,
  output: Validity,
  status: 200,
  handler: ({ caller }) => ({
    permissions: [...caller.permissions],
    application: { id: caller.applicationId, name: caller.applicationName },
    workspace: { name: caller.workspaceName },
  }),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
