import Link from "next/link";
import { computationNouns } from "@/lib/computations/schema/computation";
import type { ComputationReference } from "@/lib/computations/schema/explanation";
import { toEditorUrl } from "@/lib/computations/schema/urls";

interface UsedByProps {
  slug: string;
  usedBy: ComputationReference[];
}

/** Links on one line, for a cell. */
export function UsedByLinks({ slug, usedBy }: UsedByProps) {
  return usedBy.map((user, index) => (
    <span key={user.id}>
      {index > 0 && ", "}
      <Link
        href={toEditorUrl(slug, user)}
        prefetch={false}
        title={`${user.name} (${computationNouns[user.type]})`}
        className="relative z-10 rounded-[2px] text-text hover:underline"
      >
        {user.name}
      </Link>
    </span>
  ));
}

/** A list of links, each with the noun of its type. */
export function UsedByList({ slug, usedBy }: UsedByProps) {
  return (
    <ul className="flex flex-col gap-1">
      {usedBy.map((user) => (
        <li key={user.id} className="flex min-w-0 items-baseline gap-2">
          <Link href={toEditorUrl(slug, user)} prefetch={false} className="link min-w-0 truncate">
            {user.name}
          </Link>
          <span className="shrink-0 text-muted text-sm">{computationNouns[user.type]}</span>
        </li>
      ))}
    </ul>
  );
}
