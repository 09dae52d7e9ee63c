/** Shown over the page from which a link led to a photo. */
export default function PhotoDialog() {
  return <p>A photo</p>;
}
