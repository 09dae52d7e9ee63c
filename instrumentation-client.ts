/**
 * In development, passes the document's nonce to the style elements of the error overlay. So the
 * Content-Security-Policy needs no exception for them, and your style element that lacks the nonce shows no
 * style in development either.
 */
function passNonceToOverlay(nonce: string): void {
  const createElement = document.createElement.bind(document);
  document.createElement = (...args: Parameters<typeof createElement>) => {
    const element = createElement(...args);
    if (element instanceof HTMLStyleElement && new Error().stack?.includes('next-devtools'))
      element.nonce = nonce;
    return element;
  };
}

if (process.env.NODE_ENV === 'development')
  passNonceToOverlay(document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '');
