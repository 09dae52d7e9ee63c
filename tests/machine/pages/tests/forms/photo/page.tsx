export default function PhotoPage() {
  return <h1>A photo</h1>;
}
