/**
 * The HTML that a website puts into its pages. It does not block rendering: calls made before the script has loaded
 * wait in `journy.q`. A script element is used because a Content-Security-Policy can forbid scripts to load scripts.
 */
export function createSnippet(trackerId: string, origin: string): string {
  return `<script>
  window.journy = window.journy || function () {
    (journy.q = journy.q || []).push(arguments);
  };
  journy("init", { trackerId: ${quote(trackerId)} });
  journy("pageview");
</script>
<script async src="${new URL(`${origin}/tracker.js`).href}"></script>`;
}

/** Escapes a text for an inline script, where "<" could end the script. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c");
}
