interface ToastOptions {
  description?: string;
  /** Milliseconds. */
  duration?: number;
  action?: { label: string; onClick: () => void };
}

interface ToastMessage {
  type: "success" | "error" | "info";
  message: string;
  options: ToastOptions | undefined;
}

/** Messages that wait for the code that shows them. */
let waiting: ToastMessage[] = [];
let show: ((message: ToastMessage) => void) | null = null;
let onWaiting: (() => void) | null = null;

/** Shows a notification. Never put a key in it. */
export const toast = {
  success: (message: string, options?: ToastOptions) => send({ type: "success", message, options }),
  error: (message: string, options?: ToastOptions) => send({ type: "error", message, options }),
  info: (message: string, options?: ToastOptions) => send({ type: "info", message, options }),
};

function send(message: ToastMessage): void {
  if (show) {
    show(message);
    return;
  }
  waiting = [...waiting, message];
  onWaiting?.();
}

export function hasWaitingToasts(): boolean {
  return waiting.length > 0;
}

export function subscribeToWaitingToasts(onChange: () => void): () => void {
  onWaiting = onChange;
  return () => {
    onWaiting = null;
  };
}

/** Called by the view of notifications, which gets those that wait. Returns a function that disconnects it. */
export function connectToasts(receive: (message: ToastMessage) => void): () => void {
  show = receive;
  waiting.forEach(receive);
  waiting = [];
  onWaiting?.();
  return () => {
    show = null;
  };
}
