"use server";

import { headers } from "next/headers";
import { z } from "zod";
import { action, personAction } from "@/lib/action";
import { getClientIp } from "@/lib/http/client-ip";
import * as proofs from "@/lib/proofs/prove";
import { Proof } from "@/lib/proofs/schema";

export const beginProof = personAction({
  input: z.strictObject({}),
  refresh: false,
  handler: ({ person }) => proofs.beginProof(person),
});

export const prove = personAction({
  input: Proof,
  refresh: false,
  handler: async ({ person, input }) => proofs.prove(person, input, getClientIp(await headers())),
});

/** Does nothing, but needs a recent proof: called before a download, which cannot ask for one. */
export const requestProof = action({
  may: "viewLogValues",
  needsProof: true,
  input: z.strictObject({}),
  refresh: false,
  handler: async () => undefined,
});
