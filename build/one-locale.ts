import type { Plugin } from 'esbuild';

/**
 * zod's own messages in one language in place of some fifty: nobody sees them, since whatever a schema refuses becomes a problem with
 * texts of ours. Without this they are a third of the script that the face loads first.
 */
export const oneLocale: Plugin = {
  name: 'one-locale',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};
