"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { CreateButton } from "@/components/ui/create-button";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import {
  type ComputationType,
  computationNouns,
  maxComputations,
} from "@/lib/computations/schema/computation";
import { toCreateUrl } from "@/lib/computations/schema/urls";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { useComputationsContext } from "./computation-dialogs";

interface CreateComputationProps {
  type: ComputationType;
  kind: ContactKind;
  /** Computations of the type and kind. */
  count: number;
}

/** The primary action of a list: opens the editor. */
export function CreateComputationButton({ type, kind, count }: CreateComputationProps) {
  const { slug, disabledReason } = useComputationsContext();
  const router = useRouter();
  const limit = count >= maxComputations[type] ? `There are ${count} already, which is the limit.` : null;
  return (
    <CreateButton
      label={`Create ${computationNouns[type]}`}
      disabledReason={disabledReason ?? limit}
      onCreate={() => router.push(toCreateUrl(slug, type, kind))}
    />
  );
}

/** The first step in an empty list. */
export function CreateFirstButton({ type, kind }: Omit<CreateComputationProps, "count">) {
  const { slug, disabledReason } = useComputationsContext();
  const label = (
    <>
      <Plus />
      Create your first {computationNouns[type]}
    </>
  );
  if (disabledReason) return <Button disabledReason={disabledReason}>{label}</Button>;
  return (
    <Button asChild>
      <HoverPrefetchLink href={toCreateUrl(slug, type, kind)}>{label}</HoverPrefetchLink>
    </Button>
  );
}
