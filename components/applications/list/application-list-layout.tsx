import type { ColumnStyle } from "@/components/ui/table/table-frame";

interface ColumnLayout {
  id: string;
  header: string;
  enableSorting?: boolean;
  sortDescFirst?: boolean;
  meta: ColumnStyle;
}

/**
 * The columns without their cells, for the skeleton as well. The ids of sortable columns are the values of `sort` in the
 * URL.
 */
export const applicationColumnLayouts = {
  name: {
    id: "name",
    header: "Name",
    enableSorting: true,
    sortDescFirst: false,
    meta: { skeleton: "w-2/3" },
  },
  permissions: {
    id: "permissions",
    header: "Allowed to",
    meta: { width: "w-40 xl:w-44", hideBelow: "lg", skeleton: "w-28" },
  },
  status: {
    id: "status",
    header: "Status",
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "w-40", hideBelow: "sm", skeleton: "h-5 w-20 rounded-full" },
  },
  lastUsed: {
    id: "lastUsed",
    header: "Last used",
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "w-41", hideBelow: "lg", skeleton: "w-20" },
  },
  created: {
    id: "created",
    header: "Created",
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "w-34", hideBelow: "xl", skeleton: "w-24" },
  },
} satisfies Record<string, ColumnLayout>;

export const selectColumnStyle: ColumnStyle = { width: "w-11", skeleton: "w-4" };
export const applicationListCaption = "Applications";

/** On tablets the search and the sort menu fill the first row. */
export const countPosition = "sm:max-lg:order-last sm:max-lg:basis-full";
export const applicationActionsWidth =
  "w-28 min-[88rem]:w-36 pointer-coarse:w-36 min-[88rem]:pointer-coarse:w-44";
