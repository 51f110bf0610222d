/** The last page of a sign-in in a second tab. */
export const signedInPath = "/sign-in/done";

const channelName = "signed-in";

/** Tells other tabs with an ended session to continue. */
export function announceSignIn(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(null);
  channel.close();
}

export function listenForSignIn(onSignIn: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener("message", onSignIn);
  return () => channel.close();
}
