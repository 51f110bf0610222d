import { LastTime } from "@/components/ui/last-time";

/** What speaks for or against stopping a key: whether something still calls with it. */
export function LastCall({ at }: { at: Date | null }) {
  return (
    <LastTime
      at={at}
      never="It was never used."
      past="It was last used"
      lately="Calls are still coming: the last one was"
    />
  );
}
