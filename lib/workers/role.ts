import { z } from "zod";

/**
 * What a process of the server does. `all`: everything. With several workers, `api` answers API calls and messages of
 * websites without loading Next, and one process, `pages`, does the rest: pages, sign-in, streams and background jobs.
 */
export const ServerRole = z.enum(["all", "api", "pages"]);
export type ServerRole = z.infer<typeof ServerRole>;

/** The variables that the supervisor sets for its processes. An operator sets WORKERS. */
const ProcessEnvironment = z.object({
  SERVER_ROLE: ServerRole.default("all"),
  /** The Unix socket of the page process: listened on by `pages`, connected to by `api`. */
  PAGES_SOCKET: z.string().optional(),
});

export function readProcessEnvironment(): z.infer<typeof ProcessEnvironment> {
  return ProcessEnvironment.parse(process.env);
}

/** Whether signals reach this process through its supervisor, which decides on the order in which processes stop. */
export function isSupervised(): boolean {
  return process.env.SERVER_ROLE !== undefined;
}
