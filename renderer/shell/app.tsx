import { MantineProvider } from '@mantine/core';
import { Suspense, useEffect, useRef, type ReactNode } from 'react';
import { Loading } from '../components/states.tsx';
import { LanguageContext, useWords } from '../locales/language.tsx';
import { shell } from '../locales/shell.ts';
import { hashOf } from '../router/route.ts';
import { useRoute } from '../router/use-route.tsx';
import { usePreferences } from '../store/preferences.tsx';
import { theme } from '../theme/theme.ts';
import { Header, type HeaderProps } from './header.tsx';
import { OpenCluster } from './open-cluster.tsx';
import { pages } from './pages.tsx';

/** The window: preferences applied, and the screen that the address names. */
export function App() {
  const preferences = usePreferences();
  const { language } = preferences;
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={preferences.theme}
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      <LanguageContext value={language}>
        <Screens />
      </LanguageContext>
    </MantineProvider>
  );
}

function Screens() {
  const route = useRoute();
  if (route.page === 'cluster') return <OpenCluster key={route.dir} dir={route.dir} step={route.step} run={route.run} />;
  const Page = pages[route.page];
  return (
    <Frame>
      <Page />
    </Frame>
  );
}

/** Header, rail where there is a cluster, and the main part, which gets the focus whenever another screen appears. */
export function Frame({
  cluster,
  rail,
  children,
}: {
  readonly cluster?: HeaderProps['cluster'];
  readonly rail?: ReactNode;
  readonly children: ReactNode;
}) {
  const words = useWords(shell);
  const main = useRef<HTMLElement>(null);
  const at = hashOf(useRoute());
  const before = useRef(at);
  useEffect(() => {
    if (before.current !== at) main.current?.focus();
    before.current = at;
  }, [at]);
  return (
    <div className={rail === undefined ? 'shell alone' : 'shell'}>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {words.skip}
      </button>
      <Header cluster={cluster} />
      {rail}
      <main className="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </main>
    </div>
  );
}
