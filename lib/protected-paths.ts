import { appPaths, decodePath } from './paths';

/** Pages that people need to sign in or out, or to read why they can't see another page. */
const openPages: string[] = [appPaths.signOutPage, appPaths.authError, appPaths.forbidden];

/**
 * Returns a function that returns whether a path needs a session. `app/protected-paths.ts` explains the entries. A path is
 * read in several ways, because Next, a proxy or a platform may do so: encoded or not, with doubled slashes, in another
 * case, and with the endings that Next's router adds (`/profile.rsc`, `/profile.segments/…`). It needs a session if it does in
 * any of these readings.
 * @param publicFiles the paths of files that are public; `/icon/*` is each file directly below `/icon`
 */
export function pathGuard(entries: readonly string[], publicFiles: Iterable<string>) {
  const exact = entries.map(parseEntry);
  const lowerCase = entries.map((entry) => parseEntry(entry.toLowerCase()));
  const files = new Set(publicFiles);
  const isOpen = (path: string) =>
    openPages.includes(path) || files.has(path) || files.has(path.replace(/[^/]+$/, '*'));
  return (pathname: string): boolean =>
    readingsOf(pathname).some((reading) => {
      const open = isOpen(`/${reading.map((segment) => segment.replaceAll('/', '%2F')).join('/')}`);
      const inLowerCase = reading.map((segment) => segment.toLowerCase());
      return needsSession(reading, exact, open) || needsSession(inLowerCase, lowerCase, open);
    });
}

interface Entry {
  segments: string[];
  literals: number; // the number of segments that are not `*`
  isException: boolean;
}

function parseEntry(entry: string): Entry {
  const isException = entry.startsWith('!');
  const segments = toSegments(isException ? entry.slice(1) : entry).map(decodePath);
  const literals = segments.filter((segment) => segment !== '*').length;
  return { segments, literals, isException };
}

const toSegments = (path: string) => path.split(/[/\\]+/).filter(Boolean);

/** Returns a path's segments as Next splits them, and as they are when it is decoded first; each also without the router's ending. */
function readingsOf(pathname: string): string[][] {
  const ending = /\.(?:segments|prefetch|rsc|action)(?=\.|$).*/is;
  return [toSegments(pathname).map(decodePath), toSegments(decodePath(pathname))].flatMap(
    (reading) => {
      const end = reading.findIndex((segment) => ending.test(segment));
      if (end < 0) return [reading];
      const last = reading[end]?.replace(ending, '');
      return [reading, [...reading.slice(0, end), ...(last ? [last] : [])]];
    },
  );
}

/**
 * The longest entry that matches decides; of equally long ones that with fewer `*`; then the one that protects. A page or
 * file that is open needs an entry with a name in it.
 */
function needsSession(path: string[], entries: Entry[], isOpen: boolean): boolean {
  const [first] = entries
    .filter(({ segments, literals }) => {
      const covers = segments.every((name, i) =>
        name === '*' ? i < path.length : name === path[i],
      );
      return covers && (!isOpen || literals > 0);
    })
    .sort(
      (a, b) =>
        b.segments.length - a.segments.length ||
        b.literals - a.literals ||
        Number(a.isException) - Number(b.isException),
    );
  return first !== undefined && !first.isException;
}
