import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { openFace, photograph, seriousFaults } from './face.ts';
import { provideBrowser } from './needs.ts';
import { choose, practise } from './walk.ts';

const browser = await provideBrowser();
const minute = 60_000;

/** A field of the form, what is typed into it, and what is said beside it in both languages; nothing where it is understood. */
type Typed = readonly [field: string, typed: string, english: string, chinese: string];

const first: readonly Typed[] = [
  ['endpoint.address', '１０．９０．０．１１：６４４３', 'Leave out “:6443”', '请去掉“:6443”'],
  ['endpoint.name', 'API.corp', 'Lower-case letters only', '只能使用小写字母'],
  ['endpoint.port', '0', 'from 1 to 65535', '1 到 65535'],
  ['network.podSubnet', '10.244.1.5/16', 'The network of this address is 10.244.0.0/16', '该地址所在的网段是 10.244.0.0/16'],
  ['network.serviceSubnet', 'fd00::/108', 'IPv6 is not supported', '不支持 IPv6'],
  ['storage.root', 'data', 'beginning with /', '以 / 开头'],
  ['time.servers', 'ntp.corp，10.0.0.300', '“10.0.0.300”: An IPv4 address has four', '“10.0.0.300”：IPv4 地址由四个'],
  ['extraSans', '*.corp', '“*.corp”: Only', '“*.corp”：名称'],
  ['certificates.leaves', '-5', 'from 1 to 36500', '1 到 36500'],
  ['network.nodePorts', '32767-30000', 'The smaller number goes first', '小的在前'],
  ['network.dnsDomain', 'a_b', 'go into a name', '名称只能包含'],
];
const second: readonly Typed[] = [
  ['endpoint.address', '10.90.0.11', 'A node has this address', '该地址属于某个节点'],
  ['endpoint.port', '３０００１', 'Port 30001 of the API lies among the NodePorts', 'API 端口 30001 位于 NodePort'],
  ['network.podSubnet', '10.96.0.0/16', 'overlap', '重叠'],
  ['storage.root', '/', 'not the root of the file system', '不能使用根目录'],
];
const third: readonly Typed[] = [
  ['endpoint.address', '192.168.77.5', 'is not in the network of the master', '不在 master 网卡所在的网络'],
  ['network.podSubnet', '10.90.0.0/16', 'lies in this network', '位于该网段内'],
];
const understood: readonly (readonly [field: string, typed: string])[] = [
  ['endpoint.address', '１０．９０．０．１０'],
  ['endpoint.name', ''],
  ['endpoint.port', '６４４３'],
  ['network.podSubnet', '10.244.0.0 ／ 16'],
  ['network.serviceSubnet', ''],
  ['storage.root', '/data/'],
  ['time.servers', 'ntp.corp、10.0.0.3'],
  ['extraSans', 'api.corp；10.0.0.9'],
  ['certificates.leaves', '９０'],
  ['network.nodePorts', '30000–32767'],
  ['network.dnsDomain', 'cluster.local'],
];

const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`);
const beside = (page: Page, name: string) => field(page, name).locator('xpath=../..');

async function inLanguage(page: Page, language: 'English' | '中文'): Promise<void> {
  await page.locator('.header label', { hasText: language }).click();
  await page.locator(`html[lang^=${language === 'English' ? 'en' : 'zh'}]`).waitFor();
}

describe.skipIf(browser === undefined)('the network’s screen (needs chromium)', () => {
  test(
    'what is wrong is said beside its field in both languages and lost by nothing; what a Chinese input method makes of it is understood',
    async () => {
      const { page, complaints, close } = await openFace(browser ?? '');
      try {
        await practise(page, { masters: '3', workers: '0', speed: 'Fifty times as fast' });
        await page.getByRole('link', { name: /Network/ }).click();
        await page.getByRole('heading', { level: 1, name: 'Network and storage' }).waitFor();
        await choose(page, 'Clocks are set by', 'NTP servers');
        await page.locator('details.advanced summary').click();
        const type = async (typed: readonly (readonly [string, string, ...string[]])[]) => {
          for (const [name, text] of typed) await field(page, name).fill(text);
        };
        const told = async (typed: readonly Typed[]) => {
          for (const [name, , english] of typed) await beside(page, name).getByText(english).waitFor();
          await inLanguage(page, '中文');
          for (const [name, , , chinese] of typed) await beside(page, name).getByText(chinese).waitFor();
          await inLanguage(page, 'English');
        };
        await type(first);
        await told(first);
        await page.getByText(`${first.length} fields need attention`).waitFor();
        await page.locator('.rail a[href$="/network"][data-state=attention]').waitFor();
        await page.getByText('Saved', { exact: true }).waitFor();
        await page.reload();
        for (const [name, text] of first) await expect.poll(() => field(page, name).inputValue()).toBe(text);
        await told(first);
        await photograph(page, 'network-wrong', '.screen h1');
        await field(page, 'network.nodePorts').scrollIntoViewIfNeeded();
        await photograph(page, 'network-wrong-advanced', '.screen h1');
        expect(await seriousFaults(page)).toEqual([]);

        await type(understood);
        await type(second);
        await told(second);
        await type(understood);
        await page
          .getByText(/needs? attention$/)
          .first()
          .waitFor({ state: 'detached' });
        await type(third);
        await page.getByText('Saved', { exact: true }).waitFor();
        await told(third.slice(1));

        // what only the hosts know is told here, too
        await type(understood);
        await page.locator('.rail a[href$="/nodes"]').click();
        await page.getByRole('button', { name: /^Connect/ }).click();
        await page.locator('.rail a[href$="/nodes"][data-state=done]').waitFor();
        await page.getByRole('link', { name: /Network/ }).click();
        await type(third.slice(0, 1));
        await told(third.slice(0, 1));
        await type(understood.slice(0, 1));
        await page.locator('.rail a[href$="/network"][data-state=done]').waitFor();

        // who is led to a field that is folded away stands in it
        await page.evaluate("window.location.hash += '/network.dnsDomain'");
        await page.locator('[data-field="network.dnsDomain"]:focus').waitFor();
        expect(complaints).toEqual([]);
      } finally {
        await close();
      }
    },
    4 * minute,
  );
});
