import Rudder from "@rudderstack/rudder-sdk-node";
import { Analytics as CurrentAnalytics } from "@segment/analytics-node";
import LegacyAnalytics from "analytics-node";
import type { LibraryCall } from "@/tests/support/fixtures/library-calls";

type Options = { url: string; writeKey: string };

/** An unmodified library for Node.js, from npm. Host and write key are set as an integration sets them. */
export type NodeLibrary = {
  name: string;
  toUserId: (id: number) => number | string;
  /** Calls the library, and waits until it has delivered the messages or given up. Returns its errors: "[401] Unauthorized". */
  send: (options: Options, calls: readonly LibraryCall[]) => Promise<string[]>;
};

/** Larger than the tests' batches: libraries send several at the same time, in any order. */
const flushAt = 500;

/** Its check rejects user ids that are numbers. */
const current: NodeLibrary = {
  name: "@segment/analytics-node 3.1.0",
  toUserId: String,
  send: async ({ url, writeKey }, calls) => {
    const analytics = new CurrentAnalytics({ writeKey, host: url, path: "/backend/v1/batch", flushAt });
    const errors: string[] = [];
    analytics.on("error", ({ reason }) => errors.push((reason as Error).message));
    // The messages contain values that the library's types exclude.
    for (const { type, message } of calls) analytics[type](message as never);
    await analytics.closeAndFlush();
    return errors;
  },
};

/** Sends its first message alone. */
const legacy: NodeLibrary = {
  name: "analytics-node 6.2.0",
  toUserId: Number,
  send: async ({ url, writeKey }, calls) => {
    const errors: string[] = [];
    const errorHandler = (error: AxiosError) => errors.push(toText(error));
    const analytics = new LegacyAnalytics(writeKey, { host: `${url}/api`, flushAt, errorHandler });
    const [first, ...others] = calls;
    if (first) await new Promise((resolve) => analytics[first.type](first.message, resolve));
    for (const { type, message } of others) analytics[type](message);
    await analytics.flush();
    return errors;
  },
};

/** Sends its first message alone, then waits for its answer. Compresses. */
const rudder: NodeLibrary = {
  name: "@rudderstack/rudder-sdk-node 3.0.13",
  toUserId: Number,
  send: async ({ url, writeKey }, calls) => {
    const errors: string[] = [];
    const errorHandler = (error: AxiosError) => errors.push(toText(error));
    const options = { dataPlaneUrl: url, flushAt, errorHandler, logLevel: "none" };
    const analytics = new Rudder(writeKey, options);
    // The messages contain values that the library's types exclude.
    for (const { type, message } of calls) analytics[type](message as never);
    await analytics.flush();
    return errors;
  },
};

/** The part of an error of axios that the libraries pass on. */
type AxiosError = Error & { response?: { status: number; statusText: string } };

function toText({ message, response }: AxiosError): string {
  return response ? `[${response.status}] ${response.statusText}` : message;
}

export const nodeLibraries: readonly NodeLibrary[] = [current, legacy, rudder];
