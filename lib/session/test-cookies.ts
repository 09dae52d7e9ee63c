interface TestCookie {
  value: string;
  attributes: { maxAge?: number | undefined };
}

/** A browser's cookies, for unit tests: keeps what is set, and drops what is set with no time to live. */
export function testCookies(initial: Record<string, string> = {}) {
  const jar = new Map<string, TestCookie>(
    Object.entries(initial).map(([name, value]) => [name, { value, attributes: {} }]),
  );
  const read = (name: string, cookie: TestCookie) => ({ name, value: cookie.value });
  return {
    jar,
    get(name: string) {
      const cookie = jar.get(name);
      return cookie && read(name, cookie);
    },
    getAll: () => [...jar].map(([name, cookie]) => read(name, cookie)),
    set(name: string, value: string, attributes: TestCookie['attributes']) {
      if (attributes.maxAge === 0) jar.delete(name);
      else jar.set(name, { value, attributes });
    },
  };
}
