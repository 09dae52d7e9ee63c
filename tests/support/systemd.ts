import { codeBlocks } from './documents';

/**
 * What the unit of `docs/deployment.md` has systemd do, as far as the server notices.
 *
 * @param instance what stands behind the `@` of its name
 */
export function documentedUnit(instance: string) {
  const [block] = codeBlocks(['docs/deployment.md']).filter(({ language }) => language === 'ini');
  const settings = new Map(
    [...(block?.code ?? '').matchAll(/^(\w+)=(.+)$/gm)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('%i', instance),
    ]),
  );
  const wordsOf = (name: string) => (settings.get(name) ?? '').split(' ');
  const [, ...args] = wordsOf('ExecStart');
  return {
    args,
    variables: Object.fromEntries(
      wordsOf('Environment').map((pair) => pair.split('=') as [string, string]),
    ),
    successExitStatus: Number(settings.get('SuccessExitStatus')),
  };
}
