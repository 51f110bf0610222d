import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listProperties } from "@/lib/contacts/properties/queries";
import { Property } from "@/lib/contacts/schema/property";

export const GET = endpoint({
  method: "GET",
  path: "/properties/users",
  group: "Properties",
  summary: "List the properties of users",
  permission: "ReadProperties",
  output: z.array(Property),
  status: 200,
  handler: ({ workspaceId }) => listProperties(workspaceId, "user"),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
