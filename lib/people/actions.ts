"use server";

import { headers } from "next/headers";
import { publicAction } from "@/lib/action";
import { clientAddress } from "@/lib/api/client-address";
import { throttleSignUp } from "@/lib/auth/throttle";
import { requireStrongPassword } from "@/lib/people/judge-password";
import { createPerson } from "@/lib/people/mutations";
import { SignUp } from "@/lib/people/schema";

/** Makes the account. The form then signs in with the same address and password. */
export const signUp = publicAction({
  input: SignUp,
  refresh: false,
  handler: async ({ input }) => {
    throttleSignUp(clientAddress(await headers()));
    await requireStrongPassword(input.password, input);
    await createPerson(input);
  },
});
