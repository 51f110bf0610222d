import type { TestApplication } from "@/tests/support/factories/application";
import type { TestServer } from "@/tests/support/servers/production-server";

/** A measured value and its limit. */
export type Figure = { name: string; value: number; unit: string } & (
  | { atMost: number }
  | { atLeast: number }
);

/** A production server on loopback for this trial alone, and its database. */
export type World = {
  server: TestServer;
  databaseUrl: string;
  /** Creates an application with all permissions in a new workspace. */
  createApplication: () => Promise<TestApplication>;
  /** Aborted when the trial's time is up. */
  signal: AbortSignal;
};

export type Trial = {
  /** The expected behaviour: "answers other tenants while one sends deeply nested JSON". */
  title: string;
  /** Environment variables of the server, added to those of a test. */
  env?: Record<string, string>;
  /** 60 unless given. A trial that takes longer fails. */
  maxSeconds?: number;
  run: (world: World) => Promise<Figure[]>;
};

/** The default export of each tests/trials/NAME.trial.ts. */
export function defineTrial(trial: Trial): Trial {
  return trial;
}

export function isWithinLimit(figure: Figure): boolean {
  return "atMost" in figure ? figure.value <= figure.atMost : figure.value >= figure.atLeast;
}
