import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

const hideStyle = {
  sm: "max-sm:hidden",
  md: "max-md:hidden",
  desktop: "max-lg:hidden",
  lg: "max-lg:hidden beside:hidden",
  xl: "max-xl:hidden beside:hidden",
  wide: "max-[88rem]:hidden beside:hidden",
  "2xl": "max-2xl:hidden beside:hidden",
};

export interface ColumnStyle {
  /** A width class, "w-32". Columns without one share the remaining width. */
  width?: string;
  /** Hidden on screens narrower than this. */
  hideBelow?: keyof typeof hideStyle;
  align?: "end";
  /** A width class for the loading placeholder. */
  skeleton?: string;
}

export function cellStyle(style: ColumnStyle | undefined) {
  return cn(
    "truncate px-3 py-1 first:pl-4 last:pr-4 max-sm:first:whitespace-normal max-sm:first:break-words",
    style?.width,
    style?.hideBelow && hideStyle[style.hideBelow],
    style?.align === "end" && "text-right",
  );
}

export const headingStyle = "h-9 font-medium text-muted text-sm";

interface TableFrameProps {
  caption: string;
  busy?: boolean;
  /** Rows including the header, if not all of them are in the document. -1: unknown. */
  rowCount?: number;
  children: ReactNode;
}

export function TableFrame({ caption, busy, rowCount, children }: TableFrameProps) {
  return (
    <div className="overflow-clip rounded-surface border bg-surface">
      <table
        className="w-full table-fixed border-collapse text-left"
        aria-busy={busy}
        aria-rowcount={rowCount}
      >
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}
