import { site } from './site';

export const contentType = 'image/svg+xml';

/** The icon in the browser's tab: the mark. */
export default function Icon() {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${site.color}"/><path d="${site.mark}" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>`;
  return new Response(svg, { headers: { 'Content-Type': contentType } });
}
