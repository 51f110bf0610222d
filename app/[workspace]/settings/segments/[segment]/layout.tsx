import { requireComputation } from "../../computations";

/** Finds the segment outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function SegmentLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/segments/[segment]">) {
  const { workspace, segment: id } = await params;
  await requireComputation(workspace, id, "segment");
  return children;
}
