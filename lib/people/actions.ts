"use server";

import { headers } from "next/headers";
import { publicAction } from "@/lib/action";
import { throttleSignUp } from "@/lib/auth/throttle";
import { getClientIp } from "@/lib/http/client-ip";
import { createPerson } from "@/lib/people/mutations";
import { requireStrongPassword } from "@/lib/people/require-strong-password";
import { SignUp } from "@/lib/people/schema";

/** Creates the account. The form then signs in with the same email and password. */
export const signUp = publicAction({
  input: SignUp,
  refresh: false,
  handler: async ({ input }) => {
    throttleSignUp(getClientIp(await headers()));
    await requireStrongPassword(input.password, input);
    await createPerson(input);
  },
});
