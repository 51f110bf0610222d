import { requireComputation } from "../../../computations";

/** Finds the computed property outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function ComputedPropertyLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/properties/computed/[property]">) {
  const { workspace, property: id } = await params;
  await requireComputation(workspace, id, "property");
  return children;
}
