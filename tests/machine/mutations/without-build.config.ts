import config from '../../../playwright.config';

const { globalSetup: _build, globalTeardown: _output, ...others } = config;

/** For end-to-end tests that need no build of the app: a mutation of what they test costs seconds, not minutes. */
const withoutBuild = {
  ...others,
  testDir: '..',
  outputDir: '../../../test-results/output',
  reporter: 'line' as const,
};

export default withoutBuild;
