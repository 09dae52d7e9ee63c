/** Writes one structured line for whoever runs the app. No token, secret or personal data belongs in it. */
export function logError(event: string, details: Record<string, number | string>): void {
  console.error(JSON.stringify({ level: 'error', event, ...details }));
}
