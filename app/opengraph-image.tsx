import { ImageResponse } from 'next/og';
import { site } from './site';

export const alt = `${site.name}: ${site.tagline}`;
export const size = { width: 1200, height: 630 };
export const contentType = 'image/png';

/** The picture of a link to the app in a chat or a feed. The build draws it once. */
export default function OpenGraphImage() {
  return new ImageResponse(
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'center',
        gap: 40,
        width: '100%',
        height: '100%',
        padding: 80,
        background: '#fbfaf9',
        color: '#1b1a20',
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', gap: 24, fontSize: 36 }}>
        <svg width="72" height="72" viewBox="0 0 32 32">
          <rect width="32" height="32" rx="8" fill={site.color} />
          <path d={site.mark} fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
        </svg>
        {site.name}
      </div>
      <div style={{ fontSize: 84, lineHeight: 1.1 }}>{site.tagline}</div>
      <div style={{ fontSize: 34, lineHeight: 1.4, color: '#605d69' }}>{site.description}</div>
    </div>,
    size,
  );
}
