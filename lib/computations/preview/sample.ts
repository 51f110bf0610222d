/** The characters of ULIDs. The last two of an id are random: they put contacts into 1,024 buckets. */
const characters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const contactsPerStep = 400;
/** Up to this many contacts, one step takes all. */
const maxSingleStep = 2_000;

export type Sample = { next: () => readonly string[] | "all" | null; isFinished: () => boolean };

/** Divides the contacts of a workspace into steps of a few hundred, in random order. */
export function createSample(total: number): Sample {
  let isFinished = false;
  if (total <= maxSingleStep) {
    return {
      next: () => {
        if (isFinished) return null;
        isFinished = true;
        return "all";
      },
      isFinished: () => isFinished,
    };
  }
  const buckets = shuffle([...characters].flatMap((a) => [...characters].map((b) => a + b)));
  const perStep = Math.max(1, Math.floor((contactsPerStep * buckets.length) / total));
  let position = 0;
  return {
    next: () => {
      const step = buckets.slice(position, position + perStep);
      position += perStep;
      return step.length === 0 ? null : step;
    },
    isFinished: () => position >= buckets.length,
  };
}

function shuffle<Item>(items: Item[]): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
  return items;
}
