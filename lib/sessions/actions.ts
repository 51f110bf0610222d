"use server";

import { z } from "zod";
import { personAction } from "@/lib/action";
import { AppError } from "@/lib/errors";
import * as mutations from "@/lib/sessions/mutations";
import { SessionReference } from "@/lib/sessions/schema";

/** Ends another session of the signed-in person. The present one ends by signing out. */
export const endSession = personAction({
  input: SessionReference,
  handler: async ({ person, input }) => {
    if (input.id === person.sessionId) throw new AppError("bad_request", "This is your present session.");
    await mutations.endSession({ personId: person.id, sessionId: input.id });
  },
});

export const endOtherSessions = personAction({
  input: z.strictObject({}),
  handler: async ({ person }) => ({
    count: await mutations.endOtherSessions({ personId: person.id, sessionId: person.sessionId }),
  }),
});
