import "server-only";
import { backgroundLogger } from "@/lib/logger";
import { hour, second, sleep } from "@/lib/time";
import {
  type DeliveryOutcome,
  type DueEmail,
  deleteOldEmails,
  deliverNext,
  recordSent,
  type SettledEmail,
} from "./mutations";
import { isEmailConfigured } from "./settings";
import { createSender } from "./transport";

/** Between two polls of an idle sender. */
const pollInterval = second;
/** After an error of the database. Doubles with each further one. */
const pauseAfterError = { first: second, longest: 30 * second };
/** A supervisor waits for the end of the process, so a mail server that does not answer is left behind. */
const maxStopTime = 10 * second;

/**
 * Sends queued emails until it is stopped. Each process runs one; they share the queue. `stop` lets the email in progress
 * end. Does nothing without SMTP_URL.
 */
export function startEmailSender(): { stop: () => Promise<void> } {
  if (!isEmailConfigured()) return { stop: async () => undefined };
  const [stopping, leaving, ending] = [new AbortController(), new AbortController(), new AbortController()];
  const ended = work(stopping.signal, leaving.signal).finally(() => ending.abort());
  return {
    stop: async () => {
      stopping.abort();
      await sleep(maxStopTime, ending.signal);
      leaving.abort();
      await ended;
    },
  };
}

/** Begins no email after `signal`, and does not wait for the mail server after `leaving`. */
async function work(signal: AbortSignal, leaving: AbortSignal): Promise<void> {
  const deliver = createDelivery(waitUntil(leaving, createSender()));
  let pause = pauseAfterError.first;
  let nextCleanup = 0;
  while (!signal.aborted) {
    try {
      const isBusy = await deliver();
      if (Date.now() >= nextCleanup) {
        await deleteOldEmails();
        nextCleanup = Date.now() + hour;
      }
      pause = pauseAfterError.first;
      if (!isBusy) await sleep(pollInterval, signal);
    } catch (error) {
      backgroundLogger.error({ err: error }, "The sender of emails failed.");
      await sleep(pause, signal);
      pause = Math.min(2 * pause, pauseAfterError.longest);
    }
  }
}

type Send = (email: DueEmail) => Promise<DeliveryOutcome>;

/** The transaction of an email that is left behind must end, or the pool could not be closed. */
function waitUntil(leaving: AbortSignal, send: Send): Send {
  const left = new Promise<never>((_, reject) => {
    leaving.addEventListener("abort", () =>
      reject(new Error("The process ends before the mail server answered.")),
    );
  });
  // Usually nothing is waiting by then.
  left.catch(() => undefined);
  return (email) => Promise.race([send(email), left]);
}

/**
 * Returns a function that delivers one email, false if none is due. The database may fail after the mail server accepted
 * an email: it is then recorded before any other is taken.
 */
export function createDelivery(send: Send): (now?: number) => Promise<boolean> {
  const unrecorded = new Set<string>();
  return async (now) => {
    if (unrecorded.size > 0) {
      await recordSent([...unrecorded]);
      unrecorded.clear();
    }
    const settled = await deliverNext(async (email) => {
      const outcome = await send(email);
      if (outcome.failure === null) unrecorded.add(email.id);
      return outcome;
    }, now);
    if (settled) unrecorded.delete(settled.id);
    if (settled) report(settled);
    return settled !== null;
  };
}

/** Without the address and the content. */
function report({ id, kind, attempts, state, failure }: SettledEmail): void {
  const fields = { email: id, kind, attempts, failure };
  if (state === "waiting") backgroundLogger.warn(fields, "An email was not sent. It is tried again later.");
  if (state === "failed") backgroundLogger.error(fields, "An email could not be sent and is given up.");
}
