import { requireComputation } from "../../computations";

/** Finds the health profile outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function HealthProfileLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/health/[profile]">) {
  const { workspace, profile: id } = await params;
  await requireComputation(workspace, id, "healthProfile");
  return children;
}
