/** Intercepts the page beside it. */
export default function PhotoDialog() {
  return <p>A photo, in a dialog</p>;
}
