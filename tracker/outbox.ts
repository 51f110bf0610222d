import { countBytes } from "./sanitize";

type Message = { id: string; [field: string]: unknown };
/** A message and its creation time. */
type QueuedMessage = { message: Message; time: number };

const day = 86_400_000;
const maxQueued = 100;
const [minDelay, maxDelay] = [1_000, 300_000];
/** Failures before the first answer. CORS makes a rejected domain look like an unavailable server. */
const maxUnansweredFailures = 5;
/** Browsers limit the bodies of keepalive requests to 64 KiB together. */
const maxKeepaliveBytes = 60_000;

/**
 * Sends messages in order. Each stays in memory and in localStorage until the collector accepts or rejects it; the next
 * page sends the rest. Each message has its own key in localStorage, so that several open pages do not overwrite each
 * other's. The collector stores a message once that two pages send.
 */
export class Outbox {
  private queue: QueuedMessage[] = [];
  private isSending = false;
  private failures = 0;
  private isAnswered = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly prefix: string,
  ) {
    this.queue = readStored(prefix);
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.sendBeacons());
    this.send();
  }

  add(message: Message): void {
    const added = { message, time: Date.now() };
    const text = JSON.stringify(added);
    this.queue.push(added);
    if (this.queue.length > maxQueued) this.remove(this.queue[this.isSending ? 1 : 0] ?? added);
    store(this.prefix + message.id, text);
    if (this.failures === 0 || this.isPaused()) this.send();
  }

  private send(): void {
    if (this.isSending) return;
    clearTimeout(this.timer);
    this.isSending = true;
    // After an unexpected error the next message or page tries again.
    this.sendQueue().catch(() => {
      this.isSending = false;
    });
  }

  private async sendQueue(): Promise<void> {
    let next = this.queue[0];
    while (next) {
      if (!(await this.trySend(next))) {
        this.failures += 1;
        if (this.isPaused()) break;
        const delay = Math.min(minDelay * 2 ** (this.failures - 1), maxDelay);
        this.timer = setTimeout(() => this.send(), delay * (1 + Math.random()));
        break;
      }
      this.failures = 0;
      this.remove(next);
      next = this.queue[0];
    }
    // No await since the queue was read: a message added later starts to send.
    this.isSending = false;
  }

  /** Sends the message. True if it is accepted, rejected or expired, false to retry. */
  private async trySend(queued: QueuedMessage): Promise<boolean> {
    if (Date.now() - queued.time > day) return true;
    try {
      const body = toBody(queued);
      const keepalive = countBytes(body) < maxKeepaliveBytes;
      const response = await fetch(this.url, { method: "POST", body, keepalive, credentials: "omit" });
      this.isAnswered = true;
      if (response.status < 400) return true;
      if (response.status > 499 || response.status === 429 || response.status === 408) return false;
      console.warn("journy:", response.status, await response.text());
      return true;
    } catch {
      return false;
    }
  }

  /** Whether retries wait for a new message or the next page. */
  private isPaused(): boolean {
    return !this.isAnswered && this.failures >= maxUnansweredFailures;
  }

  /** Sends the queue as beacons when the page closes. They have no answer: the next page sends the messages again. */
  private sendBeacons(): void {
    if (this.isPaused()) return;
    for (const queued of this.queue.slice(this.isSending ? 1 : 0)) {
      try {
        navigator.sendBeacon(this.url, toBody(queued));
      } catch {
        // The next page sends it.
      }
    }
  }

  private remove(queued: QueuedMessage): void {
    this.queue = this.queue.filter((other) => other !== queued);
    store(this.prefix + queued.message.id, null);
  }
}

function toBody({ message, time }: QueuedMessage): string {
  const sentAt = Date.now();
  return JSON.stringify({ ...message, sentAt, age: Math.max(0, sentAt - time) });
}

/** Messages of earlier pages, oldest first. */
function readStored(prefix: string): QueuedMessage[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .sort()
      .slice(-maxQueued)
      .flatMap(parseStored);
  } catch {
    return [];
  }
}

function parseStored(key: string): QueuedMessage[] {
  try {
    const { message, time } = JSON.parse(localStorage.getItem(key) ?? "");
    return message.id && typeof time === "number" ? [{ message, time }] : [];
  } catch {
    return [];
  }
}

/** localStorage may be full or forbidden. */
function store(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // The message stays in memory.
  }
}
