import { requireComputation } from "../../computations";

/** Finds the stage outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function StageLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/stages/[stage]">) {
  const { workspace, stage: id } = await params;
  await requireComputation(workspace, id, "stage");
  return children;
}
