import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { searchContacts } from "@/lib/computations/search/queries";
import { ContactSearchQuery } from "@/lib/contacts/schema/contact-list";
import { streamRows } from "@/lib/streams/encode-stream";
import { openStream } from "@/lib/streams/open-streams";

/** Streams the contacts that pass conditions to the list, while it searches for them. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewComputations",
  query: z.strictObject({ workspace: z.string() }),
  body: ContactSearchQuery,
  lists: [],
  handler: ({ request, actor, body }) => {
    const stream = openStream("search", actor, request);
    return streamRows(searchContacts(actor.workspaceId, body, stream.ended), stream);
  },
});
