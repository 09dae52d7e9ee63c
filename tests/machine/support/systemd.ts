import { codeBlocks } from './documents';

/**
 * Returns the settings of the unit in `docs/deployment.md` that concern the server.
 *
 * @param instance the part after the `@` in its name
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
