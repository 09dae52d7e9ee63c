/**
 * The names of the ways to sign in.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8176#section-2
 */
const methods: Readonly<Record<string, string>> = {
  face: 'face recognition',
  fed: 'another provider’s word',
  fpt: 'a fingerprint',
  geo: 'the place you were at',
  hwk: 'a key that is kept in hardware',
  iris: 'an iris scan',
  kba: 'questions only you can answer',
  mca: 'a further channel',
  mfa: 'several factors',
  otp: 'a one-time code',
  pin: 'a PIN',
  pwd: 'a password',
  rba: 'an assessment of risk',
  retina: 'a retina scan',
  sc: 'a smart card',
  sms: 'a text message',
  swk: 'a key that is kept in software',
  tel: 'a phone call',
  user: 'a sign that you were there',
  vbm: 'your voice',
  wia: 'Windows',
};

const levels: Readonly<Record<string, string>> = {
  'urn:logto:acr:1fa': 'One factor',
  'urn:logto:acr:mfa': 'Several factors',
};

/** Returns readable names for the methods of `amr`. Methods that RFC 8176 doesn't define are unchanged. */
export function methodsInWords(amr: readonly string[]): string {
  const words = amr.map((method) => (Object.hasOwn(methods, method) ? methods[method] : method));
  return words.join(', ');
}

/** Returns a readable name for the level of assurance in `acr`. An unknown level is unchanged. */
export function levelInWords(acr: string): string {
  return (Object.hasOwn(levels, acr) && levels[acr]) || acr;
}
