import { z } from "zod";
import { createDataResponse, sessionRoute } from "@/lib/api/session-route";
import {
  suggestMetadataNames,
  suggestMetadataValues,
  suggestPropertyValues,
} from "@/lib/computations/suggestions/queries";
import { maxNameLength } from "@/lib/contacts/schema/property-limits";
import { Text } from "@/lib/text/text";

const Name = Text(1, maxNameLength);

/** What the condition builder suggests: names or values of an event's metadata, or values of a property. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewComputations",
  query: z.union([
    z.strictObject({ workspace: z.string(), event: Name, metadata: Name.optional() }),
    z.strictObject({ workspace: z.string(), kind: z.enum(["user", "account"]), property: Name }),
  ]),
  lists: [],
  handler: async ({ actor: { workspaceId }, query }) => {
    if ("kind" in query)
      return createDataResponse(await suggestPropertyValues(workspaceId, query.kind, query.property));
    const { event, metadata } = query;
    return createDataResponse(
      metadata === undefined
        ? await suggestMetadataNames(workspaceId, event)
        : await suggestMetadataValues(workspaceId, event, metadata),
    );
  },
});
