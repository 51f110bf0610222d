import { config } from "zod/v4/core";

// The content security policy forbids `eval`. Browsers would report a violation when zod looks whether it may use it.
config({ jitless: true });
