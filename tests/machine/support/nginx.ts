import { test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate';
import { codeBlocks } from './documents';
import { run } from '../../support/run';

/** Returns whether there is an `nginx` to test with. */
export const hasNginx = () => spawnSync('nginx', ['-v']).status === 0;

/** Skips the test that calls it if there is no nginx; with `CI` it fails. */
export function needNginx(): void {
  const why = 'there is no nginx on this machine, and none could be installed';
  if (!hasNginx() && process.env['CI']) throw new Error(why);
  test.skip(!hasNginx(), why);
}

/**
 * Runs nginx with the configuration of `docs/deployment.md`: on this port, and on the second one without TLS, with a
 * certificate that it signed itself, before these two instances.
 */
export async function startNginx(
  [port, plainPort]: [number, number],
  [first, second]: [number, number],
) {
  const { certificate, key } = makeCertificate();
  const directory = mkdtempSync(join(tmpdir(), 'nginx-'));
  const server = [
    ['listen 443 ', `listen 127.0.0.1:${port} `],
    ['listen 80;', `listen 127.0.0.1:${plainPort};`],
    ['app.example.com;', 'localhost;'],
    ['/etc/ssl/app.example.com.pem', certificate],
    ['/etc/ssl/app.example.com.key', key],
    ['127.0.0.1:3101', `127.0.0.1:${first}`],
    ['127.0.0.1:3102', `127.0.0.1:${second}`],
  ].reduce((text, [ours = '', here = '']) => {
    if (!text.includes(ours)) throw new Error(`docs/deployment.md has no ${ours}`);
    return text.replaceAll(ours, here);
  }, documented());
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${directory}/${kind};`)
    .join('\n');
  const file = join(directory, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${directory}/pid; error_log stderr notice;
events {}
http { access_log off; ${temporary}
${server}
}`,
  );
  const nginx = run(['-p', directory, '-c', file], {}, { program: 'nginx' });
  await nginx.until('getrlimit');
  return {
    ...nginx,
    async stop() {
      await nginx.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function documented(): string {
  const [block] = codeBlocks(['docs/deployment.md']).filter(({ language }) => language === 'nginx');
  return block?.code ?? '';
}
