/** The page that ends signing in in a second tab. */
export const signedInPath = "/sign-in/done";

const name = "signed-in";

/** Tells the tabs whose session had ended that they can go on. */
export function announceSignIn(): void {
  const channel = new BroadcastChannel(name);
  channel.postMessage(null);
  channel.close();
}

export function listenForSignIn(onSignIn: () => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", onSignIn);
  return () => channel.close();
}
