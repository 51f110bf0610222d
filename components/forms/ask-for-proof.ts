/** Asks the person who they are, and returns whether they proved it. Null where no dialog is mounted. */
let ask: (() => Promise<boolean>) | null = null;

/** Called by the dialog. Returns a function that unregisters it. */
export function registerProofDialog(open: () => Promise<boolean>): () => void {
  ask = open;
  return () => {
    if (ask === open) ask = null;
  };
}

export async function askForProof(): Promise<boolean> {
  return ask !== null && (await ask());
}
