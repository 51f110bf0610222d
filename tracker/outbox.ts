import { countBytes } from "./sanitize";

type Message = { id: string; [field: string]: unknown };
/** A message that waits to be taken, and when it was made. */
type Waiting = { message: Message; time: number };

const day = 86_400_000;
const mostWaiting = 100;
const [firstPause, longestPause] = [1_000, 300_000];
/** Until something was ever answered: a collector that refuses the page's domain looks like one that is away. */
const mostUnanswered = 5;
/** What a browser goes on sending after the page is gone; more than that it refuses to. */
const maxKeepaliveBytes = 60_000;

/**
 * Sends messages one after the other, and keeps each until it is taken or refused for good: in memory, and in
 * localStorage where there is one, for the next page. Each has a place of its own there, so that pages that are open
 * side by side take nothing from each other; what two of them send, the collector stores once.
 */
export class Outbox {
  private waiting: Waiting[] = [];
  private isSending = false;
  private failures = 0;
  private isAnswered = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly prefix: string,
  ) {
    this.waiting = readStored(prefix);
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.sendLast());
    this.send();
  }

  add(message: Message): void {
    const added = { message, time: Date.now() };
    const text = JSON.stringify(added);
    this.waiting.push(added);
    if (this.waiting.length > mostWaiting) this.forget(this.waiting[this.isSending ? 1 : 0] ?? added);
    store(this.prefix + message.id, text);
    if (this.failures === 0 || this.isResting()) this.send();
  }

  private send(): void {
    if (this.isSending) return;
    clearTimeout(this.timer);
    this.isSending = true;
    // After an unexpected error the next message or page tries again.
    this.sendWaiting().catch(() => {
      this.isSending = false;
    });
  }

  private async sendWaiting(): Promise<void> {
    let next = this.waiting[0];
    while (next) {
      if (!(await this.isDone(next))) {
        this.failures += 1;
        if (this.isResting()) break;
        const pause = Math.min(firstPause * 2 ** (this.failures - 1), longestPause);
        this.timer = setTimeout(() => this.send(), pause * (1 + Math.random()));
        break;
      }
      this.failures = 0;
      this.forget(next);
      next = this.waiting[0];
    }
    // In the same step as the last look at the queue: a message that is added later must start to send.
    this.isSending = false;
  }

  /** Whether there is nothing more to do about it: it is taken, it is refused, or its time is over. */
  private async isDone(one: Waiting): Promise<boolean> {
    if (Date.now() - one.time > day) return true;
    try {
      const body = toBody(one);
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

  /** Whether it waits for something new, or for the next page, before it tries again. */
  private isResting(): boolean {
    return !this.isAnswered && this.failures >= mostUnanswered;
  }

  /** Before the page goes. What was sent in vain is still kept for the next one. */
  private sendLast(): void {
    if (this.isResting()) return;
    for (const one of this.waiting.slice(this.isSending ? 1 : 0)) {
      try {
        navigator.sendBeacon(this.url, toBody(one));
      } catch {
        // The next page sends it.
      }
    }
  }

  private forget(one: Waiting): void {
    this.waiting = this.waiting.filter((other) => other !== one);
    store(this.prefix + one.message.id, null);
  }
}

function toBody({ message, time }: Waiting): string {
  const sentAt = Date.now();
  return JSON.stringify({ ...message, sentAt, age: Math.max(0, sentAt - time) });
}

/** What earlier pages could not send, oldest first. */
function readStored(prefix: string): Waiting[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .sort()
      .slice(-mostWaiting)
      .flatMap(readOne);
  } catch {
    return [];
  }
}

function readOne(key: string): Waiting[] {
  try {
    const { message, time } = JSON.parse(localStorage.getItem(key) ?? "");
    return message.id && typeof time === "number" ? [{ message, time }] : [];
  } catch {
    return [];
  }
}

/** A browser may have no room, or may not allow it. */
function store(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // It is in memory.
  }
}
