import { cookies } from 'next/headers';
import { getConfig } from '@/lib/config';
import { Icon } from './icon';

const themes = [
  { theme: 'system', icon: 'screen', text: 'As your system' },
  { theme: 'light', icon: 'sun', text: 'Light' },
  { theme: 'dark', icon: 'moon', text: 'Dark' },
] as const;

const toTheme = (value: unknown) => (value === 'light' || value === 'dark' ? value : undefined);

/** Returns the theme that was chosen in this browser. Without a choice, the setting of the system decides. */
export async function getTheme(): Promise<'light' | 'dark' | undefined> {
  return toTheme((await cookies()).get('theme')?.value);
}

/** Stores the choice for a year. The server renders it, so no page shows another theme first. */
async function chooseTheme(data: FormData): Promise<void> {
  'use server';
  // public: visitors choose a theme, too
  const theme = toTheme(data.get('theme'));
  (await cookies()).set('theme', theme ?? '', {
    httpOnly: false, // `app/global-error.tsx` reads it
    sameSite: 'lax',
    secure: getConfig().secure,
    maxAge: theme ? 365 * 24 * 60 * 60 : 0,
  });
}

/** Buttons that choose the theme. They work without JavaScript, too. */
export async function ThemeSwitch() {
  const current = (await getTheme()) ?? 'system';
  return (
    <form action={chooseTheme}>
      <fieldset aria-label="Theme" className="flex rounded-full border border-line p-0.5">
        {themes.map(({ theme, icon, text }) => (
          <button
            key={theme}
            name="theme"
            value={theme}
            title={text}
            aria-label={text}
            aria-pressed={theme === current}
            className="theme-button"
          >
            <Icon name={icon} className="size-4" />
          </button>
        ))}
      </fieldset>
    </form>
  );
}
