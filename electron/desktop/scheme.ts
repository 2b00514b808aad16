import { protocol } from 'electron';

/** The face's origin: a scheme of its own, so that it has neither a server nor the disk behind it. */
export const origin = 'app://barque';
export const page = `${origin}/`;

/** To be called before the application is ready. */
export const registerScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
