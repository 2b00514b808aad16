import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBundle } from '../../electron/engine/bundle/bundle.ts';
import { mirrorsTo, publishAll } from '../../electron/engine/bundle/build/published.fixture.ts';
import { startServer, type TestServer } from '../../electron/engine/bundle/build/server.fixture.ts';
import { openFace, photograph, seriousFaults, type OpenFace } from './face.ts';
import { provideBrowser } from './needs.ts';

vi.mock(import('../../shared/catalog/keepalived-image.ts'), async (original) => ({
  ...(await original()),
  keepalivedImage: (await import('../../electron/engine/bundle/build/keepalived-packages.fixture.ts')).small.image,
}));

const browser = await provideBrowser();
const minute = 60_000;

describe.skipIf(browser === undefined)('making a package in a browser (needs chromium)', () => {
  let dir: string;
  let internet: TestServer;
  let face: OpenFace;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'barque-make-'));
    vi.stubEnv('XDG_CACHE_HOME', join(dir, 'cache'));
    vi.stubEnv('BARQUE_TRUSTED_KEYS', join(dir, 'trusted-keys'));
    internet = await startServer();
    await publishAll(internet, '1.34.4');
    face = await openFace(browser ?? '');
  }, minute);
  afterAll(async () => {
    await face.close();
    await internet.close();
    vi.unstubAllEnvs();
    await rm(dir, { recursive: true });
  });

  test(
    'from the first screen to a file that is signed and verified; stopped in between, looked at from a new window, and gone on with',
    async () => {
      const { page } = face;
      const faults: string[] = [];
      const each = async (screen: string, settled: string) => {
        await photograph(page, screen, settled);
        faults.push(...(await seriousFaults(page)).map((fault) => `${screen}: ${fault}`));
      };
      await page.getByRole('link', { name: /Make a package/ }).click();
      await page.getByText('Say which file it goes into.').waitFor();
      await page.getByRole('combobox', { name: 'Kubernetes version' }).fill('1.34.4');
      await page.getByRole('textbox', { name: 'File', exact: true }).fill(join(dir, 'site.barque'));
      await page.getByRole('button', { name: 'Make a pair of keys' }).click();
      await page.getByText('hand on the second').waitFor();
      await page.getByRole('textbox', { name: 'Mirrors' }).fill(mirrorsTo(internet).join('\n'));
      await each('make-package', '.fields');

      // one download does not come
      internet.handler = (request) => request.url?.endsWith('/kubelet') ?? false;
      await page.getByRole('button', { name: 'Make the package' }).click();
      await page.getByText('Fetching').waitFor();
      await page.reload();
      await page.getByText('Fetching').waitFor();
      await each('make-package-going-on', '.verification');
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Stopped. What has arrived is kept.').waitFor();
      internet.handler = undefined;

      await page.getByRole('button', { name: 'Go on with it' }).click();
      await page.getByText('The package is made, and verified').waitFor();
      await each('make-package-made', '.facts');
      const bundle = await openBundle(join(dir, 'site.barque'), new AbortController().signal);
      await bundle.close();
      expect(bundle.manifest.kubernetes).toBe('1.34.4');
      expect(bundle.signers).toHaveLength(1);
      const [signer = 'signed by nobody'] = bundle.signers;
      await page.getByText(signer).waitFor();

      // what one computer made, another takes: not before its key was compared
      await page.getByRole('link', { name: /^Barque/ }).click();
      await page.getByPlaceholder('prod').fill('site');
      await page.getByPlaceholder('prod').press('Enter');
      await page.getByRole('button', { name: 'Browse…' }).click();
      await page.getByRole('textbox', { name: 'Path' }).fill(dir);
      await page.getByRole('button', { name: 'Go', exact: true }).click();
      await page.getByRole('button', { name: 'site.barque' }).click();
      await page.getByText('Verified: every file').waitFor();
      await page.getByText('not trusted', { exact: true }).waitFor();
      await each('package-untrusted', '.signer');
      await page.getByRole('button', { name: 'Trust this key…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(signer).waitFor();
      const trusting = dialog.getByRole('button', { name: 'Trust it' });
      expect(await trusting.isDisabled()).toBe(true);
      await dialog.getByRole('checkbox').check();
      await each('package-trusting', '[role=dialog]');
      await trusting.click();
      await page.getByText('trusted', { exact: true }).waitFor();
      await each('package-trusted', '.signer');
      await page.getByRole('button', { name: 'Keys that you trust…' }).click();
      await dialog.getByText(signer).waitFor();
      await each('package-trusted-keys', '[role=dialog]');
      await dialog.getByRole('button', { name: `No longer trust ${signer}` }).click();
      await dialog.getByText('No key yet').waitFor();
      await dialog.getByRole('button', { name: 'Close' }).click();
      await page.getByText('not trusted', { exact: true }).waitFor();
      expect(faults).toEqual([]);
      expect(face.complaints).toEqual([]);
    },
    3 * minute,
  );
});
